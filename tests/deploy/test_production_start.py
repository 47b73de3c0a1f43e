"""Production starts only when it is one: every setting reaches every process, and one that cannot be right ends all."""

import configparser
import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from disclosure_portal import production
from tests.deploy.portal import OPERATOR, VARIABLE
from tools.environment import free_port

pytestmark = pytest.mark.once
ROOT = Path(__file__).resolve().parent.parent.parent
UNITS = ROOT / "deploy" / "systemd"
GOOD = {
    "EMBEDDED": "false",
    **{
        name: OPERATOR[name]
        for name in ("SECRET_KEY", "FIELD_KEY", "SEAL_KEY", "SITE_URL", "ALLOWED_HOSTS", "MAIL_FROM")
    },
    "EMAIL_URL": "smtp://mail.example.gov.cn:25",
    "DATABASE_URL": "postgres://portal:password@127.0.0.1:9/portal",
    "REDIS_URL": "redis://127.0.0.1:9/0",
}
READ = {
    "SECRET_KEY": GOOD["SECRET_KEY"],
    "FIELD_KEY": GOOD["FIELD_KEY"],
    "SEAL_KEY": GOOD["SEAL_KEY"],
    "SITE_URL": GOOD["SITE_URL"],
    "ALLOWED_HOSTS": ["open.example.gov.cn", "127.0.0.1"],
    "DEFAULT_FROM_EMAIL": GOOD["MAIL_FROM"],
    "CLAMAV_ADDRESS": "",
    "MAILBOX_URL": "",
}
COMMANDS = {
    "web": ["-m", "gunicorn", "disclosure_portal.wsgi", "--bind=127.0.0.1:0"],
    "worker": ["-m", "celery", "--app=disclosure_portal", "worker", "--concurrency=1"],
    "beat": ["-m", "celery", "--app=disclosure_portal", "beat", "--pidfile="],
    "check": ["manage.py", "check", "--deploy"],
}
# What `make run` alone reads, and what stands in compose by itself: said of each why no operator sets it there.
NOT_OF_COMPOSE = {"BIND_ADDRESS", "DEMO_AGENCIES", "DEBUG"}
FIXED_BY_COMPOSE = {"EMBEDDED", "DATA_DIR", "PORT", "DATABASE_URL", "REDIS_URL"}


def start(folder, command, **environment):
    """Run a program of the portal with nothing but these settings."""
    given = {"PATH": os.environ["PATH"], "HOME": str(folder), "DATA_DIR": str(folder), **environment}
    return subprocess.run(
        [sys.executable, *command], cwd=ROOT, env=given, capture_output=True, text=True, timeout=120, check=False
    )  # fmt: skip


