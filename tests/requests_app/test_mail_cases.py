"""Mails of the kinds that people really send are read rightly, and none, however damaged, stops a mailbox."""

import random
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings as configured

from requests_app.actions import mailbox
from requests_app.mails import mail_texts, parser
from requests_app.models import ArrivedMail
from tests.requests_app.imap import serving

CASES = Path(configured.BASE_DIR) / "tests" / "cases"
ASKED = "申请公开：2025年度清河治理工程竣工验收报告。"
RIGHT = {  # what is read beside the sender someone@example.org, the subject x and the text of ASKED
    "01-comma-in-name": {"sender_name": "申请人,某某"},
    "01c-bracket-in-name": {"sender_name": "某某(代理人)"},
    "02-html-plus-plain-footer": {"text": f"{ASKED}\n（本邮件已由网关检查。）"},
    "03-gbk-as-latin1": {"remarks": ["guessed"]},
    "03b-gbk-as-windows1252": {"subject": "政府信息公开申请", "remarks": ["guessed"]},
    "04-raw-gbk-filename": {"files": ["申请表.pdf"]},
    "04b-raw-utf8-filename": {"files": ["申请表.pdf"]},
    "05-no-boundary": {"text": "", "files": ["1"], "remarks": ["no_text"]},
    "06-forwarded": {"text": "见转发。", "files": ["1"]},
    "07-truncated-base64": {"text": ASKED[:-1], "remarks": ["damaged"]},
    "08-html-table": {"text": "文号\t清发〔2025〕3号\n年度\t2025\t2026"},
    "09-subject-cut-in-char": {"subject": "政府信息公开申请书"},
    "10-charset-big5": {"text": "申請公開：二○二五年度預算。"},
    "10-charset-cp936": {},
    "10-charset-gb18030": {},
    "10-charset-hz-gb-2312": {},
    "10-charset-windows-936": {},
    "10-charset-x-gbk": {},
    "11-eai-sender": {"sender_name": "申请人", "sender": "用户@例子.中国"},
    "12-reply-to": {"sender": "noreply@relay.example.org", "reply_to": "someone@example.org"},
    "13-inline-text-file": {"text": "见附件。", "files": ["申请.txt"]},
    "14-html-nested-blocks": {"text": "标题\n第一段 甲\n第二段\n乙"},
    "15-rtf-only": {"text": "申请"},
    "16-utf7-half-character": {"text": "\ufffd application", "remarks": ["unreadable"]},
    "17-empty-message-id": {"subject": "one"},
    "18-charset-is-a-codec": {"remarks": ["guessed"]},
    "20-subject-cut-in-base64": {"subject": "申请公"},
}
HEAD = b"From: someone@example.org\r\nSubject: x\r\nMIME-Version: 1.0\r\n"


def case(name: str) -> bytes:
    """The mail of a case."""
    return (CASES / f"mail-{name}.eml").read_bytes()


def alternatives(*parts: tuple[str, str]) -> bytes:
    """A mail that says the same in several ways."""
    said = b"".join(
        f"--bb\r\nContent-Type: {kind}; charset=utf-8\r\n\r\n{text}\r\n".encode() for kind, text in parts
    )
    return HEAD + b"Content-Type: multipart/alternative; boundary=bb\r\n\r\n" + said + b"--bb--\r\n"


def test_every_case_has_its_right_reading():
    """None of the mails at hand is forgotten."""
    assert {path.stem.removeprefix("mail-") for path in CASES.glob("mail-*.eml")} == set(RIGHT)


@pytest.mark.parametrize("name", sorted(RIGHT))
def test_a_mail_is_read_rightly(name):
    """Sender, address for the answer, subject, text, files and remarks."""
    found = parser.read(case(name))
    wanted = {
        "sender": "someone@example.org",
        "sender_name": "",
        "reply_to": "",
        "subject": "x",
        "text": ASKED,
    }
    wanted |= {"files": [], "remarks": []} | RIGHT[name]
    told = {**vars(found), "files": [one.name for one in found.files]}
    assert {key: told[key] for key in wanted} == wanted


