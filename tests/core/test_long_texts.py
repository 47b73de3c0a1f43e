"""No text, however it repeats itself, holds the process: every function that reads one takes time in proportion to it.

A watchdog of processor time ends what does not: the functions need about half a second for a text of 50 kB, one that
takes the square of its length far more. Each text is a piece over a small alphabet, said again and again.
"""

import random
import signal
import time
from contextlib import contextmanager
from datetime import date

import pytest

from catalog.disclosures import headings
from catalog.public import search
from catalog.screening import checks
from core.reporting import error_reports
from core.scanning import masking, numbers, texts
from core.text import diff, numbering, richtext
from disclosure_portal import production
from requests_app import identity
from requests_app.desk import similarity
from requests_app.mails import mail_texts

pytestmark = pytest.mark.once
TODAY = date(2026, 3, 10)
MEGABYTE = 1_000_000
SHORTER = 50_000
ALPHABETS = ("\t a", "姓名|\n", "<p>/", "1- .x", "甲，男（", "第1号〔", "a@.-", "&;#a", "《》“”")
PIECES = [
    "\t", "a\t", "\n", "\na", "甲\n\n", "1", "1-", "1 ", "　", " ", "姓名|", "地址|", "姓名：", "甲·", "甲，男，",
    "1号楼", "<", "<p>", "</p>", "<table>", "<td>", "x<b>", "&", "&amp", "a@", "a.", "a:", "a@a.", "（", "〔2026〕",
    "第1号", "令", "0791", "京A", "13800000000 ", "11010519491231002X ", "我叫", "诊断 ", "\u200b", "ab\nba\n",
    "1\n", "一", "①1", "138,", "110101199003", "1〇", "1\t1\n", "1\n\n", "x1\n1", "1×", "1）", "110101\n", "1|一\n",
    "王一", "\n㐂", "欧阳", "甲·乙·", "。王", "。𠮷某",
]  # fmt: skip
FUNCTIONS = {
    "richtext.cleaned": richtext.cleaned,
    "richtext.shown": richtext.shown,
    "richtext.typed": richtext.typed,
    "richtext.plain": richtext.plain,
    "richtext.paragraphs": richtext.paragraphs,
    "texts.in_lines": lambda text: list(texts.in_lines(text.splitlines(), today=TODAY)),
    "texts.in_html": lambda text: list(texts.in_html(text, today=TODAY)),
    "numbers.in_text": lambda text: list(numbers.in_text(text, today=TODAY)),
    "masking.suggestion": masking.suggestion,
    "masking.left_in": masking.left_in,
    "comparing.compare with itself and more": lambda text: diff.compare(text, f"{text}x"),
    "comparing.compare turned round": lambda text: diff.compare(text, text[len(text) // 3 :] + text[:99]),
    "numbering.document_number": numbering.document_number,
    "reports.masked": error_reports.masked,
    "likeness.pairs": similarity.pairs,
    "identity.tidy": identity.tidy,
    "mail_texts.WHITE": lambda text: mail_texts.WHITE.sub(" ", text),
    "gating.ENOUGH_DIGITS": lambda text: list(checks.ENOUGH_DIGITS.finditer(text)),
    "search.RUN": lambda text: list(search.RUN.finditer(text)),
    "production.faults": lambda text: list(production._place(f"https://{text}", [])),
    **{
        f"headings.{name}": lambda text, name=name: list(getattr(headings, name).finditer(text))
        for name in ("NUMBERED", "LABEL", "OTHER_LABEL", "ORDERED", "DAY", "BETWEEN_CHINESE", "ENDS")
    },
}


class TookTooLong(BaseException):
    """The watchdog barked. No ordinary exception: nothing is to catch it on its way."""


@contextmanager
def watchdog(seconds):
    """End what takes more than so many seconds of this process's own time, however busy the machine is."""

    def bark(_number, _frame):
        raise TookTooLong

    before = signal.signal(signal.SIGVTALRM, bark)
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)


def hostile_texts(length):
    """Texts of ``length`` that repeat themselves, each alone and between an ordinary beginning and end."""
    drawn = random.Random(2026)
    pieces = PIECES + ["".join(drawn.choices(alphabet, k=5)) for alphabet in ALPHABETS]
    for piece in pieces:
        text = piece * (length // len(piece))
        yield piece, f"x{text}\ny"


@pytest.mark.parametrize("name", FUNCTIONS)
def test_no_text_that_repeats_itself_takes_the_square_of_its_length(name):
    slow = []
    for piece, text in hostile_texts(SHORTER):
        begun = time.process_time()
        try:
            with watchdog(3):
                FUNCTIONS[name](text)
        except (ValueError, OverflowError):
            pass  # refused is answered
        except TookTooLong:
            slow.append((piece, round(time.process_time() - begun, 1)))
            break
    assert not slow, name


@pytest.mark.parametrize(
    ("name", "piece"),
    [
        ("richtext.cleaned", "\t"),
        ("texts.in_lines", "姓名|"),
        ("texts.in_html", "x<b>"),
        ("comparing.compare turned round", "甲乙丙丁\n"),
        ("comparing.compare turned round", "甲"),
        ("reports.masked", "a."),
        ("masking.suggestion", "姓名|"),
        ("texts.in_lines", "1\n"),
        ("texts.in_lines", "110101199003"),
        ("texts.in_html", "<table><tr><td>1<tr><td>1"),
        ("masking.suggestion", "1①"),
        ("masking.suggestion", "11010119900307001 "),
        ("masking.suggestion", "〇一、"),
    ],
)
def test_a_megabyte_of_what_once_held_the_process(name, piece):
    """70 000 tabs in one line took twelve seconds at each look, a line of headings minutes."""
    with watchdog(40):
        FUNCTIONS[name](f"x{piece * (MEGABYTE // len(piece))}\ny")


def test_repetitive_paragraphs_are_compared_within_a_bound_and_nothing_is_lost():
    before = "\n".join("甲乙" * 700 + str(number % 7) for number in range(60))
    after = "\n".join("乙甲" * 700 + str(number % 5) for number in range(60))
    with watchdog(20):
        rows = diff.compare(before, after)
    assert "\n".join("".join(one.text for one in row.before) for row in rows if row.before) == before
    assert "\n".join("".join(one.text for one in row.after) for row in rows if row.after) == after


def test_a_look_at_the_same_two_texts_works_once():
    diff.compare("甲\n乙", "甲\n丙")
    before = diff._compared.cache_info()
    rows = diff.compare("甲\n乙", "甲\n丙")
    assert diff._compared.cache_info().hits == before.hits + 1
    rows.clear()  # nobody spoils it for the next
    assert diff.compare("甲\n乙", "甲\n丙")


def test_ordinary_long_paragraphs_are_still_compared_inside():
    drawn = random.Random(7)
    common = "".join(chr(0x4E00 + int(drawn.expovariate(0.004))) for _sign in range(2900))
    rows = diff.compare(f"{common[:1000]}旧{common[1000:]}", f"{common[:1000]}新{common[1000:]}")
    assert [row.kind for row in rows] == [diff.Kind.CHANGED]
    assert [piece.text for piece in rows[0].after if piece.is_marked] == ["新"]
