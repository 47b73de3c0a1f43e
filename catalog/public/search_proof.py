"""Whether search answers with what was published: its index is compared with the disclosures, and written anew."""

from collections.abc import Iterator

from django.db import connection, transaction
from django.db.models import Exists, OuterRef

from catalog.disclosures import authenticity
from catalog.models import Disclosure, SearchEntry
from catalog.public import search
from core.models import Discrepancy
from core.proof.evidence import Fault, Part

Kind = Discrepancy.Kind
TABLE = SearchEntry._meta.db_table


def look(after: int, limit: int) -> Part:
    """The check of the index, in the order of the disclosures. What differs is told and at once written anew, so that
    nobody goes on reading it; entries of an earlier form are left to the job that renews them."""
    public = Disclosure.objects.public().filter(pk__gt=after).order_by("pk")
    rows = list(public.select_related("item", "search_entry").prefetch_related("attachments")[:limit])
    faults = [] if after else list(_of_nothing_public())
    stored = _stored_tokens([one.search_entry for one in rows if hasattr(one, "search_entry")])
    for one in rows:
        entry = getattr(one, "search_entry", None)
        if entry is not None and entry.form != search.FORM:
            continue
        (wanted, tokens), *_none = search.entries([one])
        if entry is not None and (entry.position, one.pk, entry.agency_id, entry.text, entry.form) == wanted:
            if stored.get(entry.position) == tokens:
                continue
        if authenticity.standing(one).faults:
            continue  # the disclosure itself was changed, which is told; search goes on with what was published
        if entry is not None and _is_of_a_renamed_item(one, entry, wanted):
            _again(one)
            continue
        _again(one)
        kind = Kind.CHANGED if entry is not None else Kind.MISSING
        what = "text" if entry is not None else ""
        faults.append(Fault(kind, TABLE, wanted[0], what, one.index_number, one.agency_id))
    return faults, None if len(rows) < limit else rows[-1].pk


def _again(one: Disclosure) -> None:
    with transaction.atomic():
        locked = Disclosure.objects.select_for_update(of=("self",)).select_related("item").get(pk=one.pk)
        search.index(locked)


def _of_nothing_public() -> Iterator[Fault]:
    """Entries by which search would find what is not public; they are taken out."""
    public = Disclosure.objects.public().filter(pk=OuterRef("disclosure"))
    for entry in SearchEntry.objects.exclude(Exists(public)).select_related("disclosure"):
        one = entry.disclosure
        yield Fault(Kind.FOREIGN, TABLE, entry.position, "", one.index_number, one.agency_id)
        search.forget(one)


def _is_of_a_renamed_item(one: Disclosure, entry: SearchEntry, wanted: tuple) -> bool:
    """Whether only the name of its item is another one: renaming an item writes no entry anew."""
    if (entry.position, entry.agency_id) != (wanted[0], wanted[2]) or entry.text == wanted[3]:
        return False
    before, _name, after = search.parts_of(one)
    first = entry.text.partition(search.APART)[0].split()
    begin, end = search.normalised(before).partition(search.APART)[0].split(), []
    if after:
        end = search.normalised(after).partition(search.APART)[0].split()
    fits = first[: len(begin)] == begin and (not end or first[-len(end) :] == end)
    return fits and len(first) >= len(begin) + len(end)


def _stored_tokens(entries: list[SearchEntry]) -> dict[int, list[str]]:
    """The tokens that the index of the database holds of each entry."""
    positions = [entry.position for entry in entries]
    if connection.vendor == "postgresql":
        sql = "SELECT position, tsvector_to_array(tokens) FROM catalog_searchentry WHERE position = ANY(%s)"
        with connection.cursor() as cursor:
            cursor.execute(sql, [positions])
            return {position: sorted(tokens or ()) for position, tokens in cursor.fetchall()}
    found = {}
    with connection.cursor() as cursor:
        for position in positions:
            cursor.execute("SELECT tokens FROM catalog_searchtokens WHERE rowid = %s", [position])
            row = cursor.fetchone()
            found[position] = row[0].split() if row else []
    return found
