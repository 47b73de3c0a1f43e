"""``make messages``: collect the words of the sources into locale/, keep the translations, name what is missing."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import polib

from tools.environment import ROOT
from tools.setup import apt_line

FORMS = {"zh_Hans": "nplurals=1; plural=0;", "en": "nplurals=2; plural=(n != 1);"}
NOT_OURS = (".venv", "var", "node_modules", "staticfiles", "tests", "benchmarks", "tools")
WIDTH = 110


def main():
    """Collect, tidy and compile both catalogues. Return 1 while a translation is missing."""
    if not shutil.which("xgettext"):
        print(f"gettext is missing. Please type: {apt_line('gettext')}", file=sys.stderr)
        return 1
    collect()
    missing = [entry.msgid for language in FORMS for entry in tidy(language)]
    subprocess.run([sys.executable, "manage.py", "compile_catalogues"], cwd=ROOT, check=True)
    for msgid in missing:
        print(f"not translated: {msgid!r}")
    return 1 if missing else 0


def collect():
    """Let Django's makemessages read the sources; places and line breaks are left out, they only make noise."""
    (ROOT / "locale").mkdir(exist_ok=True)
    command = [sys.executable, "-m", "django", "makemessages", "--no-location", "--no-wrap", "--no-obsolete"]
    for language in FORMS:
        command += ["--locale", language]
    for folder in NOT_OURS:
        command += ["--ignore", folder]
    settings = {"DJANGO_SETTINGS_MODULE": "disclosure_portal.settings", "PYTHONPATH": str(ROOT)}
    subprocess.run(
        [*command, "--extension", "html,txt,py,xml"], cwd=ROOT, env={**os.environ, **settings}, check=True
    )


def tidy(language):
    """Bring one catalogue into its kept form. Return its entries that lack a translation.

    English says what the sources say. Guesses that makemessages took from similar words are thrown away.
    """
    path = catalogue_path(language)
    words = polib.pofile(str(path), wrapwidth=WIDTH)
    words.header = ""
    words.metadata = {
        "Project-Id-Version": "disclosure-portal",
        "Language": language,
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
        "Plural-Forms": FORMS[language],
    }
    words.metadata_is_fuzzy = []
    for entry in words:
        entry.previous_msgid = entry.previous_msgid_plural = entry.previous_msgctxt = None
        if entry.fuzzy:
            entry.flags.remove("fuzzy")
            entry.msgstr, entry.msgstr_plural = "", dict.fromkeys(entry.msgstr_plural, "")
        if language == "en":
            say_as_the_source(entry)
    words.sort(key=lambda entry: (entry.msgid.lower(), entry.msgid, entry.msgctxt or ""))
    words.save(str(path))
    return [entry for entry in words if not is_translated(entry)]


def say_as_the_source(entry):
    """Give an entry its own words as translation."""
    if entry.msgid_plural:
        entry.msgstr_plural = {0: entry.msgid, 1: entry.msgid_plural}
    else:
        entry.msgstr = entry.msgid


def is_translated(entry):
    """Whether an entry has all its texts."""
    return all(entry.msgstr_plural.values()) if entry.msgid_plural else bool(entry.msgstr)


def catalogue_path(language):
    """Where the catalogue of a language lies."""
    return Path(ROOT, "locale", language, "LC_MESSAGES", "django.po")


if __name__ == "__main__":
    sys.exit(main())