@pytest.mark.parametrize("name", production.NEEDED)
def test_what_is_missing_is_said_in_one_sentence(name):
    given = {one: value for one, value in GOOD.items() if one != name}
    with pytest.raises(SystemExit, match=rf"^{name} is missing: [^.]+\.$"):
        production.refuse(given, READ)
    production.refuse(GOOD, READ)


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("SECRET_KEY", "a" * 80, "SECRET_KEY"),
        ("SECRET_KEY", "short-0123456789", "SECRET_KEY"),
        ("SECRET_KEY", "django-insecure-0123456789abcdefghijklmnopqrstuvwxyz-0123456789", "SECRET_KEY"),
        ("FIELD_KEY", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=", "FIELD_KEY"),
        ("FIELD_KEY", f"{GOOD['FIELD_KEY']},AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=", "FIELD_KEY"),
        ("SEAL_KEY", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=", "SEAL_KEY"),
        ("SEAL_KEY", GOOD["FIELD_KEY"], "SEAL_KEY"),
        ("SECRET_KEY", "changeme" * 8, "SECRET_KEY"),
        ("SECRET_KEY", "please-change-me-" * 4, "SECRET_KEY"),
        ("DEBUG", True, "DEBUG"),
        (
            "DATABASES",
            {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}},
            "DATABASE_URL",
        ),
        ("DATABASES", {"default": {"ENGINE": "core.sqlite3", "NAME": "/srv/portal.sqlite3"}}, "DATABASE_URL"),
        ("DATABASES", {"default": {"ENGINE": "core.postgresql", "NAME": "", "HOST": ""}}, "DATABASE_URL"),
        ("REDIS_URL", "redis://", "REDIS_URL"),
        ("REDIS_URL", "redis://h:abc/0", "REDIS_URL"),
        ("REDIS_URL", "unix://", "REDIS_URL"),
        ("SITE_URL", "https://open.example.gov.cn:abc", "SITE_URL"),
        ("SITE_URL", "https://open.example.gov.cn/portal", "SITE_URL"),
        ("SITE_URL", "https://u@open.example.gov.cn", "SITE_URL"),
        ("SITE_URL", "https://127.0.0.2", "SITE_URL"),
        ("ALLOWED_HOSTS", [".cn"], "ALLOWED_HOSTS"),
        ("SITE_URL", "http://open.example.gov.cn", "SITE_URL"),
        ("SITE_URL", "https://127.0.0.1", "SITE_URL"),
        ("SITE_URL", "https://localhost:8000", "SITE_URL"),
        ("ALLOWED_HOSTS", ["*"], "ALLOWED_HOSTS"),
        ("ALLOWED_HOSTS", ["other.example.gov.cn"], "ALLOWED_HOSTS"),
        ("DEFAULT_FROM_EMAIL", "portal@localhost", "MAIL_FROM"),
        ("DEFAULT_FROM_EMAIL", "公开办", "MAIL_FROM"),
        ("CLAMAV_ADDRESS", "clamav", "CLAMAV_ADDRESS"),
        ("CLAMAV_ADDRESS", "clamav:many", "CLAMAV_ADDRESS"),
        ("MAILBOX_URL", "imaps://mail.example.gov.cn/INBOX", "MAILBOX_URL"),
        ("MAILBOX_URL", "imaps://u:p@mail.example.gov.cn:x/INBOX?agency=a", "MAILBOX_URL"),
    ],
)
def test_what_cannot_be_right_is_said_in_one_sentence_without_secrets(name, value, said):
    found = list(production.faults({**READ, name: value}))
    assert len(found) == 1
    assert found[0].startswith(said) and found[0].endswith(".")
    if said in ("SECRET_KEY", "FIELD_KEY", "SEAL_KEY", "MAILBOX_URL"):
        assert str(value) not in found[0]


def test_what_is_right_is_taken():
    good = {
        "CLAMAV_ADDRESS": "clamav:3310",
        "MAILBOX_URL": "imaps://open%40example.gov.cn:p@mail.example.gov.cn/INBOX?agency=a",
        "DEFAULT_FROM_EMAIL": "公开办 <open@example.gov.cn>",
    }
    assert not list(production.faults({**READ, **good}))
    assert not list(production.faults({**READ, "CLAMAV_ADDRESS": "/run/clamav/clamd.ctl"}))


@pytest.mark.parametrize("who", COMMANDS)
def test_every_process_ends_with_the_sentence(who, tmp_path):
    """The web server too: it does not start its failing worker for ever."""
    given = {**GOOD, "REDIS_URL": ""}
    done = start(tmp_path, COMMANDS[who], **given)
    assert done.returncode not in (0, None)
    said = done.stdout + done.stderr
    assert said.count("REDIS_URL is missing") == 1, said
    assert "Traceback" not in said


def test_one_file_is_no_database_of_production(tmp_path):
    """Said in so many words it is refused as it is without a word: one sentence, and no file is made."""
    done = start(
        tmp_path, COMMANDS["check"], **{**GOOD, "DATABASE_URL": f"sqlite:///{tmp_path}/portal.sqlite3"}
    )
    assert done.returncode == 1 and done.stderr.startswith("DATABASE_URL cannot be used"), done.stderr
    assert not (tmp_path / "portal.sqlite3").exists()


@pytest.mark.parametrize("command", [["manage.py", "demo"], ["-m", "tools.prepare"]])
def test_no_demo_is_built_in_production(command, tmp_path):
    done = start(tmp_path, command, **GOOD)
    assert done.returncode == 1
    assert "invented people" in done.stderr, done.stderr
    assert "Traceback" not in done.stderr


def documented():
    """The names of all settings that .env.example explains."""
    return set(re.findall(r"^# ([A-Z_]+)=", (ROOT / ".env.example").read_text(), flags=re.MULTILINE))


