"""Programs of the portal as children of one process that has read its code: each begins at once and shares it.

Reading the portal's code costs more than a second of processor and a hundred megabytes. Five programs that each read it
for themselves pay that five times; children of one process pay it once. A child does then what ``python -m NAME …``
would do. It needs a process without threads and without open connections.
"""

import ctypes
import gc
import os
import random
import runpy
import signal
import sys
import time
import traceback
import warnings
from importlib import import_module

import django
from django.conf import settings
from django.utils.module_loading import import_string
from django.utils.translation.trans_real import translation

from tools.environment import die_with_parent

PR_SET_NAME = 15
# What the programs read when they begin, and with the addresses every page.
SHARED = (
    "disclosure_portal.celery",
    "disclosure_portal.serving",
    "disclosure_portal.urls",
    "core.tasks",
    "babel.dates",
    "celery.apps.beat",
    "celery.apps.worker",
    "celery.bin.celery",
    "celery.concurrency.thread",
    "celery.contrib.django.task",
    "celery.worker.consumer",
    "django.contrib.admin.templatetags.admin_list",
    "core.web.sessions",
    "django.contrib.staticfiles.storage",
    "django.db.models.sql.compiler",
    "gunicorn.app.wsgiapp",
    "gunicorn.glogging",
    "kombu.transport.filesystem",
    "waitress.server",
    "whitenoise.middleware",
    "whitenoise.storage",
)
KNOWN_WARNING = "You're running the worker with superuser"  # ten lines, of what people do in a container


def read_code():
    """Read the code of the portal and of its programs. A wrong setting ends the program with its sentence."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "disclosure_portal.settings")
    os.environ["CELERY_SKIP_CHECKS"] = (
        "1"  # a look that tells nobody what it found, and touches all that is shared
    )
    django.setup()
    for name in SHARED:
        import_module(name)
    for language, _name in settings.LANGUAGES:
        translation(language)
    for path in settings.MIDDLEWARE:
        import_string(path)
    gc.collect()
    gc.freeze()  # what stands now is left alone, so that the children go on sharing it


class Child:
    """A forked process, as far as a supervisor needs it; ``stdout`` is a descriptor to read from, if asked for."""

    def __init__(self, name, work, *, piped=False):
        sys.stdout.flush()
        sys.stderr.flush()
        self.name, self.returncode, self.stdout = name, None, None
        read, write = os.pipe() if piped else (None, None)
        self.pid = os.fork()
        if not self.pid:
            _be_a_child(name, work, read, write)  # never comes back
        if piped:
            os.close(write)
            os.set_blocking(read, False)
            self.stdout = read

    def poll(self):
        """The exit code, or None while it lives."""
        if self.returncode is None:
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            if pid:
                self.returncode = os.waitstatus_to_exitcode(status)
        return self.returncode

    def wait(self):
        """The exit code, once it has ended."""
        while self.poll() is None:
            time.sleep(0.05)
        return self.returncode

    def terminate(self):
        """Ask it to end."""
        if self.poll() is None:
            os.kill(self.pid, signal.SIGTERM)


def module(command):
    """Work for a child: what ``python -m NAME …`` does, given as the command line after the interpreter."""
    _flag, name, *arguments = command

    def work():
        sys.argv = [name, *arguments]
        runpy.run_module(name, run_name="__main__", alter_sys=True)

    return work


def _be_a_child(name, work, read, write):
    code = 1
    try:
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, signal.SIG_DFL)
        if write is not None:
            os.setsid()  # Ctrl-C in the terminal reaches only the supervisor
            os.close(read)
            nothing = os.open(os.devnull, os.O_RDONLY)
            for target, source in ((0, nothing), (1, write), (2, write)):
                os.dup2(source, target)
            os.close(write)
        die_with_parent()
        _call_yourself(f"portal-{name}")
        random.seed()
        warnings.filterwarnings("ignore", message=KNOWN_WARNING)
        work()
        code = 0
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else int(bool(end.code))
        if isinstance(end.code, str):
            print(end.code, file=sys.stderr)
    except KeyboardInterrupt:
        code = 130
    except BaseException:  # noqa: BLE001 whatever it is, the child must not go on as its parent
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


def _call_yourself(name):
    """What process lists show, as far as the system lets one say it."""
    try:
        ctypes.CDLL(None).prctl(PR_SET_NAME, name[:15].encode())
    except (OSError, AttributeError):
        return
