"""The public pages show what is for everybody, in both languages, and stay calm whatever is asked of them."""

import itertools
from datetime import date, datetime, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone, translation

from catalog.actions import disclosures, obligations
from catalog.models import Disclosure, DisclosureItem, Obligation
from core.models import LogEntry
from review import actions as review
from review.models import Opinion
from tests.scanned import scanned
from tests.signing import approve

pytestmark = pytest.mark.django_db

ODD = [
    "长" * 300,
    "<script>alert(1)</script>",
    "😀🏮",
    "\u202eإفصاح",
    "' OR 1=1 --",
    '"" AND NEAR( * ^ col:',
    "a' | b & !c:*",
    "%%__\\",
    "null\x00byte",
    "-1",
    "99999999999999999999",
    "٣",
]


@pytest.fixture(autouse=True)
def _on_the_day(monkeypatch, now):
    """The pages are opened two hours after what the tests write."""
    monkeypatch.setattr(timezone, "now", lambda: now + timedelta(hours=2))
    with translation.override("zh-hans"):
        yield


@pytest.fixture
def public(item, obligation, make_disclosure, cast, now):
    """A published disclosure with a file, which fulfils an obligation."""
    disclosure = make_disclosure(item, obligation=obligation)
    upload = SimpleUploadedFile("抽查结果.csv", "批次,结果\n三十,合格\n".encode())
    disclosures.attach(disclosure, upload=upload, by=cast.clerk, now=now)
    disclosures.propose(disclosure, by=cast.clerk, now=now)
    scanned(now=now)
    approve(disclosure, by=cast.leader, now=now)
    return disclosure


def pages_of(disclosure: Disclosure) -> list[str]:
    """The addresses of every public page on which a disclosure or its item could be named."""
    agency, item = disclosure.agency, disclosure.item
    latest = reverse("catalog:latest")
    return [
        reverse("home"),
        latest,
        f"{latest}?agency={agency.slug}&department={disclosure.department.slug}",
        f"{latest}?year={disclosure.formed_on.year}&subject={disclosure.subject_class}",
        reverse("catalog:owed"),
        f"{reverse('catalog:owed')}?state=came&agency={agency.slug}",
        reverse("catalog:agencies"),
        agency.get_absolute_url(),
        reverse("catalog:rules", args=[agency.slug]),
        reverse("catalog:catalogue", args=[agency.slug]),
        disclosure.department.get_absolute_url(),
        item.get_absolute_url(),
        disclosure.get_absolute_url(),
        f"{reverse('search')}?q=合格",
        reverse("log"),
        reverse("sitemaps"),
        reverse("sitemap", args=["disclosures"]),
        reverse("sitemap", args=["items"]),
        *(attachment.get_absolute_url() for attachment in disclosure.attachments.all()),
    ]


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_every_page_opens_in_both_languages(client, public, language):
    """No page fails, none is larger than 150 kB, and the language is the one of the address."""
    with translation.override(language):
        addresses = pages_of(public)
    assert addresses
    for address in addresses:
        assert address.startswith("/en/") is (language == "en")
        answer = client.get(address)
        assert answer.status_code == 200, address
        assert len(answer.getvalue()) < 150_000, address


def test_a_published_disclosure_shows_where_it_belongs(client, public, item):
    """It is on the home page, in the list, at its item, agency and department, in search and in the sitemap."""
    link = f'href="{public.get_absolute_url()}"'
    for address in pages_of(public):
        if (
            address in (public.get_absolute_url(), item.get_absolute_url())
            or "?year" in address
            or "?q" in address
        ):
            page = client.get(address).content.decode()
            assert link in page or public.index_number in page, address
    assert link in client.get(reverse("home")).content.decode()
    assert public.get_absolute_url() in client.get(reverse("sitemap", args=["disclosures"])).content.decode()


