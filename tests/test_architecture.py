"""The house keeps its shape: arrows point down, one gate changes a status, every file stays small."""

import ast
import re
from functools import cache
from pathlib import Path

import pytest

pytestmark = pytest.mark.once
ROOT = Path(__file__).resolve().parent.parent
APPS = ("core", "catalog", "requests_app", "review", "supervision", "archive", "disclosure_portal")
# Inside an app a room may import those that stand before it. Files of other names may be imported by all
# rooms; that nobody reaches upwards through them is what the test for cycles holds.
ROOMS = ("rules", "models", "actions", "forms", "views")
ROOM_OF_NAME = {
    "models": "models",
    "actions": "actions",
    "forms": "forms",
    "views": "views",
    "admin": "views",
    "tasks": "views",
    "urls": "views",
    "management": "views",
}
LONGEST_FILE = 500
LONGEST_FUNCTION = 60
LATE_IMPORTS = {
    "weasyprint"
}  # its libraries may be missing on this machine, and everything else must still work
JUNK_DRAWERS = {"utils.py", "helpers.py", "common.py", "misc.py", "tools.py"}


def python_files(*folders):
    """The Python files of ``folders`` without what makemigrations has written."""
    found = (path for folder in folders for path in sorted((ROOT / folder).rglob("*.py")))
    return [path for path in found if "migrations" not in path.parts]


@cache
def tree_of(path):
    """The syntax tree of a file."""
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


def app_of(path):
    """The app that a file belongs to."""
    return path.relative_to(ROOT).parts[0]


def room_of(parts):
    """The room of a module given as its path below the app, e.g. ("management", "commands", "demo")."""
    return ROOM_OF_NAME.get(parts[0], "rules") if parts else "rules"


def our_imports(path):
    """Every module of ours that ``path`` imports, as (line, dotted name)."""
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}:{node.lineno} imports relatively; say the full name"
            names = [f"{node.module}.{alias.name}" for alias in node.names]
        else:
            continue
        for name in names:
            if name.split(".")[0] in APPS:
                yield node.lineno, name


def module_parts(dotted):
    """The path below the app of an imported name: modules only, without the class or function at its end."""
    parts = dotted.split(".")
    while len(parts) > 1 and not (
        (ROOT.joinpath(*parts)).is_dir() or ROOT.joinpath(*parts).with_suffix(".py").exists()
    ):
        parts.pop()
    return parts[1:]


def functions(path):
    """All functions and methods of a file."""
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef)
    return [node for node in ast.walk(tree_of(path)) if isinstance(node, kinds)]


def place(path, line):
    """A file and a line in the form that an editor opens."""
    return f"{path.relative_to(ROOT)}:{line}"


def test_apps_import_only_the_apps_below_them():
    """core < catalog < requests_app < review < supervision < archive < disclosure_portal."""
    wrong = [
        f"{place(path, line)} imports {name}"
        for path in python_files(*APPS)
        for line, name in our_imports(path)
        if APPS.index(name.split(".")[0]) > APPS.index(app_of(path))
    ]
    assert not wrong, "\n".join(wrong)


def test_rooms_of_an_app_import_only_the_rooms_before_them():
    """Inside an app: rules, then models, actions, forms, and last views, admin and tasks."""
    wrong = []
    for path in python_files(*APPS[:-1]):
        here = room_of(path.relative_to(ROOT / app_of(path)).with_suffix("").parts)
        if path.name in ("apps.py", "__init__.py") and here == "rules":
            continue
        for line, name in our_imports(path):
            if name.split(".")[0] != app_of(path):
                continue
            there = room_of(module_parts(name))
            if here != "rules" and ROOMS.index(there) > ROOMS.index(here):
                wrong.append(f"{place(path, line)} ({here}) imports {name} ({there})")
    assert not wrong, "\n".join(wrong)


def test_no_cycle_of_imports_inside_an_app():
    """Also among the files that are no named room, nobody imports, by any way round, who imports them."""
    graph = {}
    for path in python_files(*APPS):
        own = ".".join(path.relative_to(ROOT).with_suffix("").parts)
        targets = {".".join([name.split(".")[0], *module_parts(name)]) for _line, name in our_imports(path)}
        graph[own.removesuffix(".__init__")] = targets - {own}
    assert not (cycle := find_cycle(graph)), " -> ".join(cycle)


def find_cycle(graph):
    """The first cycle of the graph as a list of modules, or an empty list."""
    done, trail = set(), []

    def visit(module):
        if module in trail:
            return [*trail[trail.index(module) :], module]
        if module in done:
            return []
        trail.append(module)
        for target in sorted(graph.get(module, ())):
            # A package's own files import each other through their names, never through the package.
            if found := visit(target):
                return found
        trail.pop()
        done.add(module)
        return []

    return next(filter(None, map(visit, sorted(graph))), [])


