"""Search in the public disclosures: every hit is found, in Chinese words of any length, equally on both databases.

A text is cut into *runs*: unbroken Chinese characters, or one word of letters and digits. A query of several terms
finds what contains each of them. ``normalised`` defines what "contains" means; the index only has to be as good:

    normalised("2026年预算公开")  ->  " 2026 年预算公开 "
    pattern of the term "预算"     ->  "预算"        (anywhere inside a run of Chinese)
    pattern of the term "2026年"   ->  " 2026 年"    (a word is met as a whole word)

A number is found however it is written: 二〇二六年 is 2026年, 第十二号 is 第12号. A text keeps its own signs, and after
them, apart, the sentences with numbers once more in digits; a term with a number is looked for in both ways.

The index keeps overlapping pairs of characters and the last character of each run. On SQLite (FTS5) a phrase of
pairs is exact. On PostgreSQL a ``tsvector`` forgets positions beyond 16 383 and 256 of one kind; so it keeps none,
gives the candidates, and ``text`` decides where more than one token is asked for.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db import connection, transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from catalog import content, numerals
from catalog.models import Disclosure, SearchEntry
from core.text.characters import INVISIBLE, RADICALS
from core.text.richtext import plain

HAN = "々〇㐀-鿿豈-\ufaff\U00020000-\U0003fffd"
RUN = re.compile(f"[{HAN}]+|[^\\W_{HAN}]+")
BEGINS_CHINESE = re.compile(f"[{HAN}]")
PARTS = re.compile(r"[\s,，、;；:：。!！?？“”\"《》]+")  # between words; brackets belong to numbers
LONGEST_WORD = 64
LONGEST_TEXT = 200_000  # characters of one disclosure that are indexed; a tsvector ends at one megabyte
MOST_TERMS = 8
CAP = 1000
PLACES = 2**40  # more disclosures than there will ever be; a day's number is multiplied by it
SENTENCES = re.compile(r"[\n。；;!！?？]+")
FORM = 2  # of what is written to the index; entries of an earlier form are renewed by the clock
AGENCY_MARK = "\ue000"  # of private use: nothing that anybody types becomes a token with it
BATCH = 500
APART = f" {AGENCY_MARK} "  # between a text and what is said once more: no term reaches across it
GIN_INDEX = "catalog_searchentry_tokens"


@dataclass(frozen=True)
class Term:
    """One word group of a query, as runs that follow each other directly. ``digits`` are the runs of the same with its
    numbers in digits, where they were written in Chinese."""

    runs: tuple[str, ...]
    digits: tuple[str, ...] = ()

    @property
    def ways(self) -> "list[Term]":
        """The term in each way in which it may stand in the index."""
        return [Term(self.runs), *([Term(self.digits)] if self.digits else [])]

    @property
    def pattern(self) -> str:
        """What a normalised text contains when the term is found in it."""
        before = "" if is_chinese(self.runs[0]) else " "
        after = "" if is_chinese(self.runs[-1]) else " "
        return before + " ".join(self.runs) + after

    @property
    def tokens(self) -> list[str]:
        """The tokens that stand in this order in the index of a text that contains the term."""
        *before, last = self.runs
        found = [token for run in before for token in tokens_of(run)]
        return found + (pairs_of(last) if is_chinese(last) and len(last) > 1 else [last])

    @property
    def is_prefix(self) -> bool:
        """Whether the last token is only the beginning of one: a single character has no pair of its own."""
        return is_chinese(self.runs[-1]) and len(self.runs[-1]) == 1


@dataclass(frozen=True)
class Found:
    """One page of what a search found, newest first, as numbers of disclosures.

    ``total`` ends at ``CAP``; ``more`` says that there are over that many, then ``agencies`` and ``years``, the
    hits of each, stay empty: a count of the newest thousand would mislead. ``next_before`` leads to the next page.
    """

    terms: list[Term]
    disclosures: list[int] = field(default_factory=list)
    total: int = 0
    more: bool = False
    next_before: int | None = None
    agencies: Counter = field(default_factory=Counter)
    years: Counter = field(default_factory=Counter)


def is_chinese(run: str) -> bool:
    """Whether a run is Chinese; the other kind is a word of letters and digits."""
    return BEGINS_CHINESE.match(run) is not None


def runs_of(text: str) -> list[str]:
    """The runs of ``text``, in one form for full and half width, capital and small letters."""
    return _runs(numerals.one_nothing(_folded(text)))


def runs_in_digits(text: str) -> list[list[str]]:
    """Of each sentence of ``text`` in which a number is written in Chinese: its runs with the number in digits."""
    pieces = ((piece, numerals.in_digits(piece)) for piece in SENTENCES.split(_folded(text)))
    return [_runs(turned) for piece, turned in pieces if turned != numerals.one_nothing(piece)]


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", INVISIBLE.sub("", text).translate(RADICALS)).casefold()


def _runs(folded: str) -> list[str]:
    return [run if is_chinese(run) else run[:LONGEST_WORD] for run in RUN.findall(folded)]


def normalised(text: str) -> str:
    """The runs of ``text`` with one blank before, between and after them; after a mark those with numbers in digits."""
    return APART.join(f" {' '.join(runs)} " for runs in [runs_of(text), *runs_in_digits(text)])


def pairs_of(run: str) -> list[str]:
    """The overlapping pairs of a Chinese run."""
    return [run[place : place + 2] for place in range(len(run) - 1)]


def tokens_of(run: str) -> list[str]:
    """What the index keeps of a run: a word as it is, of Chinese the pairs and the last character."""
    return [*pairs_of(run), run[-1]] if is_chinese(run) else [run]


def terms_of(query: str) -> list[Term]:
    """The terms of a query, parted by blanks and punctuation. Without a letter, digit or character there are none."""
    found = [_term(word, runs) for word in PARTS.split(query) if (runs := runs_of(word))]
    return list(dict.fromkeys(found))[:MOST_TERMS]


def _term(word: str, runs: list[str]) -> Term:
    turned = runs_in_digits(word)
    return Term(tuple(runs), tuple(turned[0]) if turned else ())


def position_of(day: date, disclosure: int) -> int:
    """The place of a disclosure in the order of the index."""
    return day.toordinal() * PLACES + disclosure


def searchable_text(disclosure: Disclosure) -> str:
    """Everything by which a disclosure may be found."""
    return "\n".join(parts_of(disclosure))[:LONGEST_TEXT]


def parts_of(disclosure: Disclosure) -> tuple[str, str, str]:
    """What stands before the names of its item in the searchable text, those names, and what stands after them."""
    item = disclosure.item
    parts = [disclosure.index_number, *(getattr(disclosure, name) for name in content.SEARCHED)]
    parts += [plain(disclosure.body), *map(str, disclosure.elements.values())]
    names = [attachment.name for attachment in disclosure.attachments.all()]
    return "\n".join(parts), f"{item.name}\n{item.name_en}", "\n".join(names)


def entries(disclosures: Iterable[Disclosure]) -> Iterator[tuple[tuple, list[str]]]:
    """The rows that the index should hold of ``disclosures``, which are public, and their tokens as it keeps them."""
    for row, tokens in _rows(disclosures):
        yield row, sorted(set(tokens)) if connection.vendor == "postgresql" else tokens


def index(disclosure: Disclosure) -> None:
    """Make a disclosure findable, or forget it when it is not for everybody."""
    forget(disclosure)
    if disclosure.is_public:
        _write([disclosure])


def forget(disclosure: Disclosure) -> None:
    """Take a disclosure out of the index."""
    SearchEntry.objects.filter(disclosure=disclosure).delete()


def forget_for_good(disclosure: Disclosure) -> None:
    """Forget a disclosure so that its words are gone from the index itself: SQLite keeps deleted ones until a merge."""
    forget(disclosure)
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("INSERT INTO catalog_searchtokens(catalog_searchtokens) VALUES ('optimize')")


def rebuild() -> int:
    """Write the whole index anew; how many disclosures it holds then.

    It is renewed in parts, so that searches go on meanwhile and find everything, and publishing waits for one part
    at most. An empty index is filled in one go instead, which is many times faster.
    """
    if not SearchEntry.objects.exists():
        with transaction.atomic(), _without_token_index():
            return _renew(Disclosure.objects.public())
    written = _renew(Disclosure.objects.public())
    public = Disclosure.objects.public()
    SearchEntry.objects.exclude(Exists(public.filter(pk=OuterRef("disclosure")))).delete()
    return written


def _renew(wanted: QuerySet[Disclosure]) -> int:
    """Write the entries of ``wanted``, which are public, part by part; how many there are."""
    public = wanted.select_related("item").prefetch_related("attachments").order_by("pk")
    written, last = 0, 0
    while True:
        with transaction.atomic():
            # Who publishes or withdraws one of these waits until its entry is written.
            rows = list(public.filter(pk__gt=last).select_for_update(of=("self",), no_key=True)[:BATCH])
            if not rows:
                return written
            SearchEntry.objects.filter(disclosure__in=rows).delete()
            _write(rows)
        written, last = written + len(rows), rows[-1].pk


@contextmanager
def _without_token_index() -> Iterator[None]:
    """PostgreSQL fills a GIN index many times faster when it is made after its rows."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT indexdef FROM pg_indexes WHERE indexname = %s", [GIN_INDEX])
            (definition,) = cursor.fetchone()
            cursor.execute(f"DROP INDEX {GIN_INDEX}")
        yield
        if connection.vendor == "postgresql":
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # no index is made while rows wait to be checked
            cursor.execute(definition)


