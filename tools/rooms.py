"""The rooms of the house and the arrows between them, as the imports say: the pictures of docs/architecture.md.

``python -m tools.rooms`` writes them anew between the marks of that file; a test compares them with the code.
"""

import ast
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
APPS = ("core", "catalog", "requests_app", "review", "supervision", "archive", "disclosure_portal")
PAGE = ROOT / "docs" / "architecture.md"
MARKED = re.compile(r"<!-- rooms of (\w+) -->\n.*?<!-- end -->", re.DOTALL)


def imports(path: Path) -> set[str]:
    """The dotted names of our own modules that the file at ``path`` imports."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module:
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
        elif isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
    return {name for name in found if name.split(".")[0] in APPS}


def room_of(parts: list[str]) -> str:
    """The room of a module: the package right below its app, or its own name where it stands in no package."""
    folder = ROOT.joinpath(*parts[:2])
    return parts[1] if len(parts) > 1 and (folder.is_dir() or folder.with_suffix(".py").exists()) else ""


def arrows(app: str) -> set[tuple[str, str]]:
    """Who imports whom among the rooms of ``app``; among the apps themselves for ``all``."""
    found = set()
    for one in APPS if app == "all" else (app,):
        for path in sorted((ROOT / one).rglob("*.py")):
            here = list(path.relative_to(ROOT).with_suffix("").parts)
            if "migrations" in here:
                continue
            for name in imports(path):
                there = name.split(".")
                if app == "all":
                    found.add((one, there[0]))
                elif there[0] == app:
                    found.add((room_of(here), room_of(there)))
    return {
        (a, b) for a, b in found if a != b and a and b and not a.startswith("__") and not b.startswith("__")
    }


def packages(app: str) -> set[str]:
    """The rooms of ``app`` that are packages: files that stand alone are named in the text, not drawn."""
    return {path.parent.name for path in (ROOT / app).glob("*/__init__.py")} - {"migrations"}


def picture(app: str) -> str:
    """A Mermaid drawing of the arrows of ``app``, without those that a longer way says already."""
    drawn = arrows(app)
    if app != "all":
        kept = packages(app)
        drawn = {(a, b) for a, b in drawn if a in kept and b in kept}
    reach: dict[str, set[str]] = {}
    for a, b in drawn:
        reach.setdefault(a, set()).add(b)

    def further(room: str, seen: set[str]) -> set[str]:
        for below in reach.get(room, ()):
            if below not in seen:
                seen.add(below)
                further(below, seen)
        return seen

    short = {
        (a, b)
        for a, b in drawn
        if not any(b in further(c, set()) and a not in further(c, set()) for c in reach[a] - {b})
    }
    lines = [f"    {a} --> {b}" for a, b in sorted(short)]
    return "\n".join(["```mermaid", "flowchart TD", *lines, "```"])


def with_pictures(text: str) -> str:
    """``text`` with each marked place filled by the picture of its app."""
    return MARKED.sub(lambda found: f"<!-- rooms of {found[1]} -->\n{picture(found[1])}\n<!-- end -->", text)


if __name__ == "__main__":
    PAGE.write_text(with_pictures(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
    print(f"{PAGE.relative_to(ROOT)} shows the house as it stands.")
