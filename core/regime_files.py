"""Reading a regime file: what is wrong with it, in which line, and what is expected instead."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from functools import lru_cache
from pathlib import Path

import yaml
from django.conf import settings
from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError

from core.roles import Role

FOLDER = Path(settings.BASE_DIR) / "regimes"
LARGEST = 1024 * 1024
Place = tuple[str | int, ...]


@dataclass(frozen=True)
class Problem:
    """A mistake in a file. ``field`` is the way to it, such as cadences.timely.publish."""

    file: str
    line: int
    field: str
    expected: str

    def __str__(self) -> str:
        where = f"{self.file}:{self.line}"
        return f"{where}: {self.field}: {self.expected}" if self.field else f"{where}: {self.expected}"


@dataclass(frozen=True)
class Checked:
    """A file's content, and everything that is wrong with it. With problems the content must not be used."""

    data: dict
    problems: list[Problem]


@lru_cache(maxsize=1)
def schema() -> dict:
    """The JSON Schema of regime files."""
    return json.loads((FOLDER / "regime.schema.json").read_text(encoding="utf-8"))


def read(path: Path) -> Checked:
    """Read ``path`` and check it wholly. Never raises for what a file may contain."""
    file = path.name
    try:
        node = _node(path)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        return Checked({}, [Problem(file, line, "", f"This is no YAML: {error.problem or error.context}.")])
    except _Unreadable as error:
        return Checked({}, [Problem(file, error.line, "", str(error))])
    lines: dict[Place, int] = {}
    doubled: list[Problem] = []
    data = _value(node, (), lines, doubled, file)
    found = [*doubled, *_against_schema(data, file, lines)]
    if not found:
        found = [
            Problem(file, _line(place, lines), _name(place), said) for place, said in _mistakes(data, file)
        ]
    return Checked(data, sorted(found, key=lambda problem: problem.line))


class _Unreadable(Exception):
    def __init__(self, expected: str, line: int = 1) -> None:
        super().__init__(expected)
        self.line = line


def _node(path: Path) -> yaml.Node:
    if not path.is_file():
        raise _Unreadable("There is no such file.")
    if path.stat().st_size > LARGEST:
        raise _Unreadable("The file is larger than 1 MB; a regime is not.")
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise _Unreadable("The file is not in UTF-8: save it as UTF-8.") from error
    for event in yaml.parse(text, Loader=yaml.SafeLoader):
        if isinstance(event, yaml.AliasEvent):
            raise _Unreadable(
                "Anchors and aliases are not allowed: write the value out.", event.start_mark.line + 1
            )
    node = yaml.compose(text, Loader=yaml.SafeLoader)
    if not isinstance(node, yaml.MappingNode):
        raise _Unreadable("The file must hold the fields of a regime, beginning with “regime:”.")
    return node


def _value(node: yaml.Node, place: Place, lines: dict[Place, int], doubled: list[Problem], file: str):
    """The plain value of a node; dates stay texts, as the schema wants them."""
    lines.setdefault(place, node.start_mark.line + 1)
    if isinstance(node, yaml.SequenceNode):
        return [
            _value(child, (*place, index), lines, doubled, file) for index, child in enumerate(node.value)
        ]
    if isinstance(node, yaml.MappingNode):
        made = {}
        for key_node, child in node.value:
            key, line = str(key_node.value), key_node.start_mark.line + 1
            if key in made:
                said = "This field stands twice here: keep one."
                doubled.append(Problem(file, line, _name((*place, key)), said))
            lines[(*place, key)] = line
            made[key] = _value(child, (*place, key), lines, doubled, file)
        return made
    if node.tag == "tag:yaml.org,2002:timestamp":
        return node.value
    return yaml.SafeLoader("").construct_object(node)


def _against_schema(data: dict, file: str, lines: dict[Place, int]) -> Iterator[Problem]:
    for error in Draft202012Validator(schema()).iter_errors(data):
        for one in _leaves(error):
            place = tuple(one.absolute_path)
            for at, said in _said(one, place):
                yield Problem(file, _line(at, lines), _name(at), said)


def _leaves(error: ValidationError) -> Iterator[ValidationError]:
    """Of alternatives, the mistakes against the one that was meant: the one with the fewest mistakes."""
    if not error.context:
        yield error
        return
    branches: dict[int, list[ValidationError]] = {}
    for one in error.context:
        branches.setdefault(one.schema_path[0], []).append(one)
    for one in min(branches.values(), key=len):
        yield from _leaves(one)


def _said(error: ValidationError, place: Place) -> Iterator[tuple[Place, str]]:
    """A sentence for a mistake against the schema, with the place it is about."""
    wanted = error.validator_value
    match error.validator:
        case "additionalProperties":
            known = error.schema.get("properties", {})
            for field in sorted(set(error.instance) - set(known)):
                close = get_close_matches(field, known, n=1)
                hint = (
                    f" Did you mean “{close[0]}”?" if close else f" Known here: {', '.join(sorted(known))}."
                )
                yield (*place, field), f"There is no such field.{hint}"
        case "required":
            for field in wanted:
                if field not in error.instance:
                    yield place, f"The field “{field}” is missing."
        case "dependentRequired":
            yield place, "“opens” and “closes” are given together or not at all."
        case "enum":
            yield place, f"One of these is expected: {', '.join(map(str, wanted))}. It is {error.instance!r}."
        case "const":
            yield place, f"Only {wanted!r} is expected; leave the field out otherwise."
        case "type":
            names = {
                "object": "fields",
                "array": "a list",
                "string": "a text",
                "integer": "a whole number",
                "boolean": "true or false",
            }
            yield place, f"{names.get(wanted, wanted).capitalize()} is expected, not {error.instance!r}."
        case "pattern":
            yield place, f"{error.instance!r} has not the expected form {wanted}."
        case "minimum" | "maximum":
            yield (
                place,
                f"A number {'from' if error.validator == 'minimum' else 'up to'} {wanted} is expected.",
            )
        case "minItems" | "minProperties" | "minLength":
            yield place, "It is empty or too short."
        case "maxProperties":
            yield place, "Either working_days or calendar_days is expected, not both."
        case "uniqueItems":
            yield place, "An entry stands twice in the list."
        case None if error.schema is False:
            yield place, "This field does not belong to this kind."
        case _:
            yield place, f"{error.message}."