def test_the_page_of_a_disclosure_tells_everything_about_it(client, public, obligation):
    """Record head, text, file with its hash, place, duty and whether it was in time, and its entry in the log."""
    page = client.get(public.get_absolute_url()).content.decode()
    entry = LogEntry.objects.get(subject=public.index_number)
    file = public.attachments.get()
    told = [
        public.index_number,
        "共抽查三十批次",
        file.name,
        file.sha256,
        entry.hash,
        obligation.label,
        "按时",
    ]
    assert [words for words in told if words not in page] == []


@pytest.mark.parametrize("audience", ["staff", "counterparty", "leadership"])
def test_what_is_not_for_everybody_is_on_no_public_page(client, item, make_disclosure, audience):
    """Neither the title nor the index number nor the file of an internal disclosure leaves the house."""
    hidden = make_disclosure(item, upto="published", audience=audience, title="内部通报第七号")
    looked_at = list(pages_of(hidden))
    assert looked_at
    for address in looked_at:
        answer = client.get(address)
        if address == hidden.get_absolute_url():
            assert answer.status_code == 404
        else:
            page = answer.getvalue().decode()
            assert hidden.title not in page and hidden.index_number not in page, address
            assert hidden.get_absolute_url() not in page, address


def test_internal_items_do_not_exist_for_the_public(client, item, obligation, public):
    """An item that is not for everybody vanishes from catalogue, duties, figures and sitemap, with its duties."""
    catalogue = reverse("catalog:catalogue", args=[item.agency.slug])
    assert item.name in client.get(catalogue).content.decode()
    DisclosureItem.objects.filter(pk=item.pk).update(audience="staff")
    assert client.get(item.get_absolute_url()).status_code == 404
    name = f">{item.name}<"
    for address in [catalogue, reverse("catalog:owed"), item.department.get_absolute_url()]:
        assert name not in client.get(address).content.decode(), address
    assert item.get_absolute_url() not in client.get(reverse("sitemap", args=["items"])).content.decode()


def test_staff_with_reach_read_an_internal_disclosure_by_its_link(client, cast, item, make_disclosure):
    """All staff of the body, of whichever department, and nobody from elsewhere."""
    hidden = make_disclosure(item, upto="published", audience="staff", title="内部通报第八号")
    for person in (cast.clerk, cast.colleague):
        client.force_login(person)
        assert "内部通报第八号" in client.get(hidden.get_absolute_url()).content.decode()
    client.force_login(cast.stranger)
    assert client.get(hidden.get_absolute_url()).status_code == 404


@pytest.mark.parametrize("upto", ["draft", "proposed"])
def test_nobody_outside_sees_what_is_not_yet_public(client, item, make_disclosure, upto):
    """A draft has no public page, and neither has its file."""
    disclosure = make_disclosure(item, upto=upto)
    assert client.get(disclosure.get_absolute_url()).status_code == 404


def test_a_withdrawn_disclosure_leaves_a_tombstone(client, public, cast, now):
    """Reason and record stay; text and file are gone, and no list or search names it."""
    file = public.attachments.get().get_absolute_url()
    disclosures.withdraw(public, reason="统计口径有误，更正后重新公开。", by=cast.disclosure_office, now=now)
    answer = client.get(public.get_absolute_url())
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "统计口径有误" in page and public.index_number in page
    assert "共抽查三十批次" not in page
    assert client.get(file).status_code == 404
    assert public.title not in client.get(f"{reverse('search')}?q=合格").content.decode()
    assert public.get_absolute_url() not in client.get(reverse("catalog:latest")).content.decode()


def test_a_file_is_saved_under_its_own_name_and_type(client, public):
    """The browser stores it; nothing of it runs inside this site."""
    answer = client.get(public.attachments.get().get_absolute_url())
    assert answer.headers["Content-Type"] == "text/csv"
    assert answer.headers["Content-Disposition"].startswith("attachment;")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; frame-ancestors 'none'; sandbox"
    assert answer.getvalue().decode() == "批次,结果\n三十,合格\n"


