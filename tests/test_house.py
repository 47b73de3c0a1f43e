"""The house is in order: migrations, lint, words, templates, settings and documents agree with the code."""

import ast
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import polib
import pytest

pytestmark = pytest.mark.once
ROOT = Path(__file__).resolve().parent.parent
APPS = ("core", "catalog", "requests_app", "review", "supervision", "archive", "disclosure_portal")
PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]|\{(\w+)\}")
PRODUCTION = {
    "EMBEDDED": "false",
    "SECRET_KEY": "a-secret-only-for-this-test-0123456789-abcdefghijklmnopqrstuvwxyz",
    "FIELD_KEY": "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=",
    "SEAL_KEY": "ZmVkY2JhOTg3NjU0MzIxMGZlZGNiYTk4NzY1NDMyMTA=",
    "SITE_URL": "https://open.example.gov.cn",
    "ALLOWED_HOSTS": "open.example.gov.cn",
    "EMAIL_URL": "smtp://mail.example.gov.cn:25",
    "MAIL_FROM": "open@example.gov.cn",
    "DATABASE_URL": "postgres://portal:password@127.0.0.1:9/portal",
    "REDIS_URL": "redis://127.0.0.1:9/0",
}
TAG = re.compile(r"<[a-zA-Z][^<>]*>", re.DOTALL)
INLINE = [
    re.compile(r"\s(style|on[a-z]+)\s*=", re.IGNORECASE),
    re.compile(r"javascript:", re.IGNORECASE),
    re.compile(r"<style", re.IGNORECASE),
    re.compile(r"<script(?![^>]*(\ssrc=|json))", re.IGNORECASE),  # data blocks of JSON are no scripts
]