@pytest.mark.parametrize(
    ("parts", "text", "remarks"),
    [
        ([("text/plain", ASKED), ("text/html", f"<p>{ASKED}</p>")], ASKED, []),
        (
            [("text/plain", "请用支持网页的程序打开。"), ("text/html", f"<p>{ASKED * 3}</p>")],
            f"{ASKED * 3}\n请用支持网页的程序打开。",
            ["other_version"],
        ),
        ([("text/plain", ""), ("text/html", f"<p>{ASKED}</p>")], ASKED, []),
        ([("text/html", f"<b>{ASKED}</b>")], ASKED, []),
        (
            [("text/plain", ASKED + "另见附表。"), ("text/html", "<p>见正文</p>")],
            f"{ASKED}另见附表。\n见正文",
            ["other_version"],
        ),
        (
            [("text/plain", "Sent from my iPhone, please excuse typos"), ("text/html", f"<p>{ASKED}</p>")],
            f"Sent from my iPhone, please excuse typos\n{ASKED}",
            ["other_version"],
        ),
    ],
)
def test_of_two_versions_nothing_is_lost_that_only_one_says(parts, text, remarks):
    """One of two that say the same; both, with a remark, when they do not, however short the application is."""
    found = parser.read(alternatives(*parts))
    assert (found.text, found.remarks) == (text, remarks)


@pytest.mark.parametrize(
    ("head", "name", "address"),
    [
        ('From: "Liu, Qinghe" <a@example.org>', "Liu, Qinghe", "a@example.org"),
        ("From: =?utf-8?B?5p+zLOaghw==?= <a@example.org>, b@example.org", "柳,标", "a@example.org"),
        ("From: =?gb2312?B?wfg8x+C6zD4=?= <a@example.org>", "柳<青禾>", "a@example.org"),
        ("From: a@example.org (=?utf-8?B?5p+z6Z2S56a+?=)", "柳青禾", "a@example.org"),
        ("From: nobody", "", ""),
        ("From: =?utf-8?B?YUBleGFtcGxlLm9yZw==?= <b@example.org>", "a@example.org", "b@example.org"),
    ],
)
def test_the_answer_goes_to_the_address_and_never_to_the_name(head, name, address):
    """Whatever a name holds: commas, brackets, another address."""
    found = parser.read(head.encode() + b"\r\nSubject: x\r\n\r\nx")
    assert (found.sender_name, found.sender) == (name, address)


@pytest.mark.parametrize(
    ("text", "written", "declared", "remarks"),
    [
        ("Crème brûlée à côté, déjà vu", "latin-1", "iso-8859-1", []),
        ("Grüße aus Köln, Straße", "cp1252", "windows-1252", []),
        ("申请公开预算", "utf-8", "iso-8859-15", ["guessed"]),
        ("申请公开预算", "utf-8", "gb2312", ["guessed"]),
        ("联通", "gbk", "gb2312", []),
        ("镕基，㐂某", "gb18030", "gbk", []),
        ("申请公开", "utf-16", "utf-16", []),
    ],
)
def test_a_declared_charset_is_doubted_only_where_another_reads_as_chinese(text, written, declared, remarks):
    """French and German letters stay what they are."""
    raw = HEAD + f"Content-Type: text/plain; charset={declared}\r\n\r\n".encode() + text.encode(written)
    found = parser.read(raw)
    assert (found.text, found.remarks) == (text, remarks)


@pytest.mark.django_db
def test_a_mail_that_cannot_be_read_stops_nobody(settings, body, now):
    """It is kept as it came with a remark, what stands behind it is read, and so are the mailboxes of other bodies."""
    with serving() as (first, port), serving() as (second, other):
        settings.MAILBOX_URL = " ".join(
            [
                f"imap://open%40example.gov.cn:secret@127.0.0.1:{port}/INBOX?agency={body.slug}",
                f"imap://nobody:secret@127.0.0.1:{port}/INBOX?agency=no-such-body",
                f"imap://town%40example.gov.cn:secret@127.0.0.1:{other}/INBOX?agency={body.slug}",
            ]
        )
        first.put(case("16-utf7-half-character"))
        first.put(case("12-reply-to"))
        second.put(case("01-comma-in-name"))
        with pytest.raises(mailbox.Unusable, match="no-such-body"):
            mailbox.fetch(now=now + timedelta(days=1))
    assert set(ArrivedMail.objects.values_list("mailbox__address", "number")) == {
        ("open@example.gov.cn@127.0.0.1/INBOX", 1),
        ("open@example.gov.cn@127.0.0.1/INBOX", 2),
        ("town@example.gov.cn@127.0.0.1/INBOX", 1),
    }
    damaged, second, third = ArrivedMail.objects.order_by("mailbox", "number")
    assert damaged.remarks == ["unreadable"]
    assert mailbox.original_of(damaged) == case("16-utf7-half-character")
    assert (second.sender, second.reply_to) == ("noreply@relay.example.org", "someone@example.org")
    assert (third.sender, third.sender_name) == ("someone@example.org", "申请人,某某")


