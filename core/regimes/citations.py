"""Whose a rule is: each part of a regime file names the clause that it comes from, or says that the body chose it.

Where the portal has an index of the document (``core.regimes.documents``), every part must say so, each clause must
exist and each quotation must stand in it. Of other documents only the form is checked.
"""

from collections.abc import Iterator
from difflib import get_close_matches
from pathlib import Path as Files

from django.utils.translation import gettext as _

from core.regimes import documents
from core.regimes.yaml_reader import Complaint, Path

DOCUMENTS = ("A", "B", "C", "D", "E", "F", "G", "H", "I", "J1", "J2", "J3", "J4")
BY_CODE = ("departments", "channels", "cadences", "chains", "clocks")
ALONE = ("secrecy_review", "withheld", "emergency", "feedback", "archive")
APPLICATIONS = ("extension", "longer", "registered_at_once", "correction")


def complaints(data: dict, folder: Files) -> Iterator[Complaint]:
    """Every part of ``data`` that cites what its document does not say, or says nothing of where it comes from.

    ``folder`` is where the file lies; an index of its document may lie there too, in ``clauses``.
    """
    document = _group(data.get("source")).get("document")
    index = documents.index_of(document, folder) if document in DOCUMENTS else None
    known = _group(data.get("choices"))
    named = set()
    for path, part, must in _parts(data):
        cited = _group(part)
        yield from _quotation(path, cited, index)
        choice = cited.get("choice")
        if isinstance(choice, str):
            named.add(choice)
            if choice not in known:
                expected = _("This file has no choice “%(code)s”; it would stand under “choices”.")
                yield Complaint((*path, "choice"), expected % {"code": choice[:60]})
        if index and must and not {"clause", "quote", "choice"} & set(cited):
            yield Complaint(path, _silent(path))
    for code in known:
        if code not in named:
            expected = _("Nothing names the choice “%(code)s”; take it out or name it.")
            yield Complaint(("choices", code), expected % {"code": code})


def _silent(path: Path) -> str:
    if path[-1] == "rhythm":
        return _(
            "Say whose this rhythm is: clause and quote of the document, or choice where the body chose it."
        )
    return _(
        "Say where this comes from: clause and quote of the document, or choice where the body chose it."
    )


def _quotation(path: Path, cited: dict, index: documents.Index | None) -> Iterator[Complaint]:
    """``clause`` and ``quote`` stand together; the clause exists, and the words stand in it."""
    for given, needed in (("clause", "quote"), ("quote", "clause")):
        if given in cited and needed not in cited:
            expected = _("Where “%(given)s” is said, “%(needed)s” must be said too.")
            yield Complaint((*path, given), expected % {"given": given, "needed": needed})
    place, quote = cited.get("clause"), cited.get("quote")
    if index is None or not isinstance(place, str):
        return
    clause = index.clause(place)
    if clause is None:
        yield Complaint((*path, "clause"), _unknown(place, index))
    elif isinstance(quote, str) and not index.says(clause, quote):
        yield Complaint((*path, "quote"), _elsewhere(place, quote, index))


def _unknown(place: str, index: documents.Index) -> str:
    close = get_close_matches(documents.key_of(place), index.clauses, n=1)
    words = {"document": index.document, "place": place[:40]}
    if close:
        words["close"] = index.clauses[close[0]].place
        return _("Document %(document)s has no clause “%(place)s”. Did you mean “%(close)s”?") % words
    return _("Document %(document)s has no clause “%(place)s”.") % words


def _elsewhere(place: str, quote: str, index: documents.Index) -> str:
    found = index.places_of(quote)
    words = {"document": index.document, "place": place, "quote": quote[:60]}
    if found:
        words["other"] = found[0]
        expected = _(
            "“%(quote)s” does not stand in clause %(place)s of document %(document)s, but in %(other)s."
        )
        return expected % words
    return _("“%(quote)s” does not stand in clause %(place)s of document %(document)s.") % words


def _group(value: object) -> dict:
    return value if isinstance(value, dict) else {}


def _entries(value: object) -> list:
    return value if isinstance(value, list) else []


def _parts(data: dict) -> Iterator[tuple[Path, object, bool]]:
    """Each part that can say where it comes from, and whether it must."""
    for name in BY_CODE:
        for code, part in _group(data.get(name)).items():
            yield (name, code), part, True
            for place, step in enumerate(_entries(_group(part).get("steps"))):
                yield (name, code, "steps", place), step, False
    for code, elements in _group(data.get("elements")).items():
        for place, element in enumerate(_entries(elements)):
            yield ("elements", code, place), element, False
    for name in ALONE:
        if name in data:
            yield (name,), data[name], True
    yield ("targets",), data.get("targets"), _promises(_group(data.get("targets")))
    yield from _of_applications(_group(data.get("applications")))
    yield from _of_catalogue(_entries(data.get("catalogue")), ("catalogue",))


def _promises(targets: dict) -> bool:
    return any(name.endswith("_percent") for name in targets)


def _of_applications(rules: dict) -> Iterator[tuple[Path, object, bool]]:
    for name in APPLICATIONS:
        if name in rules:
            yield ("applications", name), rules[name], True
    for code, clock in _group(rules.get("clocks")).items():
        yield ("applications", "clocks", code), clock, True
    for place, outcome in enumerate(_entries(rules.get("outcomes"))):
        yield ("applications", "outcomes", place), outcome, True
    for place, outcome in enumerate(_entries(_group(rules.get("rectification")).get("outcomes"))):
        yield ("applications", "rectification", "outcomes", place), outcome, True


def _of_catalogue(values: list, path: Path) -> Iterator[tuple[Path, object, bool]]:
    for place, value in enumerate(values):
        category, here = _group(value), (*path, place)
        yield here, category, True
        for at, item in enumerate(_entries(category.get("items"))):
            yield (*here, "items", at), item, True
            yield (*here, "items", at, "rhythm"), _group(item).get("rhythm"), True
        yield from _of_catalogue(_entries(category.get("categories")), (*here, "categories"))