def run(*command, **environment):
    """Run a program in the repository and return what it did, with both outputs in one text."""
    return subprocess.run(
        [sys.executable, *command],
        cwd=ROOT,
        env={**os.environ, **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )


def templates():
    """All templates of pages; those of PDF files bring their styles along, no browser sees them."""
    found = [path for folder in ("templates", *APPS) for path in (ROOT / folder).rglob("*.html")]
    return [path for path in found if "pdf" not in path.parts]


def sources():
    """All Python files of the apps."""
    return [path for app in APPS for path in (ROOT / app).rglob("*.py")]


def settings_read(*files):
    """The names of all environment variables that ``files`` read."""
    names = set()
    for name in files:
        for node in ast.walk(ast.parse((ROOT / name).read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute) or not node.args:
                continue
            reader = ast.unparse(node.func.value)
            first = node.args[0]
            if reader in ("env", "os.environ") and isinstance(first, ast.Constant):
                names.add(first.value)
    return names


def test_models_and_migrations_agree():
    """Nobody changed a model without writing its migration."""
    done = run("manage.py", "makemigrations", "--check", "--dry-run")
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("command", [["check"], ["format", "--check"]], ids=["lint", "format"])
def test_ruff_is_content(command):
    """The code is linted and formatted."""
    done = run("-m", "ruff", *command, ".")
    assert done.returncode == 0, done.stdout[-4000:]


def test_production_settings_pass_the_deployment_checks(tmp_path):
    """With the settings of a production portal Django's own checks and ours find nothing to warn of."""
    done = run(
        *["manage.py", "check", "--deploy", "--fail-level", "WARNING"],
        **{**PRODUCTION, "DATA_DIR": str(tmp_path)},
    )
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("missing", ["SECRET_KEY", "FIELD_KEY", "SEAL_KEY"])
def test_production_does_not_start_without_its_secrets(missing, tmp_path):
    """A production portal never makes up a secret by itself."""
    done = run("manage.py", "check", **{**PRODUCTION, "DATA_DIR": str(tmp_path), missing: ""})
    assert done.returncode == 1
    assert missing in done.stdout
    assert "Traceback" not in done.stdout


@pytest.mark.skipif(not shutil.which("xgettext"), reason="gettext is not installed: apt-get install gettext")
@pytest.mark.parametrize("language", ["zh_Hans", "en"])
def test_the_catalogues_hold_every_word_of_the_sources(language, tmp_path):
    """Collecting the words anew finds none that the catalogue lacks, and none that nobody uses any more."""
    compiled = shutil.ignore_patterns("__pycache__", "*.mo")
    for folder in (*APPS, "templates", "locale"):
        shutil.copytree(ROOT / folder, tmp_path / folder, ignore=compiled)
    collect = ["-m", "django", "makemessages", "--locale", language, "--no-location", "--no-wrap"]
    done = subprocess.run(
        [sys.executable, *collect, "--no-obsolete", "--extension", "html,txt,py,xml"],
        cwd=tmp_path,
        env={name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    kept = {(entry.msgctxt, entry.msgid) for entry in catalogue(ROOT, language) if not entry.obsolete}
    fresh = {(entry.msgctxt, entry.msgid) for entry in catalogue(tmp_path, language) if not entry.obsolete}
    missing, unused = fresh - kept, kept - fresh
    assert not missing, "these words are not in the catalogue: run make messages"
    assert not unused, "these words are used nowhere any more: run make messages"


@pytest.mark.parametrize("language", ["zh_Hans", "en"])
def test_every_word_is_translated(language):
    """Both catalogues are complete, nothing is guessed, and no placeholder is lost or made up."""
    wrong = []
    for entry in catalogue(ROOT, language):
        texts = list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]
        if not all(texts) or entry.fuzzy:
            wrong.append(f"{entry.msgid!r} is not translated")
        allowed = placeholders(entry.msgid) | placeholders(entry.msgid_plural or "")
        wrong += [f"{text!r} does not fit {entry.msgid!r}" for text in texts if placeholders(text) - allowed]
        if entry.msgstr and placeholders(entry.msgid) - placeholders(entry.msgstr):
            wrong.append(f"{entry.msgstr!r} loses a value of {entry.msgid!r}")
        if entry.msgid_plural and placeholders(entry.msgid_plural) - placeholders(texts[-1]):
            wrong.append(f"{texts[-1]!r} stands for every number and loses a value of {entry.msgid_plural!r}")
    assert not wrong, "\n".join(wrong)


def catalogue(root, language):
    """The catalogue of a language below ``root``."""
    return polib.pofile(str(root / "locale" / language / "LC_MESSAGES" / "django.po"))


def placeholders(text):
    """The names of the values that a text takes."""
    return {name for pair in PLACEHOLDER.findall(text) for name in pair if name}


def test_templates_hold_no_inline_style_or_script():
    """The content security policy forbids them, so they would silently do nothing."""
    wrong = [
        f"{path.relative_to(ROOT)}: {tag[:80]}"
        for path in templates()
        for tag in TAG.findall(path.read_text(encoding="utf-8"))
        if any(sign.search(tag) for sign in INLINE)
    ]
    assert not wrong, "\n".join(wrong)


def test_translated_blocks_are_trimmed():
    """An untrimmed block puts the indentation of the template into the catalogue."""
    blocks = re.compile(r"{%\s*blocktrans(?:late)?\b(?![^%]*\btrimmed\b)[^%]*%}")
    found = {path.relative_to(ROOT): blocks.findall(path.read_text(encoding="utf-8")) for path in templates()}
    assert not {path: untrimmed for path, untrimmed in found.items() if untrimmed}


def test_translated_texts_name_their_values():
    """No f-string and no formatting inside gettext: a translator could neither find nor move the value."""
    callers = {"_", "gettext", "gettext_lazy", "ngettext", "ngettext_lazy", "pgettext", "pgettext_lazy"}
    wrong = [
        f"{path.relative_to(ROOT)}:{call.lineno}"
        for path in sources()
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(call, ast.Call)
        and getattr(call.func, "id", getattr(call.func, "attr", "")) in callers
        and any(map(has_unnamed_value, call.args))
    ]
    assert not wrong, "\n".join(wrong)


def has_unnamed_value(text):
    """Whether a text is put together before it is translated, or takes a value without a name."""
    if isinstance(text, ast.Constant):
        return "%s" in str(text.value) or "%d" in str(text.value)
    return isinstance(text, ast.JoinedStr | ast.BinOp)


def test_the_example_environment_explains_every_setting():
    """.env.example names each variable that settings and tools read, and none that nobody reads."""
    explained = set(re.findall(r"^#? ?([A-Z][A-Z_]+)=", (ROOT / ".env.example").read_text(), re.MULTILINE))
    read = settings_read("disclosure_portal/settings.py", "tools/environment.py", "tools/serve.py")
    in_compose = set(re.findall(r"\$\{([A-Z_]+)", (ROOT / "docker-compose.yml").read_text()))
    assert not (read | in_compose) - explained - {"CHROMIUM"}, "not explained"
    assert not explained - read - in_compose, "read by nobody"


def test_the_readme_names_only_commands_that_exist():
    """Each ``make …`` and ``manage.py …`` of the README can really be typed."""
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    commands = {path.stem for app in APPS for path in (ROOT / app / "management/commands").glob("[a-z]*.py")}
    django = {"migrate", "check", "createsuperuser", "shell", "makemigrations", "collectstatic", "runserver"}
    assert set(re.findall(r"(?:^|`)make ([a-z]+)", readme, re.MULTILINE)) <= targets
    assert set(re.findall(r"manage\.py ([a-z_]+)", readme)) <= commands | django
    assert {"run", "test"} <= set(re.findall(r"make ([a-z]+)", readme))


def test_nothing_is_left_for_later():
    """No unfinished business in the code."""
    marks = re.compile(r"\b(TODO|FIXME|XXX|HACK)\b")
    texts = {path: path.read_text(encoding="utf-8") for path in [*sources(), *templates()]}
    assert not [path.relative_to(ROOT) for path, text in texts.items() if marks.search(text)]


def surely_something(node):
    """Whether what a loop goes through is written out, so that it cannot be empty unseen."""
    if isinstance(node, ast.Tuple | ast.List | ast.Set):
        return any(not isinstance(one, ast.Starred) for one in node.elts)
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
        pure = node.func.id in ("enumerate", "zip", "reversed", "sorted")
        return node.func.id == "range" or (pure and all(map(surely_something, node.args)))
    if isinstance(node, ast.Attribute):  # the values of an enumeration
        return node.attr in ("values", "choices") and isinstance(node.value, ast.Attribute)
    return isinstance(node, ast.Name) and node.id[0].isupper()


def asserts(node):
    """Whether ``node`` holds an assertion or expects an exception."""
    return any(
        isinstance(one, ast.Assert)
        or (isinstance(one, ast.With) and "raises" in ast.unparse(one.items[0].context_expr))
        for one in ast.walk(node)
    )


def loops_that_may_say_nothing(function):
    """The loops of a test that asserts nowhere else, over what could be empty."""
    if any(asserts(one) for one in function.body if not isinstance(one, ast.For)):
        return []
    loops = [one for one in function.body if isinstance(one, ast.For) and asserts(one)]
    return [one for one in loops if not surely_something(one.iter)]


def test_a_loop_of_assertions_has_something_to_go_through():
    """A test whose assertions all stand in a loop says first that there is something to loop over."""
    wrong = [
        f"{path.relative_to(ROOT)}:{loop.lineno}"
        for path in sorted((ROOT / "tests").rglob("test_*.py"))
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")
        for loop in loops_that_may_say_nothing(node)
    ]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("for one in things():\n        assert one", 1),
        ("assert things\n    for one in things:\n        assert one", 0),
        ("for one in (1, 2):\n        assert one", 0),
        ("for one in [*things]:\n        assert one", 1),
        ("for one in sorted(things):\n        assert one", 1),
    ],
)
def test_the_search_for_empty_loops_finds_them(source, found):
    """The test above would see a loop over nothing."""
    function = ast.parse(f"def test_it():\n    {source}\n").body[0]
    assert len(loops_that_may_say_nothing(function)) == found