def mutations(raw: bytes, dice: random.Random, how_many: int):
    """``raw`` damaged in ways in which things are damaged: bytes changed, cut, doubled, put elsewhere."""
    for _number in range(how_many):
        broken = bytearray(raw)
        for _again in range(dice.randint(1, 8)):
            at, length = dice.randrange(len(broken) or 1), dice.randint(1, 40)
            match dice.randrange(5):
                case 0:
                    broken[at : at + length] = dice.randbytes(length)
                case 1:
                    del broken[at : at + length]
                case 2:
                    broken[at:at] = broken[at : at + length]
                case 3:
                    del broken[at:]
                case 4:
                    broken[at:at] = dice.choice(
                        [
                            b"\x00",
                            b"\r\n\r\n",
                            b"=?utf-7?Q?+2D0-?=",
                            b"\xff\xfe",
                            b"--bb\r\n",
                            b"\xed\xa0\xbd",
                        ]
                    )
        yield bytes(broken)


def test_a_thousand_damaged_mails_never_raise():
    """And what is read of them can be kept and shown: no half characters, no control characters."""
    dice = random.Random(20261130)
    looked_at = list(sorted(CASES.glob("mail-*.eml")))
    assert looked_at
    for path in looked_at:
        for raw in mutations(path.read_bytes(), dice, 1000 // len(RIGHT) + 1):
            found = parser.read(raw)
            said = "".join([found.sender_name, found.sender, found.reply_to, found.subject, found.text])
            said += "".join(file.name for file in found.files)
            said.encode("utf-8")
            assert not any(character < " " and character not in "\n\t" for character in said), raw
            for place in range(min(found.file_count, 3)):
                assert parser.attached(raw, place) is not None


@pytest.mark.parametrize("broken", ["Subject", "From", "Message-ID"])
def test_a_damaged_word_of_the_head_costs_no_other_word(broken):
    """One encoded word that is cut short hid the whole application, and with it who sent it."""
    head = {"Subject": "=?utf-8?B?55Sz6K+3?=", "From": "li@example.cn", "Message-ID": "<1@example.cn>"}
    head[broken] = {"Subject": "=?utf-8?B?55Sz6?=", "From": "=?utf-8?B?55Sz6?= <li@example.cn>"}.get(
        broken, "=?utf-8?B?55Sz6?="
    )
    lines = "".join(f"{name}: {value}\r\n" for name, value in head.items())
    mail = parser.read(f"{lines}Content-Type: text/plain; charset=utf-8\r\n\r\n申请公开预算。".encode())
    assert mail.text == "申请公开预算。"
    assert mail.sender == "li@example.cn"
    assert "unreadable" not in mail.remarks


def test_a_file_with_a_damaged_name_can_be_opened():
    """Its name was an encoded word that is cut short: the list of files and the file itself answered with a fault."""
    raw = (
        b"From: li@example.cn\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n"
        b"--b\r\nContent-Type: text/plain\r\n\r\nsee file\r\n"
        b'--b\r\nContent-Type: application/pdf; name="=?utf-8?B?55Sz6?="\r\n'
        b'Content-Disposition: attachment; filename="=?utf-8?B?55Sz6?="\r\n\r\n%PDF-1.4\r\n--b--\r\n'
    )
    mail = parser.read(raw)
    assert mail.text == "see file"
    assert mail.file_count == 1
    assert parser.attached(raw, 0)[1].startswith(b"%PDF")


def test_elements_inside_one_another_take_time_in_proportion():
    """Two hundred thousand words in nested elements are read as one line; putting them in order took minutes."""
    assert mail_texts.from_page("<div>" * 100_000 + "申请" + "</div>" * 100_000) == "申请"
    assert mail_texts.from_page("<x>" * 100_000 + "公开") == "公开"


PARTED = (
    "p div li tr h1 caption dt dd option summary figcaption ul ol hr section td th legend textarea".split()
)


@pytest.mark.parametrize("name", PARTED)
@pytest.mark.parametrize(
    "form", ["<{0}>2025<{0}>2026", "<{0}>2025</{0}><{0}>2026</{0}>", "2025<{0}>2026</{0}>"]
)
def test_blocks_and_cells_never_run_together(name, form):
    """End tags may be left out, and text may stand before an inner block: two years are never one number."""
    for written in (name, name.upper()):
        assert mail_texts.from_page(form.format(written)).split() == ["2025", "2026"]


def test_words_and_attributes_are_no_blocks():
    """Marks inside a word part nothing, and nothing of a tag is read, whatever its values hold."""
    assert mail_texts.from_page("<b>2</b>02<font color=red>5</font>") == "2025"
    assert mail_texts.from_page("""<a title="a>b" href='c>d'>甲</a>1 < 2""") == "甲1 < 2"
    assert mail_texts.from_page("""<style>p{}</style><script>"<p>"</script>甲""") == "甲"
    assert (
        mail_texts.from_page('<a title="' * 100_000).count("title") <= 100_000
    )  # in time: nothing is tried twice
