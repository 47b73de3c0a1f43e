"""Each of the thirteen bodies walks its own five hardest sentences, from the text to the public page, in Chromium.

The words of a sentence were read in the document and stand in ``sentences.py``; the clause and quotation that the page
shows come from the regime file. One sentence of each body is done: proposed in the admin with all its parts, signed at
the gate where the rules ask for it, decided by every hand of the body's own chain, read by the public.

With ``KEEP_PICTURES=1`` (``make sources``) the pages of the deeds are kept as pictures and docs/sources.md is written.
"""

import io
import os
from pathlib import Path

import pytest
from django.urls import reverse
from PIL import Image
from playwright.sync_api import ElementHandle, Page

from catalog import parts
from catalog.models import Disclosure, DisclosureItem
from core.regimes.parsed import Cited
from core.roles import Role
from tests.browser.conftest import Window
from tests.browser.sentences import (
    DEED,
    HIDDEN,
    ITEM,
    MOST_BYTES,
    PICTURES,
    RULES,
    SENTENCES,
    Sentence,
    cited,
)
from tests.flows.world import Body, people_for
from tests.scanned import scanned

pytestmark = pytest.mark.browser
TITLE, BODY_TEXT = "第一批情况", "已经核对的情况如下。"
MEETING = {
    "meeting_on": "2026-03-09",
    "minutes_number": "会纪〔2026〕9号",
    "body": "市政务公开联席会议办公室",
    "votes_for": "5",
    "votes_against": "0",
    "votes_abstained": "0",
}
BESIDE = """said => [...document.querySelectorAll('small.cited')]
  .filter(one => one.innerText.includes(said[0]) && (one.querySelector('q')?.innerText ?? '') === said[1])
  .map(one => one.closest('tr, li, dl > div, header, section').innerText)"""


@pytest.fixture
def body(make_agency, clock, code) -> Body:
    """The body under its regime, with a person for each role; its department is that of the deed."""
    agency = make_agency("body", regime=code)
    (deed,) = (one for one in SENTENCES[code] if one.where == DEED)
    return people_for(agency, agency.items.get(code=deed.item).department)


@pytest.mark.parametrize("code", SENTENCES)
def test_a_body_walks_its_five_hardest_sentences(code, body, clock, window):
    """What the document says stands on the page in its own words beside what the portal does, and was done."""
    rules = body.agency.regime.version_on(clock.today).rules
    public = window()
    assert len(SENTENCES[code]) == 5
    for sentence in SENTENCES[code]:
        said = cited(rules, sentence.place)
        assert said.clause == sentence.clause
        assert sentence.words in said.quote
        if sentence.where == DEED:
            matter = done(body, sentence, clock, window)
            public.open(matter.get_absolute_url())
            assert BODY_TEXT in public.words()
        READ[sentence.where](public, body, sentence, said)


def read_on_rules(public: Window, body: Body, sentence: Sentence, said: Cited) -> None:
    """The page of the rules says it beside the clause and its words."""
    page = public.open(reverse("catalog:rules", args=[body.agency.slug]))
    page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
    beside = page.evaluate(BESIDE, [said.clause, said.quote])
    assert [text for text in beside if all(one in text for one in sentence.shows)], (sentence, beside)
    assert not [text for text in beside if any(one in text for one in sentence.never)], (sentence, beside)


def read_on_item(public: Window, body: Body, sentence: Sentence, said: Cited) -> Page:
    """The page of the item shows clause and words, and what the sentence asks for."""
    address = reverse("catalog:item", args=[body.agency.slug, sentence.item])
    page = public.open(address)
    assert page.evaluate(BESIDE, [said.clause, said.quote]), (sentence, page.inner_text("main"))
    words = public.words()
    assert not [one for one in sentence.shows if one not in words], (sentence, words)
    assert not [one for one in sentence.never if one in page.inner_text("aside")], (sentence, words)
    return page


def read_of_deed(public: Window, body: Body, sentence: Sentence, said: Cited) -> None:
    """What was published stands under its item, beside the clause; the picture shows it."""
    page = read_on_item(public, body, sentence, said)
    assert TITLE in page.inner_text("main")
    if os.environ.get("KEEP_PICTURES"):
        keep(page.screenshot(animations="disabled"), PICTURES / f"{body.agency.regime.code}.png")


def hidden(public: Window, body: Body, sentence: Sentence, said: Cited) -> None:
    """The public finds no page of it and no name of it in the catalogue; who drafts it reads its clause."""
    item = body.agency.items.get(code=sentence.item)
    address = reverse("catalog:item", args=[body.agency.slug, item.code])
    assert public.context.request.get(public.home + address).status == 404
    catalogue = public.words(reverse("catalog:catalogue", args=[body.agency.slug]))
    assert item.name not in catalogue