def test_public_pages_ask_for_no_session(client, public):
    """Without a session cookie no page looks one up; only a page with a form sets a cookie."""
    looked_at = list(pages_of(public))
    assert looked_at
    for address in looked_at:
        answer = client.get(address)
        client.cookies.clear()
        if address not in (public.get_absolute_url(), reverse("log")):
            assert not answer.cookies, address
            assert "Cookie" not in answer.headers.get("Vary", ""), address


@pytest.mark.parametrize(
    ("page", "names"),
    [
        ("search", ["q", "agency", "year", "before"]),
        ("catalog:latest", ["agency", "department", "year", "subject", "after", "before"]),
        ("catalog:owed", ["agency", "department", "state", "item", "after", "before"]),
        ("log", ["before"]),
    ],
)
def test_odd_words_in_filters_do_no_harm(client, public, page, names):
    """Whatever is typed, the page opens and echoes nothing as markup; a zero byte is no question at all."""
    looked_at = list(itertools.product(names, ODD))
    assert looked_at
    for name, text in looked_at:
        more = {"q": "合格"} if page == "search" and name != "q" else {}
        answer = client.get(reverse(page), {**more, name: text})
        assert answer.status_code == (400 if "\x00" in text else 200), (name, text)
        assert "<script>alert" not in answer.content.decode()


@pytest.mark.parametrize(
    ("page", "asked", "said"),
    [
        ("search", {"q": "长" * 101}, "检索词最多100个字符"),
        ("search", {"q": "！？…"}, "没有可以检索的内容"),
        ("search", {"q": "无此词语"}, "没有找到相关信息"),
        ("catalog:latest", {"year": "abc"}, "请选择1990年至2060年之间的年份"),
        ("catalog:latest", {"agency": "nowhere"}, "本站没有这一机关"),
        ("catalog:latest", {"year": "1999"}, "没有符合条件的信息"),
        ("catalog:owed", {"state": "x"}, "没有这种状态"),
    ],
)
def test_a_filter_that_cannot_be_used_is_told_in_a_sentence(client, public, page, asked, said):
    """Nothing fails silently: the page says what is wrong or that nothing fits."""
    assert said in client.get(reverse(page), asked).content.decode()


def test_an_opinion_is_taken_without_an_account(client, public):
    """It waits for its answer, then both are shown without the name of who wrote it."""
    address = reverse("opinion", args=[public.pk])
    sent = {
        "text": "请公布不合格产品的名称。",
        "rating": "4",
        "name": "王先生",
        "contact": "wang@example.org",
    }
    answer = client.post(address, sent, follow=True)
    assert answer.redirect_chain[-1][0] == public.get_absolute_url()
    assert "感谢您的意见" in answer.content.decode()
    assert "请公布不合格产品的名称" not in answer.content.decode()
    assert Opinion.objects.get().rating == 4


def test_an_answered_opinion_is_public_with_its_answer(client, public, cast, now):
    """E-129: opinion and answer stand together; who wrote it is not named."""
    opinion = review.receive_opinion(public, text="名单在哪里？", name="王先生", now=now)
    review.answer_opinion(opinion, answer="名单见附件第二页。", by=cast.clerk, now=now)
    page = client.get(public.get_absolute_url()).content.decode()
    assert "名单在哪里？" in page and "名单见附件第二页。" in page
    assert "王先生" not in page


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"text": ""}, "id_text"),
        ({"text": "字" * 2001}, "id_text"),
        ({"text": "好", "rating": "9"}, "id_rating"),
        ({"text": "好", "website": "http://spam.example"}, "id_website"),
    ],
)
def test_a_wrong_opinion_is_said_beside_the_field_and_kept(client, public, sent, said):
    """The page comes back with the form open, and nothing is stored."""
    answer = client.post(reverse("opinion", args=[public.pk]), sent)
    assert answer.status_code == 422
    assert f'href="#{said}' in answer.content.decode()
    assert sent["text"][:50] in answer.content.decode()
    assert not Opinion.objects.exists()