def test_imports_stand_at_the_top():
    """An import inside a function hides an arrow; only WeasyPrint and what an app does when ready may come late."""
    wrong = []
    for path in python_files(*APPS, "tools"):
        for function in (one for one in functions(path) if (path.name, one.name) != ("apps.py", "ready")):
            for node in ast.walk(function):
                if isinstance(node, ast.Import | ast.ImportFrom):
                    names = (
                        [node.module] if isinstance(node, ast.ImportFrom) else [a.name for a in node.names]
                    )
                    if not {name.split(".")[0] for name in names} <= LATE_IMPORTS:
                        wrong.append(place(path, node.lineno))
    assert not wrong, "\n".join(wrong)


def test_a_status_is_assigned_only_by_the_gate():
    """core/transitions.py is the only place where a stored status changes."""
    gate = ROOT / "core" / "transitions.py"
    wrong = [
        place(path, node.lineno)
        for path in python_files(*APPS)
        if path != gate
        for node in ast.walk(tree_of(path))
        if assigns_status(node)
    ]
    assert not wrong, "\n".join(wrong)


def assigns_status(node):
    """Whether a node is ``x.status = …``, ``setattr(x, "status", …)`` or ``.update(status=…)``."""
    if isinstance(node, ast.Assign | ast.AugAssign | ast.AnnAssign):
        targets = node.targets if isinstance(node, ast.Assign) else [node.target]
        flat = [leaf for target in targets for leaf in ast.walk(target)]
        return any(
            isinstance(leaf, ast.Attribute) and leaf.attr == "status" and isinstance(leaf.ctx, ast.Store)
            for leaf in flat
        )
    if not isinstance(node, ast.Call):
        return False
    if isinstance(node.func, ast.Name) and node.func.id == "setattr" and len(node.args) > 1:
        return isinstance(node.args[1], ast.Constant) and node.args[1].value == "status"
    is_update = isinstance(node.func, ast.Attribute) and node.func.attr == "update"
    return is_update and any(keyword.arg == "status" for keyword in node.keywords)


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("item.status = 'published'", True),
        ("item.status, item.note = 'published', ''", True),
        ("setattr(item, 'status', 'published')", True),
        ("items.update(status='published')", True),
        ("status = item.status", False),
        ("items.filter(status='published')", False),
    ],
)
def test_the_search_for_assigned_statuses_finds_them(source, found):
    """The test above would see each way of writing a status."""
    assert any(map(assigns_status, ast.walk(ast.parse(source)))) is found


def test_the_search_for_cycles_finds_one():
    """The test above would see three modules that import each other in a ring."""
    assert find_cycle({"a": {"b"}, "b": {"c"}, "c": {"a"}}) == ["a", "b", "c", "a"]
    assert find_cycle({"a": {"b", "c"}, "b": {"c"}, "c": set()}) == []


def test_no_junk_drawers():
    """A file is named by what it holds."""
    assert not [place(path, 1) for path in python_files(*APPS, "tools") if path.name in JUNK_DRAWERS]


def test_no_signals_between_our_apps():
    """What one of our apps has to tell another is a query or a call, never a signal.

    ``post_migrate`` is how Django itself says that the tables stand: core makes the guards of the rows then.
    """
    wrong = [
        place(path, node.lineno)
        for path in python_files(*APPS)
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("django.db.models.signals")
        if (path.relative_to(ROOT).as_posix(), [name.name for name in node.names])
        != ("core/apps.py", ["post_migrate"])
    ]
    assert not wrong, "\n".join(wrong)


def test_no_generic_foreign_keys():
    """A verdict about one of several things is several nullable keys and a check."""
    wrong = [
        place(path, 1)
        for path in python_files(*APPS)
        if "GenericForeignKey" in path.read_text(encoding="utf-8")
    ]
    assert not wrong, "\n".join(wrong)


def test_files_and_functions_stay_short():
    """A file fits a sitting, a function fits a screen."""
    long_files = [
        f"{path.relative_to(ROOT)} has {count} lines"
        for path in python_files(*APPS, "tools", "benchmarks", "tests")
        if (count := len(path.read_text(encoding="utf-8").splitlines())) > LONGEST_FILE
    ]
    long_functions = [
        f"{place(path, node.lineno)} {node.name} has {length} lines"
        for path in python_files(*APPS, "tools", "benchmarks")
        for node in functions(path)
        if (length := node.end_lineno - node.lineno + 1) > LONGEST_FUNCTION
    ]
    assert not long_files + long_functions, "\n".join(long_files + long_functions)


def test_the_applicant_files_an_application_never_a_request():
    """``request`` is Django's word for an HTTP request; ours is application, in every model name."""
    wrong = [
        f"{place(path, node.lineno)} class {node.name}"
        for path in python_files(*APPS)
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.ClassDef) and "Request" in node.name and "models" in path.parts
    ]
    assert not wrong, "\n".join(wrong)


def test_refusals_reach_their_form_by_one_way():
    """``core.web.refusals`` says them; a view with a loop of its own forgets the stamp that is used up, or a reason."""
    told = ROOT / "core" / "web" / "refusals.py"
    looped = [
        place(path, node.lineno)
        for path in python_files(*APPS)
        if path != told
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.For)
        and ast.unparse(node.iter).endswith(".reasons")
        and re.search(r"\.add_error\(|messages\.error\(", ast.unparse(node))
    ]
    assert not looped, "\n".join(looped)