def test_every_documented_setting_reaches_every_process_of_compose():
    services = yaml.safe_load((ROOT / "docker-compose.yml").read_text())["services"]
    ours = [name for name in services if services[name].get("image", "").startswith("disclosure-portal")]
    assert {"prepare", "web", "worker", "letters", "beat"} <= set(ours)
    for name in documented() - NOT_OF_COMPOSE - FIXED_BY_COMPOSE:
        for service in ours:
            reached = [VARIABLE.sub(lambda m, name=name: "given" if m[1] == name else "", value)
                       for value in services[service]["environment"].values()]  # fmt: skip
            assert any("given" in value for value in reached), f"{name} does not reach {service}"
    for service in ours:
        assert set(services[service]["environment"]) >= FIXED_BY_COMPOSE


def test_every_setting_of_compose_is_documented():
    services = yaml.safe_load((ROOT / "docker-compose.yml").read_text())["services"]
    assert set(services["web"]["environment"]) <= documented()


def test_the_proxies_take_a_form_whole_and_do_not_wait_for_ever():
    caddy = (ROOT / "deploy" / "Caddyfile").read_text()
    for word in (r"request_buffers \d+MB", r"read_header \d+s", r"read_body \d+m", r"idle \d+m"):
        assert re.search(word, caddy), word
    assert caddy.count("{") == caddy.count("}")
    nginx = (ROOT / "deploy" / "nginx.conf").read_text()
    for word in ("proxy_request_buffering on;", "client_body_timeout ", "client_header_timeout ",
                 "X-Forwarded-For $proxy_add_x_forwarded_for;", "X-Forwarded-Proto https;"):  # fmt: skip
        assert word in nginx, word
    assert nginx.count("{") == nginx.count("}")


def units():
    """The unit files by name."""
    read = {}
    for path in sorted(UNITS.glob("*.service")):
        parser = configparser.RawConfigParser(strict=False, interpolation=None)
        parser.optionxform = str
        parser.read_string(path.read_text())
        read[path.stem.removeprefix("disclosure-portal-")] = (parser, path.read_text())
    return read


def test_the_unit_files_keep_the_same_programs_as_compose_running():
    services = yaml.safe_load((ROOT / "docker-compose.yml").read_text())["services"]
    assert set(units()) == {"web", "worker", "letters", "beat"}
    for name, (unit, text) in units().items():
        assert unit["Service"]["Restart"] == "always"
        assert unit["Unit"]["StartLimitIntervalSec"] == "0"
        assert unit["Service"]["WorkingDirectory"] == "/srv/portal"
        assert "Environment=EMBEDDED=false" in text
        assert "EnvironmentFile" not in text  # the portal reads .env itself, everywhere in the same way
        python, *command = shlex.split(unit["Service"]["ExecStart"].replace("%%", "%"))
        assert python == "/srv/portal/.venv/bin/python"
        own = services[name]["command"][1:]
        assert [word for word in command if not word.startswith("--bind=")] == own
    assert "--bind=127.0.0.1:8000" in units()["web"][1]


@pytest.mark.parametrize("name", ["web", "worker", "letters", "beat"])
def test_the_command_of_a_unit_file_starts_and_reads_env(name, tmp_path):
    """Each reads the .env of its folder: a setting that is wrong there ends each with the same sentence."""
    unit, _text = units()[name]
    command = shlex.split(unit["Service"]["ExecStart"].replace("%%", "%"))[1:]
    command = [word.replace("127.0.0.1:8000", f"127.0.0.1:{free_port()}") for word in command]
    shutil.copytree(ROOT / "disclosure_portal", tmp_path / "disclosure_portal")
    shutil.copy(ROOT / "gunicorn.conf.py", tmp_path)
    for part in (
        "core",
        "catalog",
        "requests_app",
        "review",
        "supervision",
        "archive",
        "templates",
        "locale",
    ):
        (tmp_path / part).symlink_to(ROOT / part)
    lines = {**GOOD, "MAIL_FROM": "portal@localhost"}
    del lines["EMBEDDED"]
    (tmp_path / ".env").write_text("".join(f"{key}={value}\n" for key, value in lines.items()))
    done = subprocess.run(
        [sys.executable, *command], cwd=tmp_path, capture_output=True, text=True, timeout=120, check=False,
        env={"PATH": os.environ["PATH"], "HOME": str(tmp_path), "EMBEDDED": "false", "DATA_DIR": str(tmp_path)},
    )  # fmt: skip
    assert done.returncode not in (0, None)
    assert (done.stdout + done.stderr).count("MAIL_FROM='portal@localhost' cannot be used") == 1
