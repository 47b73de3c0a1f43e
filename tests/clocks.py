"""What reads the machine's clock in a syntax tree: refused below the pages; it marks the tests that depend on a day."""

import ast
from functools import cache
from pathlib import Path

# Names that tell the time wherever they stand, and those that do so when nothing is given to them.
CLOCKS = {
    ("timezone", "now"),
    ("date", "today"),
    ("datetime", "now"),
    ("datetime", "today"),
    ("datetime", "utcnow"),
    ("time", "time"),
    ("time", "time_ns"),
    ("time", "localtime"),
    ("time", "gmtime"),
    ("functions", "Now"),
}
CLOCKS_WITHOUT_ARGUMENT = {"localdate", "localtime"}
IMPORTED_CLOCKS = {"django.utils.timezone": {"now"}, "time": {"time"}, "django.db.models.functions": {"Now"}}


def asks_the_clock(node: ast.AST) -> bool:
    """Whether a node of a syntax tree reads the machine's clock, or lets something read it."""
    if isinstance(node, ast.Attribute):
        owner = node.value.attr if isinstance(node.value, ast.Attribute) else getattr(node.value, "id", "")
        return (owner, node.attr) in CLOCKS
    if isinstance(node, ast.ImportFrom):
        return any(one.name in IMPORTED_CLOCKS.get(node.module, ()) for one in node.names)
    if isinstance(node, ast.keyword):
        return node.arg in ("auto_now", "auto_now_add")
    if not isinstance(node, ast.Call):
        return False
    name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
    return name in CLOCKS_WITHOUT_ARGUMENT and not node.args and not node.keywords


@cache
def dependent_on_the_day(path: Path) -> frozenset[str]:
    """The functions of a file of tests that ask the machine what day it is, by themselves or through others there."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    functions = {node.name: node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}
    uses = {
        name: {one.id for one in ast.walk(node) if isinstance(one, ast.Name)}
        | {one.arg for one in ast.walk(node) if isinstance(one, ast.arg)}
        for name, node in functions.items()
    }
    found: set[str] = set()
    more = {name for name, node in functions.items() if any(map(asks_the_clock, ast.walk(node)))}
    while more:
        found |= more
        more = {name for name in uses if uses[name] & found} - found
    return frozenset(found)
