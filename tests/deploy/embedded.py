"""An embedded portal on SQLite as processes, and people at browsers who use it from outside."""

import http.cookiejar
import os
import signal
import sqlite3
import subprocess
import sys
import urllib.error
import urllib.parse
import urllib.request
from contextlib import closing

from django.http import HttpResponse

from tests.deploy.portal import ROOT
from tests.flows.pages import Visitor
from tools import serve
from tools.environment import die_with_parent, free_port


class Embedded:
    """``make run`` without its supervisor: the same programs, a folder and a port of its own, few demo agencies."""

    def __init__(self, folder, *, email_url, agencies="quality"):
        self.folder, self.port, self.running = folder, free_port(), {}
        self.database = folder / "db.sqlite3"
        own = {"DATA_DIR": str(folder), "PORT": str(self.port), "DATABASE_URL": "", "REDIS_URL": ""}
        own |= {
            "DEMO_AGENCIES": agencies,
            "EMAIL_URL": email_url,
            "PROXY_HOPS": "1",
            "FORM_LEAST_SECONDS": "0",
        }
        self.environment = {**os.environ, **own}

    def __enter__(self):
        self.told = self._run("-m", "tools.prepare")
        return self

    def __exit__(self, *exc_info):
        for process in self.running.values():
            process.terminate()
        for process in self.running.values():
            try:
                process.wait(timeout=20)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()

    def start(self, *names):
        """Start some of web, worker, letters and beat."""
        for name, command in serve.programs("127.0.0.1", self.port).items():
            if name not in names:
                continue
            with (self.folder / f"{name}.log").open("w") as log:
                self.running[name] = subprocess.Popen(
                    command,
                    cwd=ROOT,
                    env={**self.environment, "PYTHONWARNINGS": serve.KNOWN_WARNINGS},
                    stdin=subprocess.DEVNULL,
                    stdout=log,
                    stderr=subprocess.STDOUT,
                    start_new_session=True,
                    preexec_fn=die_with_parent,
                )

    def shell(self, code):
        """Run a few lines in the portal's own shell. Returns what they print."""
        return self._run("manage.py", "shell", "--verbosity=0", "--command", code)

    def _run(self, *command):
        done = subprocess.run(
            [sys.executable, *command],
            cwd=ROOT,
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=400,
            check=False,
        )
        assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]
        return done.stdout.strip()

    def rows(self, statement, *values):
        """What a query gives, read beside the portal."""
        with closing(sqlite3.connect(f"file:{self.database}?mode=ro", uri=True, timeout=30)) as connection:
            return connection.execute(statement, values).fetchall()

    def log(self):
        """All that the programs have written."""
        return "".join(path.read_text(errors="replace") for path in sorted(self.folder.glob("*.log")))


class Browser:
    """As much of Django's test client as ``Visitor`` needs, over the network, with cookies."""

    def __init__(self, site, address):
        self.site, self.address = site, address
        self.cookies = http.cookiejar.CookieJar()

    def get(self, url):
        """The page at ``url``; redirects are left to the visitor."""
        return self._ask(url, None)

    def post(self, url, values):
        """Send a form as a browser does."""
        return self._ask(url, urllib.parse.urlencode(values, doseq=True).encode())

    def _ask(self, url, body):
        cookies = urllib.request.HTTPCookieProcessor(self.cookies)
        opener = urllib.request.build_opener(cookies, Stays)
        headers = {"X-Forwarded-For": self.address, "Origin": self.site, "Referer": f"{self.site}/"}
        request = urllib.request.Request(urllib.parse.urljoin(self.site, url), data=body, headers=headers)  # noqa: S310
        try:
            answer = opener.open(request, timeout=60)
        except urllib.error.HTTPError as error:
            answer = error
        with answer:
            response = HttpResponse(answer.read(), status=answer.status)
            for name in ("Content-Type", "Location", "Retry-After"):
                if name in answer.headers:
                    response[name] = answer.headers[name]
        return response


class Stays(urllib.request.HTTPRedirectHandler):
    """Follows no redirect by itself."""

    def redirect_request(self, *_args, **_kwargs):
        """Nowhere."""
        return None


def browser(portal, address):
    """Somebody at a browser, seen by the portal under ``address``."""
    visitor = Visitor()
    visitor.client = Browser(f"http://127.0.0.1:{portal.port}", address)
    return visitor