def renew_outdated(*, now: datetime) -> int:
    """Write the entries of an earlier form anew, after the portal learnt to read more. Returns how many; repeatable."""
    return _renew(outdated()) if outdated().exists() else 0


def count_outdated(*, now: datetime) -> int:
    """How many entries would be written anew now."""
    return outdated().count()


def outdated() -> QuerySet[Disclosure]:
    """The public disclosures whose entry is of an earlier form."""
    is_earlier = Q(search_entry__form=None, search_entry__isnull=False) | Q(search_entry__form__lt=FORM)
    return Disclosure.objects.public().filter(is_earlier)


def find(
    query: str,
    *,
    agency: int | None = None,
    year: int | None = None,
    before: int | None = None,
    size: int = 20,
):
    """The public disclosures that contain every term of ``query``, newest first, from ``before`` on.

    ``agency`` is the number of an agency, ``year`` of the publication. Returns ``Found``.
    """
    terms = terms_of(query)
    if not terms:
        return Found(terms)
    span = (
        (date(year, 1, 1).toordinal() * PLACES, date(year + 1, 1, 1).toordinal() * PLACES) if year else None
    )
    hits = _read(terms, agency, span, limit=CAP + 1)
    if len(hits) > CAP:
        page = [
            position
            for position, _agency in _read(terms, agency, span, before=before, newest=True, limit=size + 1)
        ]
        counts = {}
    else:
        positions = sorted((position for position, _agency in hits), reverse=True)
        page = [position for position in positions if before is None or position < before][: size + 1]
        counts = {
            "agencies": Counter(number for _position, number in hits),
            "years": Counter(date.fromordinal(position // PLACES).year for position in positions),
        }
    return Found(
        terms,
        disclosures=[position % PLACES for position in page[:size]],
        total=min(len(hits), CAP),
        more=len(hits) > CAP,
        next_before=page[size - 1] if len(page) > size else None,
        **counts,
    )


def _write(disclosures: Iterable[Disclosure]) -> None:
    rows = list(_rows(disclosures))
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.executemany(
                "INSERT INTO catalog_searchentry (position, disclosure_id, agency_id, text, form, tokens)"
                " VALUES (%s, %s, %s, %s, %s, array_to_tsvector(%s))",
                [(*row, sorted(set(tokens))) for row, tokens in rows],
            )
            return
        cursor.executemany(
            "INSERT INTO catalog_searchentry (position, disclosure_id, agency_id, text, form)"
            " VALUES (%s, %s, %s, %s, %s)",
            [row for row, _tokens in rows],
        )
        cursor.executemany(
            "INSERT INTO catalog_searchtokens (rowid, tokens) VALUES (%s, %s)",
            [(row[0], " ".join(tokens)) for row, tokens in rows],
        )


def _rows(disclosures: Iterable[Disclosure]) -> Iterator[tuple[tuple, list[str]]]:
    for disclosure in disclosures:
        text = searchable_text(disclosure)
        position = position_of(disclosure.published_on, disclosure.pk)
        tokens = [f"{AGENCY_MARK}{disclosure.agency_id}"]
        for runs in [runs_of(text), *runs_in_digits(text)]:
            tokens += [AGENCY_MARK, *(token for run in runs for token in tokens_of(run))]
        yield (position, disclosure.pk, disclosure.agency_id, normalised(text), FORM), tokens


def _read(terms, agency, span, *, limit, before=None, newest=False) -> list[tuple[int, int]]:
    """At most ``limit`` hits as (position, number of the agency): the newest ones, or any.

    The statement is put together from the constants below; every word that somebody typed is a parameter.
    """
    source, position, matches = (
        _on_postgresql(terms) if connection.vendor == "postgresql" else _on_sqlite(terms)
    )
    matches += [("entry.agency_id = %s", agency)] if agency else []
    matches += [(f"{position} >= %s", span[0]), (f"{position} < %s", span[1])] if span else []
    matches += [(f"{position} < %s", before)] if before is not None else []
    where = " AND ".join(condition for condition, _value in matches)
    order = f"ORDER BY {position} DESC" if newest else ""
    sql = f"SELECT entry.position, entry.agency_id FROM {source} WHERE {where} {order} LIMIT %s"  # noqa: S608
    with connection.cursor() as cursor:
        values = [value for _condition, value in matches]
        flat = [one for value in values for one in (value if isinstance(value, list) else [value])]
        cursor.execute(sql, [*flat, limit])
        return cursor.fetchall()


def _on_postgresql(terms: list[Term]) -> tuple[str, str, list[tuple[str, object]]]:
    """Where to look, what to sort by, and the conditions: the GIN index for the tokens, the text for their order."""
    asked = [" | ".join(f"({_tsquery(way)})" for way in term.ways) for term in terms]
    matches = [("entry.tokens @@ %s::tsquery", " & ".join(f"({one})" for one in asked))]
    for term in terms:
        if any(len(way.tokens) > 1 for way in term.ways):
            stands = " OR ".join("strpos(entry.text, %s) > 0" for _way in term.ways)
            matches.append((f"({stands})", [way.pattern for way in term.ways]))
    return "catalog_searchentry entry", "entry.position", matches


def _tsquery(term: Term) -> str:
    asked = [f"'{token}'" for token in term.tokens[: -1 if term.is_prefix else None]]
    return " & ".join(asked + ([f"'{term.runs[-1]}':*"] if term.is_prefix else []))


def _on_sqlite(terms: list[Term]) -> tuple[str, str, list[tuple[str, object]]]:
    """The same for FTS5, whose phrases keep the order of the tokens by themselves."""
    asked = " AND ".join(f"({' OR '.join(map(_phrase, term.ways))})" for term in terms)
    source = (
        "catalog_searchtokens JOIN catalog_searchentry entry ON entry.position = catalog_searchtokens.rowid"
    )
    return source, "catalog_searchtokens.rowid", [("catalog_searchtokens MATCH %s", asked)]


def _phrase(term: Term) -> str:
    return f'"{" ".join(term.tokens)}"{"*" if term.is_prefix else ""}'
