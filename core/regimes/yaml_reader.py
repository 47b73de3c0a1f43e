"""Reading a regime file's YAML: plain data, and the line on which each part stands.

Only the plain part of YAML is taken: no anchors, no tags, no second document, nothing nested deeply. Days such as
``2016-01-01`` and words such as ``on`` or ``no`` stay the text that was typed, and so does every key.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

import yaml
from django.utils.translation import gettext as _

LARGEST = 1024 * 1024  # bytes; the longest real file has thirty thousand
DEEPEST = 20

Path = tuple[str | int, ...]


@dataclass(frozen=True)
class Complaint:
    """A mistake in the part at ``path``, or on ``line`` where no part can be named. ``expected`` is a full sentence."""

    path: Path
    expected: str
    line: int | None = None


@dataclass
class Document:
    """What a file says (None when that cannot be told), on which lines, and what is wrong with its form."""

    data: object = None
    lines: dict[Path, int] = field(default_factory=dict)
    complaints: list[Complaint] = field(default_factory=list)

    def line_of(self, path: Path) -> int:
        """The line of ``path``, or of the nearest part around it that the file has."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)


class _Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):
    """Takes only what a reader would take for a number or for true and false; all else is text."""

    yaml_implicit_resolvers: dict = {}


for _tag, _pattern, _first in (
    ("null", r"null|~|", ["n", "~", ""]),
    ("bool", r"true|false", ["t", "f"]),
    ("int", r"-?(?:0|[1-9][0-9]{0,8})", list("-0123456789")),
    ("float", r"-?[0-9]{1,9}\.[0-9]{1,9}", list("-0123456789")),
):
    _Loader.add_implicit_resolver(f"tag:yaml.org,2002:{_tag}", re.compile(f"^(?:{_pattern})$"), _first)

_PLAIN = {
    "tag:yaml.org,2002:null": lambda _text: None,
    "tag:yaml.org,2002:bool": lambda text: text == "true",
    "tag:yaml.org,2002:int": int,
    "tag:yaml.org,2002:float": float,
    "tag:yaml.org,2002:str": str,
}


def read(content: bytes) -> Document:
    """Read the bytes of a file. A file whose form is wrong has complaints and perhaps no data; nothing is raised."""
    text, complaint = _decoded(content)
    if complaint is None:
        complaint = _form_complaint(text)
    if complaint:
        return Document(complaints=[complaint])
    document = Document()
    top = yaml.compose(text, Loader=_Loader)
    document.data = _plain(top, (), document) if top else None
    if not isinstance(document.data, dict):
        document.data = None
        expected = _("A regime file is a list of fields with their values, one under the other.")
        document.complaints.append(Complaint((), expected, 1))
    return document


def _decoded(content: bytes) -> tuple[str, Complaint | None]:
    if len(content) > LARGEST:
        return "", Complaint((), _("A regime file has at most one megabyte."), 1)
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        return "", Complaint((), _("The file must be saved as UTF-8; this line has other bytes."), line)
    if not text.strip():
        return "", Complaint((), _("The file is empty; it must say a regime."), 1)
    return text, None


def _form_complaint(text: str) -> Complaint | None:
    """The first thing in the form that cannot be taken, found without building anything from it."""
    depth = documents = 0
    try:
        for event in yaml.parse(text, Loader=_Loader):
            line = event.start_mark.line + 1
            documents += isinstance(event, yaml.DocumentStartEvent)
            depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
            if documents > 1:
                return Complaint((), _("One file says one regime; a second document begins here."), line)
            if depth > DEEPEST:
                return Complaint((), _("This is nested too deeply."), line)
            if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
                return Complaint((), _("Anchors (&) and references (*) are not taken; write it out."), line)
            if getattr(event, "tag", None):
                return Complaint((), _("Tags (!) are not taken; write the value without one."), line)
    except yaml.MarkedYAMLError as error:
        return _broken(text, error)
    except yaml.reader.ReaderError as error:
        line = text[: error.position].count("\n") + 1
        return Complaint((), _("This line has a character that no text has."), line)
    return None


def _broken(text: str, error: yaml.MarkedYAMLError) -> Complaint:
    mark = error.problem_mark or error.context_mark
    line = mark.line + 1 if mark else 1
    lines = text.splitlines()
    for number in (line, line - 1):
        if 0 < number <= len(lines) and re.match(r" *\t", lines[number - 1]):
            return Complaint((), _("Indent with spaces; this line begins with a tab."), number)
    expected = _("This is not valid YAML: %(problem)s. Look at indentation, colons and quotes here.")
    return Complaint((), expected % {"problem": error.problem or error.context}, line)


def _plain(node: yaml.Node, path: Path, document: Document) -> object:
    """The value of ``node``; the line of each part and each double key is written into ``document``."""
    document.lines.setdefault(path, node.start_mark.line + 1)
    if isinstance(node, yaml.ScalarNode):
        return _PLAIN[node.tag](node.value)
    if isinstance(node, yaml.SequenceNode):
        return [_plain(value, (*path, place), document) for place, value in enumerate(node.value)]
    value = {}
    for key, line, below in _entries(node):
        if key in value:
            expected = _("The field “%(field)s” stands here a second time (first on line %(line)d).")
            first = document.lines[(*path, key)]
            named = expected % {"field": key, "line": first}
            document.complaints.append(Complaint((*path, key), named, line))
            continue
        document.lines[(*path, key)] = line
        value[key] = _plain(below, (*path, key), document)
    return value


def _entries(node: yaml.MappingNode) -> Iterator[tuple[str, int, yaml.Node]]:
    for key, value in node.value:
        name = key.value if isinstance(key, yaml.ScalarNode) else "?"
        yield name, key.start_mark.line + 1, value