def test_lists_are_cut_by_keys_in_both_directions(client, item, make_disclosure, now):
    """Going to the end and back shows each disclosure once, newest first, also many of one day."""
    made = [
        make_disclosure(
            item, upto="published", when=now - timedelta(days=number // 5), title=f"第{number}号公示"
        )
        for number in range(45)
    ]
    expected = sorted(made, key=lambda one: (one.published_on, one.pk), reverse=True)
    address, seen = reverse("catalog:latest"), []
    pages = []
    while address:
        answer = client.get(address)
        pages.append([row["href"] for row in answer.context["rows"]])
        seen += pages[-1]
        last, address = address, answer.context["older_url"]
        address = address and reverse("catalog:latest") + address
    assert seen == [one.get_absolute_url() for one in expected]
    assert list(map(len, pages)) == [20, 20, 5]
    back = client.get(reverse("catalog:latest") + client.get(last).context["newer_url"])
    assert [row["href"] for row in back.context["rows"]] == pages[1]


def test_the_figures_open_to_their_records(client, cast, item, obligation, public, now):
    """Each figure of an agency equals the number of rows behind its link."""
    obligations.record_occurrence(
        item, title="第二次抽查", happened_on=date(2026, 1, 5), by=cast.clerk, now=now
    )
    figures = client.get(item.agency.get_absolute_url()).context["standing"]
    states = [state for (state,) in Obligation.objects.public().with_state(now.date()).values_list("state")]
    assert figures.kept == states.count("published") + states.count("nil") == 1
    assert figures.late == states.count("late") == 1
    assert figures.percent == 50
    for state, count in (("came", 1), ("late", 1)):
        page = client.get(reverse("catalog:owed"), {"agency": item.agency.slug, "state": state})
        assert len(page.context["rows"]) == count


def test_the_log_tells_whether_a_file_is_what_was_published(client, public):
    """The file itself or its fingerprint finds the disclosure; one changed byte finds nothing."""
    file = public.attachments.get()
    for sent in ({"sha256": file.sha256.upper()}, {"file": SimpleUploadedFile("x.csv", file.file.read())}):
        page = client.post(reverse("log"), sent).content.decode()
        assert f'href="{public.get_absolute_url()}"' in page
    altered = client.post(reverse("log"), {"file": SimpleUploadedFile("x.csv", b"altered")})
    assert "未找到" in altered.content.decode()
    assert "64个字符" in client.post(reverse("log"), {"sha256": "abc"}).content.decode()
    assert "请填写校验值" in client.post(reverse("log"), {}).content.decode()


def test_an_entry_of_the_log_is_checked_when_it_is_read(client, public):
    """Its hash is calculated anew, from its content and the entry before it."""
    entry = LogEntry.objects.get(subject=public.index_number)
    answer = client.get(reverse("log_entry", args=[entry.number]))
    assert answer.context["is_whole"] is True
    entry.payload["title"] = "另一个标题"
    LogEntry.objects.create(
        number=entry.number + 1,
        at=entry.at,
        kind="published",
        subject="X",
        payload={},
        previous_hash="0",
        hash="f" * 64,
    )
    assert client.get(reverse("log_entry", args=[entry.number + 1])).context["is_whole"] is False


def test_robots_are_shown_the_sitemaps(client):
    """Programs are told where the sitemap of each language is."""
    told = client.get("/robots.txt").content.decode()
    assert "Sitemap: http://testserver/sitemap.xml" in told
    assert "Sitemap: http://testserver/en/sitemap.xml" in told


def test_times_of_day_do_not_move_a_publication_to_another_day(client, item, make_disclosure, now):
    """What is published late in the evening in Shanghai belongs to that day, whatever UTC says."""
    evening = datetime(2026, 3, 9, 23, 30, tzinfo=now.tzinfo)
    disclosure = make_disclosure(item, upto="published", when=evening)
    assert "2026年3月9日" in client.get(disclosure.get_absolute_url()).content.decode()
