"""Make the virtual environment and keep it equal to the pinned requirements.

Runs on the machine's own Python with nothing installed, so it uses the standard library only.
"""

import argparse
import hashlib
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
VENV_PYTHON = VENV / "bin" / "python"
STAMP = VENV / "installed.json"
OLDEST = (3, 11)
NEWER_NAMES = ("python3.14", "python3.13", "python3.12", "python3.11")
FILES = {
    "run": ("requirements.txt",),
    "dev": ("requirements.txt", "requirements-dev.txt"),
}


def main(argv=None):
    """Bring ``.venv`` up to date. Return 0, or say in one sentence what is missing and return 1."""
    parser = argparse.ArgumentParser(prog="python -m tools.setup", description=__doc__.splitlines()[0])
    parser.add_argument("--dev", action="store_true", help="also install what the tests need")
    kind = "dev" if parser.parse_args(argv).dev else "run"
    try:
        ensure_environment(kind)
    except SetupError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


class SetupError(Exception):
    """The environment cannot be made; the message tells the person what to do."""


def ensure_environment(kind):
    """Make or renew ``.venv`` for ``kind`` ("run" or "dev") when its requirements have changed."""
    if is_current(kind):
        return
    if not venv_works():
        make_venv(find_python())
    print("Installing the pinned packages …", flush=True)
    name = FILES[kind][-1]
    pip = [VENV_PYTHON, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-input"]
    if subprocess.run([*pip, "--requirement", name], cwd=ROOT, check=False).returncode:
        raise SetupError(
            f"The packages of {name} could not be installed; the lines above say why. "
            "Is the package index reachable from this machine?"
        )
    installed = read_stamp()
    for done, files in FILES.items():
        if set(files) <= set(FILES[kind]):
            installed[done] = fingerprint(files)
    STAMP.write_text(json.dumps(installed, indent=1))


def is_current(kind):
    """Whether ``.venv`` works and holds exactly what the files of ``kind`` ask for."""
    return read_stamp().get(kind) == fingerprint(FILES[kind]) and venv_works()


def fingerprint(names):
    """The SHA-256 of the requirement files ``names``, as hexadecimal digits."""
    digest = hashlib.sha256()
    for name in names:
        digest.update((ROOT / name).read_bytes())
    return digest.hexdigest()


def read_stamp():
    """What has been installed, by kind; empty when that is not known."""
    try:
        return json.loads(STAMP.read_text())
    except (OSError, ValueError):
        return {}


def venv_works():
    """Whether the environment's Python starts, is new enough and has pip."""
    probe = f"import sys, pip; sys.exit(sys.version_info < {OLDEST!r})"
    try:
        return (
            subprocess.run([VENV_PYTHON, "-c", probe], stderr=subprocess.DEVNULL, check=False).returncode == 0
        )
    except OSError:
        return False


def find_python():
    """The first interpreter that is new enough: the one running now, else a newer one on PATH."""
    if sys.version_info >= OLDEST:
        return sys.executable
    for name in NEWER_NAMES:
        found = shutil.which(name)
        if found:
            return found
    raise SetupError("Python {}.{} or newer is needed; this is {}.{}.".format(*OLDEST, *sys.version_info[:2]))


def make_venv(python):
    """Create ``.venv`` with ``python``; install Debian's venv package first when that is what is missing."""
    print("Making the virtual environment .venv …", flush=True)
    shutil.rmtree(VENV, ignore_errors=True)
    probe = subprocess.run([python, "-c", "import ensurepip, venv"], capture_output=True, check=False)
    if probe.returncode and not apt_install("python3-venv"):
        raise SetupError(f"Python's venv module is missing. Please type: {apt_line('python3-venv')}")
    if subprocess.run([python, "-m", "venv", VENV], check=False).returncode:
        raise SetupError(f"The virtual environment could not be made in {VENV}.")


def apt_install(*packages):
    """Install Debian packages when this user may do so without a password. Return whether it worked."""
    if not shutil.which("apt-get"):
        return False
    prefix = [] if os.geteuid() == 0 else ["sudo", "-n"]
    if prefix and not (shutil.which("sudo") and _succeeds(["sudo", "-n", "true"])):
        return False
    print(f"Installing {' '.join(packages)} with apt-get …", flush=True)
    apt = [*prefix, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "--quiet=2"]
    install = [*apt, "install", "--yes", "--no-install-recommends", *packages]
    return _succeeds(install) or (_succeeds([*apt, "update"]) and _succeeds(install))


def apt_line(*packages):
    """The command for a person to type when the packages could not be installed for them."""
    return f"sudo apt-get install --no-install-recommends {' '.join(packages)}"


def _succeeds(command):
    quiet = {"stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    return subprocess.run(command, check=False, **quiet).returncode == 0


if __name__ == "__main__":
    sys.exit(main())