def _mistakes(data: dict, file: str) -> Iterator[tuple[Place, str]]:
    """What the schema cannot say: names that lead nowhere, codes that stand twice, days that do not exist."""
    if data["regime"] != Path(file).stem:
        yield ("regime",), f"The file is called {file}: “{Path(file).stem}” is expected."
    yield from _days(data)
    yield from _departments(data["departments"])
    for code, channel in data["channels"].items():
        yield from _known(channel.get("keeper"), data["departments"], ("channels", code, "keeper"))
    yield from _catalogue(data)
    for chain_code, chain in data["chains"].items():
        for index, step in enumerate(chain["steps"]):
            yield from _known(step["role"], set(Role), ("chains", chain_code, "steps", index, "role"))
    applications = data["applications"]
    if "outcomes" in applications:
        yield from _known(
            applications["extension"]["approver"], set(Role), ("applications", "extension", "approver")
        )
        yield from _once((it["code"] for it in applications["outcomes"]), ("applications", "outcomes"))
        if applications["clocks"]["answer"].get("from") not in {"received", "registered"}:
            yield (
                ("applications", "clocks", "answer"),
                "Say from when it counts: from: received or from: registered.",
            )


def _days(data: dict) -> Iterator[tuple[Place, str]]:
    places = [
        (("in_force", "from"), data["in_force"]["from"]),
        (("in_force", "to"), data["in_force"].get("to")),
    ]
    places.append((("source", "issued_on"), data["source"].get("issued_on")))
    for code, cadence in data["cadences"].items():
        for index, milestone in enumerate(cadence.get("milestones", ())):
            places.append((("cadences", code, "milestones", index, "on"), milestone["on"]))
        for index, window in enumerate(cadence.get("windows", ())):
            places += [
                (("cadences", code, "windows", index, name), f"2025-{day}") for name, day in window.items()
            ]
    wrong = False
    for place, day in places:
        if day is not None and not _is_day(day):
            wrong = True
            yield place, f"There is no such day: {day.removeprefix('2025-')}."
    span = data["in_force"]
    if not wrong and span.get("to") and span["to"] < span["from"]:
        yield ("in_force", "to"), "It must not lie before “from”."


def _is_day(day: str) -> bool:
    try:
        date.fromisoformat(day)
    except ValueError:
        return False
    return True


def _departments(departments: dict) -> Iterator[tuple[Place, str]]:
    for code, unit in departments.items():
        yield from _known(unit.get("under"), departments, ("departments", code, "under"))
        above, steps = unit.get("under"), 0
        while above in departments and steps <= len(departments):
            above, steps = departments[above].get("under"), steps + 1
        if steps > len(departments):
            yield ("departments", code, "under"), "A department cannot stand under itself."
    offices = [code for code, unit in departments.items() if unit.get("disclosure_office")]
    if len(offices) != 1:
        yield ("departments",), "Exactly one department is marked “disclosure_office: true”."


def _catalogue(data: dict) -> Iterator[tuple[Place, str]]:
    entries = list(_entries(data["catalogue"], ("catalogue",)))
    yield from _once(
        (category["code"] for place, category, is_item in entries if not is_item), ("catalogue",)
    )
    yield from _once((item["code"] for place, item, is_item in entries if is_item), ("catalogue",))
    for place, item, is_item in entries:
        if not is_item:
            continue
        yield from _known(item["cadence"], data["cadences"], (*place, "cadence"))
        yield from _known(item["department"], data["departments"], (*place, "department"))
        yield from _known(item.get("chain"), data["chains"], (*place, "chain"))
        yield from _known(item.get("elements"), data["elements"], (*place, "elements"))
        for field in ("channels", "never_on"):
            for index, channel in enumerate(item.get(field, ())):
                yield from _known(channel, data["channels"], (*place, field, index))


def _entries(categories: list[dict], place: Place) -> Iterator[tuple[Place, dict, bool]]:
    for index, category in enumerate(categories):
        here = (*place, index)
        yield here, category, False
        for number, item in enumerate(category.get("items", ())):
            yield (*here, "items", number), item, True
        yield from _entries(category.get("categories", []), (*here, "categories"))


def _known(name: str | None, names: Iterable[str], place: Place) -> Iterator[tuple[Place, str]]:
    names = sorted(map(str, names))
    if name is None or name in names:
        return
    close = get_close_matches(name, names, n=1)
    hint = f"Did you mean “{close[0]}”?" if close else f"One of these is expected: {', '.join(names)}."
    yield place, f"“{name}” is not defined. {hint}"


def _once(codes: Iterable[str], place: Place) -> Iterator[tuple[Place, str]]:
    seen: set[str] = set()
    for code in codes:
        if code in seen:
            yield place, f"The code “{code}” stands twice."
        seen.add(code)


def _line(place: Place, lines: dict[Place, int]) -> int:
    while place and place not in lines:
        place = place[:-1]
    return lines.get(place, 1)


def _name(place: Place) -> str:
    name = ""
    for part in place:
        name += f"[{part + 1}]" if isinstance(part, int) else f".{part}" if name else str(part)
    return name
