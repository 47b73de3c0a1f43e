"""A real Chromium, which keeps a record of everything that went wrong while it looked."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    Request,
    Response,
    sync_playwright,
)

from tests.flows.conftest import clock  # noqa: F401 the clock of the stories
from tests.flows.world import PASSWORD, Body
from tools.environment import find_chromium
from tools.screenshots import with_our_fonts

ARGUMENTS = ["--no-sandbox", "--disable-dev-shm-usage"]
DESKTOP, PHONE = (1440, 900), (360, 740)


@pytest.fixture(scope="session", autouse=True)
def static_folder() -> None:
    """The live server starts once, with the settings of the machine; WhiteNoise warns when its folder is missing."""
    Path(settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """The Chromium of this machine, without a window. Playwright's event loop stands in the thread of the tests."""
    program = find_chromium()
    if not program:
        pytest.skip("No Chromium was found on this machine: install the package chromium.")
    before = os.environ.get("DJANGO_ALLOW_ASYNC_UNSAFE")
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with with_our_fonts() as environment, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=ARGUMENTS, env=environment)
        yield browser
        browser.close()
    if before is None:
        del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


class Window:
    """One person's browser window on the portal: it goes to addresses, signs in, and notes every fault."""

    def __init__(self, context: BrowserContext, home: str) -> None:
        self.context, self.home = context, home
        self.faults: list[str] = []
        self.is_muted = False
        self.expected: set[int] = set()  # answers of 400 and above that a script gets on purpose
        self.page: Page = context.new_page()
        self.page.set_default_timeout(15_000)
        self.page.on("console", self._on_console)
        self.page.on("pageerror", lambda error: self.faults.append(f"script: {error}"))
        self.page.on("request", self._on_request)
        self.page.on("response", self._on_response)

    def _on_console(self, message: ConsoleMessage) -> None:
        # A page that answers 4xx on purpose is reported by the browser too; the answers are judged by the tests.
        is_fault = message.type in ("error", "warning") and "Failed to load resource" not in message.text
        if is_fault and not self.is_muted:
            self.faults.append(f"console on {self.page.url}: {message.text}")

    def _on_request(self, request: Request) -> None:
        if urlsplit(request.url).netloc not in (urlsplit(self.home).netloc, ""):
            self.faults.append(f"asked another host: {request.url}")

    def _on_response(self, response: Response) -> None:
        is_page = response.request.resource_type == "document"
        if response.status in self.expected:
            return
        if response.status >= 500 or (response.status >= 400 and not is_page):
            self.faults.append(f"{response.status} {response.url}")

    def open(self, path: str) -> Page:
        """Go to ``path``."""
        self.page.goto(self.home + path if path.startswith("/") else path)
        return self.page

    def sign_in(self, body: Body, role: str) -> "Window":
        """As the person who holds ``role`` in ``body``, signed in already, by a cookie instead of the page."""
        visitor = Client()
        visitor.force_login(body.people[role])
        name = settings.SESSION_COOKIE_NAME
        self.context.add_cookies([{"name": name, "value": visitor.cookies[name].value, "url": self.home}])
        return self

    def sign_in_as(self, username: str, password: str = PASSWORD) -> "Window":
        """As somebody, at the sign-in page."""
        page = self.open("/login/")
        page.fill("[name=username]", username)
        page.fill("[name=password]", password)
        page.click("main form button")
        page.wait_for_url("**/work/")
        return self

    def words(self, path: str = "") -> str:
        """The visible words of a page."""
        if path:
            self.open(path)
        return self.page.inner_text("body")

    def links(self, path: str) -> list[str]:
        """Where the links of a page lead."""
        self.open(path)
        return self.page.eval_on_selector_all("a[href]", "all => all.map(one => one.getAttribute('href'))")

    def file(self, path: str) -> bytes:
        """A file, fetched with the cookies of this window."""
        response = self.context.request.get(self.home + path)
        assert response.ok, f"{path} answered {response.status}"
        return response.body()


@pytest.fixture
def window(chromium, live_server) -> Iterator[Callable[..., Window]]:
    """Open windows; at the end none of them may have seen a fault."""
    opened: list[Window] = []

    def make(size: tuple[int, int] = DESKTOP, *, scripts: bool = True, language: str = "zh-CN") -> Window:
        width, height = size
        context = chromium.new_context(
            viewport={"width": width, "height": height}, java_script_enabled=scripts, locale=language
        )
        opened.append(Window(context, live_server.url))
        return opened[-1]

    yield make
    for one in opened:
        one.context.close()
    faults = [fault for one in opened for fault in one.faults]
    assert not faults, "\n".join(faults)