READ = {RULES: read_on_rules, ITEM: read_on_item, HIDDEN: hidden, DEED: read_of_deed}


def done(body: Body, sentence: Sentence, clock, window) -> Disclosure:
    """Something of the item goes its whole way through the body's own chain, each hand at its own page."""
    item = body.agency.items.get(code=sentence.item)
    matter = proposed(window().sign_in(body, Role.PROPOSER), item)
    scanned(now=clock.now)
    rules = body.agency.regime.version_on(clock.today).rules
    if rules.secrecy_review:
        page = window().sign_in(body, Role(rules.secrecy_review.role)).open(f"/gate/{matter.pk}/")
        page.check("form:has([name=sign]) [name$=result][value=open]")
        page.click("[name=sign]")
    for step in rules.chains[item.chain].steps:
        decided(window().sign_in(body, Role(step.role)), matter)
    matter.refresh_from_db()
    assert matter.status == Disclosure.Status.PUBLISHED
    assert matter.verdicts.count() == len(rules.chains[item.chain].steps)
    return matter


def proposed(clerk: Window, item: DisclosureItem) -> Disclosure:
    """The clerk types everything that the item asks for; without its parts it is refused, and nothing is lost."""
    page = clerk.open(f"{reverse('admin:catalog_disclosure_add')}?item={item.pk}")
    page.fill("[name=title]", TITLE)
    page.fill("[name=body]", BODY_TEXT)
    page.fill("[name=formed_on]", "2026-03-09")
    page.check("[name=channels] >> nth=0")
    page.check("[name=attested]")
    if page.query_selector("[name^=element_]"):
        page.click("[name=_propose]")
        assert not Disclosure.objects.filter(item=item).exclude(status="draft").exists()
        assert page.input_value("[name=title]") == TITLE
        assert page.query_selector("[name^=element_][aria-invalid=true]")
    for part in page.query_selector_all("[name^=element_]"):
        fill(part, page)
    page.fill("[name=summary]", "三个要点。")
    page.click("[name=_propose]")
    matter = Disclosure.objects.filter(item=item).latest("pk")
    assert matter.status == Disclosure.Status.IN_REVIEW, page.inner_text("#content")
    return matter


def fill(part: ElementHandle, page: Page) -> None:
    """Something fitting in a field of a part, whatever its type."""
    tag, kind = part.evaluate("one => one.tagName"), part.get_attribute("type") or "text"
    if tag == "SELECT":
        chosen = part.evaluate("one => [...one.options].map(option => option.value).filter(Boolean).at(-1)")
        part.select_option(chosen)
        if chosen == parts.NEW_FILE:
            table = {"name": "附表.csv", "mimeType": "text/csv", "buffer": "甲,乙\n一,二\n".encode()}
            page.set_input_files("[name=uploads]", table)
    elif kind in ("checkbox", "radio"):
        part.check()
    elif part.get_attribute("list"):
        first = part.evaluate("one => one.list.options[0].value")
        part.fill(f"{first}第四条")
    elif part.get_attribute("inputmode") == "decimal":
        part.fill("120000")
    elif " | " in (columns := part.get_attribute("placeholder") or ""):
        part.fill(" | ".join("一批" for _column in columns.split(" | ")))
    else:
        part.fill({"date": "2026-03-09"}.get(kind, "经核对的内容，依照有关规定办理，逐项列明。"))


def decided(own: Window, matter: Disclosure) -> None:
    """One hand of the chain approves, with the record of the meeting or letter where its step asks for one."""
    page = own.open(f"/review/{matter.pk}/")
    assert BODY_TEXT in page.inner_text("main")
    for name, typed in MEETING.items():
        if page.query_selector(f"#agree [name={name}]"):
            page.fill(f"#agree [name={name}]", typed)
    if page.query_selector("#agree [name=opinion]"):
        page.fill("#agree [name=opinion]", "同意。")
    page.click("[name=says][value=approve]")
    page.wait_for_url("**/review/")


def keep(picture: bytes, path: Path) -> None:
    """Save a picture of a page with few colours."""
    path.parent.mkdir(parents=True, exist_ok=True)
    image = Image.open(io.BytesIO(picture)).convert("RGB")
    image.quantize(64, dither=Image.Dither.NONE).save(path, optimize=True)
    assert path.stat().st_size <= MOST_BYTES, path
