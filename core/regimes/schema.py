"""What the schema of regime files finds wrong, said in sentences that a clerk can act on."""

import json
import re
from collections.abc import Iterator
from difflib import get_close_matches
from functools import cache
from pathlib import Path as File

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy
from jsonschema import Draft202012Validator, FormatChecker
from jsonschema.exceptions import ValidationError

from core.regimes.yaml_reader import Complaint, Path

SCHEMA = File(__file__).resolve().parent.parent.parent / "regimes" / "regime.schema.json"

LONGEST_QUOTE = 60  # characters of a wrong value that a sentence repeats

TYPES = {
    "object": gettext_lazy("a group of fields"),
    "array": gettext_lazy("a list"),
    "string": pgettext_lazy("kind of value", "text"),
    "integer": gettext_lazy("a whole number"),
    "boolean": gettext_lazy("true or false"),
}
PATTERNS = {
    "#/$defs/code": gettext_lazy(
        "Expected a code of small letters, digits, “-” and “_”, such as “party_group”."
    ),
    "#/$defs/day": gettext_lazy("Expected a day as year-month-day, such as “2016-01-31”."),
    "#/$defs/month_day": gettext_lazy("Expected month-day, such as “06-30”."),
    "#/$defs/number": gettext_lazy("Expected a number of the catalogue in quotes, such as “2.1”."),
    "#/$defs/requirements": gettext_lazy(
        "Expected the number of a line of the source, such as “C-095” or “law-26”."
    ),
    "#/properties/source": gettext_lazy("Expected the letter of the document, “A” to “J4”, or “law-2019”."),
}


@cache
def schema() -> dict:
    """The schema as it stands beside the regime files."""
    return json.loads(SCHEMA.read_text(encoding="utf-8"))


@cache
def _validator() -> Draft202012Validator:
    return Draft202012Validator(schema(), format_checker=FormatChecker(["date"]))


def complaints(data: dict) -> Iterator[Complaint]:
    """Every place where ``data`` departs from the schema."""
    for error in _validator().iter_errors(data):
        yield from _said(error)


def _said(error: ValidationError) -> Iterator[Complaint]:
    path = tuple(error.absolute_path)
    if error.validator == "oneOf":
        yield from _closest(error)
    elif error.validator == "additionalProperties":
        yield from _unknown_fields(error, path)
    elif "propertyNames" in error.absolute_schema_path:
        yield Complaint((*path, error.instance), str(PATTERNS["#/$defs/code"]))
    elif error.validator == "format" and not re.search(error.schema["pattern"], error.instance):
        return  # the pattern has said it already
    else:
        yield Complaint(path, SENTENCES[error.validator](error))


def _closest(error: ValidationError) -> Iterator[Complaint]:
    """Of two ways to say how applications are handled, the complaints about the one that was begun."""
    begun = 0 if isinstance(error.instance, dict) and "follow" in error.instance else 1
    for cause in error.context:
        if cause.schema_path[0] == begun:
            yield from _said(cause)


def _unknown_fields(error: ValidationError, path: Path) -> Iterator[Complaint]:
    known = list(error.schema.get("properties", ()))
    for name in error.instance:
        if name in known:
            continue
        if known == ["zh", "en"] and error.instance[name] is None:
            expected = _("The text before “%(field)s” has a comma: put the whole text in quotes.")
            yield Complaint((*path, name), expected % {"field": name[:LONGEST_QUOTE]})
            continue
        close = get_close_matches(name[:LONGEST_QUOTE], known, n=1)
        if close:
            expected = _("There is no field “%(field)s” here. Did you mean “%(close)s”?")
            yield Complaint((*path, name), expected % {"field": name[:LONGEST_QUOTE], "close": close[0]})
        else:
            expected = _("There is no field “%(field)s” here. Expected one of: %(known)s.")
            yield Complaint(
                (*path, name), expected % {"field": name[:LONGEST_QUOTE], "known": ", ".join(known)}
            )


def _required(error: ValidationError) -> str:
    missing = next(name for name in error.validator_value if error.message.startswith(repr(name)))
    return _("The field “%(field)s” is missing here.") % {"field": missing}


def _together(error: ValidationError) -> str:
    given, needed = next(
        (name, other)
        for name, others in error.validator_value.items()
        for other in others
        if name in error.instance and other not in error.instance
    )
    return _("Where “%(given)s” is said, “%(needed)s” must be said too.") % {"given": given, "needed": needed}


def _type(error: ValidationError) -> str:
    expected = TYPES[error.validator_value]
    if error.validator_value == "string" and isinstance(error.instance, (int, float)):
        return _("Expected text; put “%(value)s” in quotes.") % {"value": json.dumps(error.instance)}
    if error.instance is None:
        return _("Expected %(kind)s; nothing is said here.") % {"kind": expected}
    found = TYPES.get(_kind(error.instance), gettext_lazy("a number with a decimal point"))
    return _("Expected %(kind)s, found %(found)s.") % {"kind": expected, "found": found}


def _kind(value: object) -> str:
    kinds = {dict: "object", list: "array", str: "string", int: "integer", bool: "boolean"}
    return kinds.get(type(value), "")


def _enum(error: ValidationError) -> str:
    known, value = [str(it) for it in error.validator_value], str(error.instance)[:LONGEST_QUOTE]
    close = get_close_matches(value, known, n=1)
    if close:
        return _("“%(value)s” is not known. Did you mean “%(close)s”?") % {"value": value, "close": close[0]}
    expected = _("“%(value)s” is not known. Expected one of: %(known)s.")
    return expected % {"value": value, "known": ", ".join(known)}


def _pattern(error: ValidationError) -> str:
    for where, sentence in PATTERNS.items():
        if _defined(where).find(json.dumps(error.validator_value)) >= 0:
            return str(sentence)
    raise LookupError(f"No sentence for the pattern {error.validator_value}.")


@cache
def _defined(where: str) -> str:
    part = schema()
    for name in where.removeprefix("#/").split("/"):
        part = part[name]
    return json.dumps(part)


def _few(error: ValidationError) -> str:
    least = error.validator_value
    return ngettext("Expected at least %(least)d entry.", "Expected at least %(least)d entries.", least) % {
        "least": least
    }


def _long(error: ValidationError) -> str:
    expected = _("Expected at most %(most)d characters, found %(found)d.")
    return expected % {"most": error.validator_value, "found": len(error.instance)}


SENTENCES = {
    "required": _required,
    "dependentRequired": _together,
    "type": _type,
    "enum": _enum,
    "const": lambda error: _("Expected true; leave the field out where it does not hold."),
    "pattern": _pattern,
    "format": lambda error: _("There is no such day in the calendar: %(day)s.") % {"day": error.instance},
    "minLength": lambda error: _("Expected text; this is empty or too short."),
    "maxLength": _long,
    "minItems": _few,
    "minProperties": _few,
    "maxProperties": lambda error: _("Expected either working days or calendar days, not both."),
    "uniqueItems": lambda error: _("The same entry stands here twice."),
    "minimum": lambda error: _("Expected at least %(limit)d.") % {"limit": error.validator_value},
    "maximum": lambda error: _("Expected at most %(limit)d.") % {"limit": error.validator_value},
    "not": lambda error: _("A cadence of this kind does not have this field; nothing would read it."),
    "anyOf": lambda error: _("Expected “propose” or “publish”: without either nothing would ever be owed."),
}
