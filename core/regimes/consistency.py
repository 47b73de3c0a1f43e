"""What the parts of a regime file say of each other: that a name leads somewhere, that days come in their order.

These rules look at data that the schema may have found wrong, so they take nothing for granted about its form.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from difflib import get_close_matches

from django.utils.translation import gettext as _

from core.regimes.ladders import MATTERS
from core.regimes.yaml_reader import Complaint, Path
from core.roles import Role

OPEN_TO_ALL = frozenset({"web", "media", "campaign"})
INSIDE = frozenset({"staff", "leadership"})
NEEDED_BY_EFFECT = {
    "point": "disclosure",
    "transfer": "other_body",
    "correct": "missing",
    "rectify": "corrected",
}
STARTED_BY_NAME = ("department_answer", "report_application")  # clocks that need no “for”: acts ask for these
OUTCOMES = (("applications", "outcomes"), ("applications", "rectification", "outcomes"))
USES = {"cadences": "cadence", "elements": "elements", "chains": "chain"}


def complaints(data: dict) -> Iterator[Complaint]:
    """Every contradiction between the parts of ``data``."""
    for rule in RULES:
        yield from rule(data)


def _group(value: object) -> dict:
    return value if isinstance(value, dict) else {}


def _entries(value: object) -> list:
    return value if isinstance(value, list) else []


def _categories(values: object, path: Path, audience: str = "public") -> Iterator[tuple[Path, dict, str]]:
    for place, value in enumerate(_entries(values)):
        category = _group(value)
        here, inherited = (*path, place), category.get("audience", audience)
        yield here, category, inherited
        yield from _categories(category.get("categories"), (*here, "categories"), inherited)


def _items(data: dict) -> Iterator[tuple[Path, dict, dict, str]]:
    """Each item with its path, its category and the audience that holds for it."""
    for path, category, audience in _categories(data.get("catalogue"), ("catalogue",)):
        for place, value in enumerate(_entries(category.get("items"))):
            item = _group(value)
            yield (*path, "items", place), item, category, item.get("audience", audience)


def _leads(path: Path, name: object, known: Iterable[str], what: str) -> Iterator[Complaint]:
    """Complain when ``name`` is none of ``known``."""
    known = [str(it) for it in known]
    if not isinstance(name, str) or name in known:
        return
    name = name[:60]
    close = get_close_matches(name, known, n=1)
    if close:
        expected = _("This file has no %(what)s “%(name)s”. Did you mean “%(close)s”?")
        yield Complaint(path, expected % {"what": what, "name": name, "close": close[0]})
    else:
        expected = _("This file has no %(what)s “%(name)s”. Expected one of: %(known)s.")
        yield Complaint(path, expected % {"what": what, "name": name, "known": ", ".join(known)})


def _items_lead_somewhere(data: dict) -> Iterator[Complaint]:
    parts = {
        "cadence": ("cadences", _("cadence")),
        "department": ("departments", _("department")),
        "chain": ("chains", _("chain of approval")),
        "elements": ("elements", _("set of elements")),
    }
    for path, item, _category, _audience in _items(data):
        for field, (part, what) in parts.items():
            if field in item:
                yield from _leads((*path, field), item[field], _group(data.get(part)), what)
        for field in ("channels", "never_on"):
            for place, channel in enumerate(_entries(item.get(field))):
                yield from _leads((*path, field, place), channel, _group(data.get("channels")), _("channel"))


def _consultations_have_their_clock(data: dict) -> Iterator[Complaint]:
    """Whoever demands a consultation names the clock of its shortest time."""
    clocks = _group(data.get("clocks"))
    fit = [code for code, clock in clocks.items() if _group(clock).get("for") == "consultation"]
    named = [((*path, "consultation"), item) for path, item, _category, _audience in _items(data)]
    for code, cadence in _group(data.get("cadences")).items():
        for place, phase in enumerate(_entries(_group(cadence).get("phases"))):
            named.append((("cadences", code, "phases", place, "consultation"), _group(phase)))
    for path, part in named:
        if "consultation" in part:
            yield from _leads(path, part["consultation"], fit, _("clock for consultations"))


def _clocks_start_something(data: dict) -> Iterator[Complaint]:
    """A clock that no act starts and nobody is reminded of would promise what nothing keeps."""
    for code, clock in _group(data.get("clocks")).items():
        if "for" not in _group(clock) and code not in STARTED_BY_NAME:
            expected = _(
                "Nothing starts this clock: say with “for” what it is for. Known by their names are: %(known)s."
            )
            yield Complaint(("clocks", code), expected % {"known": ", ".join(STARTED_BY_NAME)})


def _departments_and_keepers_exist(data: dict) -> Iterator[Complaint]:
    departments = _group(data.get("departments"))
    for part, field in (("departments", "under"), ("channels", "keeper")):
        for code, value in _group(data.get(part)).items():
            path = (part, code, field)
            yield from _leads(path, _group(value).get(field), departments, _("department"))


def _departments_form_a_tree(data: dict) -> Iterator[Complaint]:
    departments = _group(data.get("departments"))
    for code in departments:
        above, seen = code, set()
        while isinstance(above, str) and above in departments and above not in seen:
            seen.add(above)
            above = _group(departments[above]).get("under")
        if above == code:
            expected = _("A department cannot stand under itself, not even by a detour.")
            yield Complaint(("departments", code, "under"), expected)


def _one_disclosure_office(data: dict) -> Iterator[Complaint]:
    departments = _group(data.get("departments"))
    offices = [code for code, unit in departments.items() if _group(unit).get("disclosure_office")]
    if departments and not offices:
        expected = _("One department must be the disclosure office: add “disclosure_office: true” to it.")
        yield Complaint(("departments",), expected)
    for code in offices[1:]:
        expected = _("Only one department is the disclosure office; “%(first)s” already is.")
        path = ("departments", code, "disclosure_office")
        yield Complaint(path, expected % {"first": offices[0]})


def _numbers_of_the_catalogue(data: dict) -> Iterator[Complaint]:
    found: set[str] = set()
    categories = [(path, it) for path, it, _audience in _categories(data.get("catalogue"), ("catalogue",))]
    items = list(_items(data))
    for path, part in [*categories, *((path, item) for path, item, _category, _audience in items)]:
        code = part.get("code")
        if isinstance(code, str) and code in found:
            expected = _("The number “%(code)s” stands in the catalogue twice.")
            yield Complaint((*path, "code"), expected % {"code": code})
        found.add(str(code))
    for path, item, category, _audience in items:
        code, above = item.get("code"), category.get("code")
        if isinstance(code, str) and isinstance(above, str) and not code.startswith(f"{above}."):
            expected = _("An item of category “%(above)s” has a number that begins with “%(above)s.”.")
            yield Complaint((*path, "code"), expected % {"above": above})


def _removed_numbers_are_gone(data: dict) -> Iterator[Complaint]:
    """A number that was taken out stands in the catalogue no more, and has one reason."""
    standing = {item.get("code") for _path, item, _category, _audience in _items(data)}
    found: set[str] = set()
    for place, value in enumerate(_entries(data.get("removed"))):
        for at, code in enumerate(_entries(_group(value).get("codes"))):
            path = ("removed", place, "codes", at)
            if isinstance(code, str) and code in standing:
                yield Complaint(
                    path, _("The number “%(code)s” still stands in the catalogue.") % {"code": code}
                )
            if isinstance(code, str) and code in found:
                yield Complaint(path, _("The number “%(code)s” is removed twice.") % {"code": code})
            found.add(str(code))


def _codes_stand_once(data: dict) -> Iterator[Complaint]:
    """Codes within a list: elements of a set, steps of a chain, phases of a cadence, outcomes."""
    lists = [(("elements", code), value) for code, value in _group(data.get("elements")).items()]
    for code, chain in _group(data.get("chains")).items():
        lists.append((("chains", code, "steps"), _group(chain).get("steps")))
    for code, cadence in _group(data.get("cadences")).items():
        lists.append((("cadences", code, "phases"), _group(cadence).get("phases")))
    for path, outcomes in _outcomes(data):
        lists.append((path, outcomes))
        for place, outcome in enumerate(_entries(outcomes)):
            lists.append(((*path, place, "kinds"), _group(outcome).get("kinds")))
    for path, values in lists:
        found = set()
        for place, value in enumerate(_entries(values)):
            code = _group(value).get("code")
            if isinstance(code, str) and code in found:
                expected = _("The code “%(code)s” stands in this list twice.")
                yield Complaint((*path, place, "code"), expected % {"code": code})
            found.add(str(code))


def _parts_have_what_their_type_needs(data: dict) -> Iterator[Complaint]:
    """A choice has its answers, a table its columns, and only a text a least length."""
    needs = {"options": "choice", "columns": "rows", "least": "text", "none": "text"}
    for code, elements in _group(data.get("elements")).items():
        for place, value in enumerate(_entries(elements)):
            part, path = _group(value), ("elements", code, place)
            kind = part.get("type", "text")
            for field, wanted in needs.items():
                if field in part and kind != wanted:
                    expected = _("Only a part of type “%(type)s” has this.")
                    yield Complaint((*path, field), expected % {"type": wanted})
            for field in ("options", "columns"):
                if kind == needs[field] and field not in part:
                    expected = _("A part of type “%(type)s” needs “%(field)s”.")
                    yield Complaint((*path, "type"), expected % {"type": kind, "field": field})


def _roles_are_known(data: dict) -> Iterator[Complaint]:
    for code, chain in _group(data.get("chains")).items():
        for place, value in enumerate(_entries(_group(chain).get("steps"))):
            yield from _role(("chains", code, "steps", place, "role"), _group(value).get("role"))
    extension = _group(_group(data.get("applications")).get("extension"))
    yield from _role(("applications", "extension", "approver"), extension.get("approver"))
    yield from _role(("emergency", "role"), _group(data.get("emergency")).get("role"))
    yield from _role(("secrecy_review", "role"), _group(data.get("secrecy_review")).get("role"))
    for path, told in _told(_group(data.get("reminders"))):
        for place, role in enumerate(_entries(told.get("to"))):
            yield from _role((*path, "to", place), role)


def _told(reminders: dict) -> Iterator[tuple[Path, dict]]:
    """Each part of the reminders that says whom to tell."""
    yield ("reminders", "digest"), _group(reminders.get("digest"))
    for matter in MATTERS:
        for place, rung in enumerate(_entries(reminders.get(matter))):
            yield ("reminders", matter, place), _group(rung)


def _rungs_stand_once(data: dict) -> Iterator[Complaint]:
    for matter in MATTERS:
        found = set()
        for place, value in enumerate(_entries(_group(data.get("reminders")).get(matter))):
            days = _group(value).get("days")
            if isinstance(days, int) and days in found:
                expected = _("A rung of %(days)d days stands in this ladder twice; name all roles in one.")
                yield Complaint(("reminders", matter, place, "days"), expected % {"days": days})
            found.add(days if isinstance(days, int) else None)


def _steps_say_what_their_kind_has(data: dict) -> Iterator[Complaint]:
    """Votes are counted in meetings; a person signs."""
    for code, chain in _group(data.get("chains")).items():
        for place, value in enumerate(_entries(_group(chain).get("steps"))):
            step, path = _group(value), ("chains", code, "steps", place)
            if "votes" in step and step.get("kind") != "collective":
                yield Complaint((*path, "votes"), _("Only a step of kind “collective” has votes."))
            if "signed" in step and step.get("kind") != "single":
                yield Complaint((*path, "signed"), _("Only a step of kind “single” is signed."))


def _one_chain_for_sensitive_matters(data: dict) -> Iterator[Complaint]:
    chains = _group(data.get("chains"))
    for code in [code for code, chain in chains.items() if "sensitive" in _group(chain)][1:]:
        expected = _("Only one chain is that of sensitive matters.")
        yield Complaint(("chains", code, "sensitive"), expected)


def _role(path: Path, role: object) -> Iterator[Complaint]:
    if isinstance(role, str) and role not in Role.values:
        close = get_close_matches(role, Role.values, n=1)
        known = close or Role.values
        expected = _("“%(role)s” is no role. Expected one of: %(known)s.")
        yield Complaint(path, expected % {"role": role, "known": ", ".join(known)})


def _channels_suit_the_audience(data: dict) -> Iterator[Complaint]:
    """What is for the staff is never shown to everybody (A-032), and no channel is both chosen and forbidden."""
    channels = _group(data.get("channels"))
    for path, item, _category, audience in _items(data):
        chosen = _entries(item.get("channels"))
        for place, code in enumerate(chosen):
            kind = _group(channels.get(code) if isinstance(code, str) else None).get("class")
            if audience in INSIDE and isinstance(kind, str) and kind in OPEN_TO_ALL:
                expected = _("This item is not for the public, but everybody can see “%(channel)s”.")
                yield Complaint((*path, "channels", place), expected % {"channel": code})
            if code in _entries(item.get("never_on")):
                expected = _("“%(channel)s” is both chosen and forbidden for this item.")
                yield Complaint((*path, "channels", place), expected % {"channel": code})
        if audience in INSIDE and "channels" not in item and not item.get("blocked"):
            expected = _("An item that is not for the public must name its channels.")
            yield Complaint(path, expected)


def _everything_is_used(data: dict) -> Iterator[Complaint]:
    for part, field in USES.items():
        used = {str(item.get(field)) for _path, item, _category, _audience in _items(data)} | {"ordinary"}
        for code, value in _group(data.get(part)).items():
            if code not in used and not (part == "chains" and "sensitive" in _group(value)):
                expected = _("No item uses “%(code)s”; take it out or name it at an item.")
                yield Complaint((part, code), expected % {"code": code})


def _days_in_order(data: dict) -> Iterator[Complaint]:
    force = _group(data.get("in_force"))
    if _day(force.get("from")) and _day(force.get("to")) and force["to"] < force["from"]:
        yield Complaint(("in_force", "to"), _("The last day in force lies before the first."))
    for code, value in _group(data.get("cadences")).items():
        cadence, path = _group(value), ("cadences", code)
        propose, publish = _length(cadence.get("propose")), _length(cadence.get("publish"))
        if propose and publish and propose[0] == publish[0] and propose[1] > publish[1]:
            expected = _("It must be put forward before it is published, not after.")
            yield Complaint((*path, "propose"), expected)
        phases = [_length(_group(phase).get("publish")) for phase in _entries(cadence.get("phases"))]
        yield from _ascending(
            phases, (*path, "phases"), _("The phases must stand in the order of their days.")
        )
        days = [_day(_group(it).get("on")) for it in _entries(cadence.get("milestones"))]
        dated = [("", day.toordinal()) if day else None for day in days]
        yield from _ascending(
            dated, (*path, "milestones"), _("The milestones must stand in the order of their days.")
        )


def _ascending(values: list[tuple[str, int] | None], path: Path, expected: str) -> Iterator[Complaint]:
    for place in range(1, len(values)):
        before, value = values[place - 1], values[place]
        if before and value and before[0] == value[0] and value[1] < before[1]:
            yield Complaint((*path, place), expected)


def _windows(data: dict) -> Iterator[Complaint]:
    """Days of windows are days of every year, and a window opens before it closes, after its day of proposal."""
    for code, value in _group(data.get("cadences")).items():
        found = set()
        for place, window in enumerate(_entries(_group(value).get("windows"))):
            path, days = ("cadences", code, "windows", place), {}
            for field in ("propose_by", "opens", "closes"):
                written = _group(window).get(field)
                days[field] = _yearly(written)
                if isinstance(written, str) and days[field] is None and len(written) == len("06-30"):
                    expected = _("“%(day)s” is not a day of every year.")
                    yield Complaint((*path, field), expected % {"day": written})
            if days["propose_by"] and days["propose_by"] in found:
                yield Complaint((*path, "propose_by"), _("Two windows have the same day of proposal."))
            found.add(days["propose_by"])
            if all(days.values()) and _after(days, "opens") > _after(days, "closes"):
                expected = _("The window closes before it opens, counted from the day of proposal.")
                yield Complaint((*path, "closes"), expected)


def _after(days: Mapping[str, date], field: str) -> int:
    """How many days of the year lie between the day of proposal and the next ``field``."""
    return (days[field] - days["propose_by"]).days % 365


def _yearly(value: object) -> date | None:
    return _day(f"2023-{value}")


def _day(value: object) -> date | None:
    try:
        return date.fromisoformat(value)
    except (TypeError, ValueError):
        return None


def _length(span: object) -> tuple[str, int] | None:
    """The unit and the number of a span, when it has both."""
    for unit, days in _group(span).items():
        if isinstance(days, int):
            return unit, days
    return None


def _outcomes_need_what_they_do(data: dict) -> Iterator[Complaint]:
    """An answer that points, forwards or asks back must name where to, to whom, or for what."""
    for path, outcomes in _outcomes(data):
        for place, value in enumerate(_entries(outcomes)):
            outcome = _group(value)
            needed = NEEDED_BY_EFFECT.get(str(outcome.get("effect")))
            if needed and needed not in _entries(outcome.get("needs")):
                expected = _("With the effect “%(effect)s” the decision needs “%(needed)s”.")
                said = expected % {"effect": outcome["effect"], "needed": needed}
                yield Complaint((*path, place, "needs"), said)


def _outcomes(data: dict) -> Iterator[tuple[Path, object]]:
    """The lists of outcomes: of applications for disclosure, and of requests to correct records."""
    for path in OUTCOMES:
        part: object = data
        for step in path:
            part = _group(part).get(step)
        yield path, part


def _rectification_has_its_clock(data: dict) -> Iterator[Complaint]:
    """Who says how a request to correct records is answered says within how long, and the other way round."""
    rules = _group(data.get("applications"))
    clock, part = _group(rules.get("clocks")).get("rectify"), rules.get("rectification")
    if (clock is None) != (part is None):
        expected = _("The part “rectification” and the clock “rectify” stand together or not at all.")
        lacking = ("clocks",) if clock is None else ("clocks", "rectify")
        yield Complaint(("applications", *lacking), expected)


RULES: tuple[Callable[[dict], Iterator[Complaint]], ...] = (
    _items_lead_somewhere,
    _parts_have_what_their_type_needs,
    _consultations_have_their_clock,
    _clocks_start_something,
    _departments_and_keepers_exist,
    _departments_form_a_tree,
    _one_disclosure_office,
    _numbers_of_the_catalogue,
    _removed_numbers_are_gone,
    _codes_stand_once,
    _roles_are_known,
    _steps_say_what_their_kind_has,
    _one_chain_for_sensitive_matters,
    _rungs_stand_once,
    _channels_suit_the_audience,
    _everything_is_used,
    _days_in_order,
    _windows,
    _outcomes_need_what_they_do,
    _rectification_has_its_clock,
)
