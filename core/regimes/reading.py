"""Regime files: reading one, and naming every mistake with file, line, field and what is expected."""

from dataclasses import dataclass
from pathlib import Path

from django.utils.translation import gettext as _

from core.regimes import citations, consistency, schema, yaml_reader
from core.regimes.yaml_reader import Complaint, Document


@dataclass(frozen=True)
class Problem:
    """One mistake. ``field`` is empty for a mistake in the form of the file; ``expected`` is a full sentence."""

    file: str
    line: int
    field: str
    expected: str

    def __str__(self) -> str:
        where = f"{self.file}:{self.line}"
        return f"{where}: {self.field}: {self.expected}" if self.field else f"{where}: {self.expected}"


@dataclass(frozen=True)
class Checked:
    """A file that was read. ``data`` is there only when there is no problem."""

    path: Path
    data: dict | None
    problems: tuple[Problem, ...]


def read(path: Path) -> Checked:
    """Read and check the regime file at ``path``; the file decides nothing until it has no problem left."""
    path = Path(path)
    try:
        content = path.read_bytes()
    except OSError as error:
        expected = _("The file cannot be read: %(reason)s.") % {"reason": error.strerror}
        return Checked(path, None, (Problem(path.name, 1, "", expected),))
    document = yaml_reader.read(content)
    found = list(document.complaints)
    if document.data is not None:
        found += schema.complaints(document.data)
        found += consistency.complaints(document.data)
        found += citations.complaints(document.data, path.parent)
        found += _about_other_files(document.data, path)
    problems = sorted(
        {_problem(it, document, path) for it in found}, key=lambda it: (it.line, it.field, it.expected)
    )
    return Checked(path, None if problems else document.data, tuple(problems))


SHIPPED = Path(__file__).parents[2] / "regimes"


def all_in(folder: Path) -> list[Path]:
    """The regime files of a folder, in the order of their names."""
    return sorted(Path(folder).glob("*.yaml"))


def _about_other_files(data: dict, path: Path) -> list[Complaint]:
    """The file is called as its regime; the one that it follows lies beside it or is shipped, and follows no other."""
    found = []
    if isinstance(data.get("regime"), str) and data["regime"] != path.stem:
        expected = _("The file is called “%(file)s”, so the regime must be “%(stem)s”.")
        found.append(Complaint(("regime",), expected % {"file": path.name, "stem": path.stem}))
    applications = data.get("applications")
    followed = applications.get("follow") if isinstance(applications, dict) else None
    if isinstance(followed, str) and not any(
        _has_own_applications(folder, followed) for folder in (path.parent, SHIPPED)
    ):
        expected = _(
            "“%(code)s” is no regime beside this file, or shipped, that has its own rules for applications."
        )
        found.append(Complaint(("applications", "follow"), expected % {"code": followed}))
    return found


def _has_own_applications(folder: Path, code: str) -> bool:
    path = next((path for path in all_in(folder) if path.stem == code), None)
    if path is None:
        return False
    other = yaml_reader.read(path.read_bytes()).data
    applications = other.get("applications") if other else None
    return isinstance(applications, dict) and "follow" not in applications


def _problem(complaint: Complaint, document: Document, path: Path) -> Problem:
    line = complaint.line or document.line_of(complaint.path)
    return Problem(path.name, line, _field(complaint.path, document.data), complaint.expected)


def _field(path: yaml_reader.Path, data: object) -> str:
    """The way to a field as a reader would say it; entries of a list go by their code, else by their place from 1."""
    words = ""
    for step in path:
        if isinstance(step, int):
            entry = data[step] if isinstance(data, list) and step < len(data) else None
            code = entry.get("code") if isinstance(entry, dict) else None
            words += f"[{code if isinstance(code, str) else f'#{step + 1}'}]"
            data = entry
        else:
            words += f".{step}" if words else str(step)
            data = data.get(step) if isinstance(data, dict) else None
    return words
