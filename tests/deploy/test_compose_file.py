"""docker-compose.yml is valid, complete, and asks for its secrets."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

pytestmark = pytest.mark.once
ROOT = Path(__file__).resolve().parent.parent.parent
COMPOSE = ROOT / "docker-compose.yml"
OURS = ("web", "worker", "letters", "beat")
OTHERS = ("postgres", "redis", "proxy")


@pytest.fixture(scope="module")
def compose():
    """The compose file as data."""
    return yaml.safe_load(COMPOSE.read_text(encoding="utf-8"))


def test_it_is_valid_against_the_schema_of_the_compose_specification():
    """The schema is the one that the Compose specification publishes."""
    command = [
        "check-jsonschema",
        "--builtin-schema",
        "vendor.compose-spec",
        "--output-format",
        "json",
        str(COMPOSE),
    ]
    program = Path(sys.executable).with_name(command[0])
    done = subprocess.run(
        [sys.executable, program, *command[1:]], capture_output=True, text=True, check=False
    )
    assert json.loads(done.stdout)["status"] == "ok", done.stdout


def test_it_has_every_part_and_each_has_a_health_check(compose):
    """Web, both workers, beat, PostgreSQL, Redis and the proxy can each say whether they are well."""
    assert set(compose["services"]) == {*OURS, *OTHERS, "prepare"}
    assert all(compose["services"][name]["healthcheck"]["test"] for name in (*OURS, *OTHERS))


def test_web_workers_and_beat_share_image_settings_and_files(compose):
    """The four differ in their command only, so none can see another portal than the others."""
    services = [compose["services"][name] for name in (*OURS, "prepare")]
    for key in ("image", "environment", "volumes", "build"):
        assert all(service[key] == services[0][key] for service in services), key


def test_they_start_when_database_and_queue_are_ready_and_migrated(compose):
    """The one-shot preparation waits for the servers; everybody else waits for the preparation."""
    services = compose["services"]
    assert services["prepare"]["depends_on"] == {
        "postgres": {"condition": "service_healthy"},
        "redis": {"condition": "service_healthy"},
    }
    for name in OURS:
        assert services[name]["depends_on"]["prepare"] == {"condition": "service_completed_successfully"}


def test_no_secret_has_a_default_or_stands_in_the_file(compose):
    """What protects people must be said by who runs the portal."""
    text = COMPOSE.read_text(encoding="utf-8")
    for name in (
        "SECRET_KEY",
        "FIELD_KEY",
        "SEAL_KEY",
        "POSTGRES_PASSWORD",
        "SITE_URL",
        "ALLOWED_HOSTS",
        "EMAIL_URL",
    ):
        uses = re.findall(rf"\$\{{{name}([^}}]*)\}}", text)
        assert uses, name
        assert all(use.startswith(":?") for use in uses), name


def test_only_the_proxy_is_open_to_the_outside(compose):
    """Nobody reaches the database, the queue or the web server but through the proxy."""
    assert [name for name, service in compose["services"].items() if "ports" in service] == ["proxy"]
    assert compose["services"]["proxy"]["networks"] == ["proxied"]
    assert all(
        "proxied" not in compose["services"][name]["networks"] for name in ("postgres", "redis", "worker")
    )


def test_the_proxy_hands_everything_to_the_web_server(compose):
    """The Caddyfile that is mounted speaks of the service and port that the compose file has."""
    caddyfile = (ROOT / "deploy" / "Caddyfile").read_text(encoding="utf-8")
    port = compose["services"]["web"]["environment"]["PORT"]
    assert f"reverse_proxy web:{port}" in caddyfile
    assert "./deploy/Caddyfile:/etc/caddy/Caddyfile:ro" in compose["services"]["proxy"]["volumes"]


def test_the_image_holds_everything_the_commands_need():
    """Nothing that a container runs is kept out of the image by .dockerignore."""
    ignored = set((ROOT / ".dockerignore").read_text().split())
    needed = {
        "tools",
        "manage.py",
        "disclosure_portal",
        "locale",
        "regimes",
        "static",
        "templates",
        "requirements.txt",
    }
    assert not needed & ignored
    assert {".env", ".git"} <= ignored


def test_the_script_of_continuous_integration_can_be_run():
    """.ci/run is a program, and bash understands it."""
    script = ROOT / ".ci" / "run"
    assert os.access(script, os.X_OK)
    assert subprocess.run(["bash", "-n", script], check=False).returncode == 0
