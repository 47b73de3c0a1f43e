"""Pictures of a running portal with the demo, for the README: python -m tools.screenshots http://127.0.0.1:8000"""

import argparse
import io
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from tools.environment import ROOT, find_chromium

FOLDER = ROOT / "docs" / "screenshots"
FONTS = ROOT / "core" / "fonts"
PASSWORD = "Qinghe-2026"  # noqa: S105 that of the demo, printed for everybody
AGENCY = "quality"
WIDE, PHONE = (1440, 1000), (360, 740)
COLOURS = 128  # a page has few; this keeps a picture small
LIMIT = 250_000


@dataclass(frozen=True)
class Shot:
    """One picture: its name, the page, who looks (empty: anybody), how wide, and links to follow on the way.

    Of a page that ``is_whole`` all is taken, of others what fits the window.
    """

    name: str
    path: str
    who: str = ""
    size: tuple[int, int] = WIDE
    follow: tuple[str, ...] = ()
    is_whole: bool = False


FOUND = "/search/?q=%E6%8A%BD%E6%9F%A5&agency=" + AGENCY  # 抽查
HEARD = "/search/?q=%E5%91%A8%E6%9C%AB%E5%BC%80%E6%94%BE%E6%97%A5&agency=" + AGENCY  # 周末开放日
CORRECTED = "/search/?q=%E7%9B%91%E7%9D%A3%E7%94%B5%E8%AF%9D&agency=" + AGENCY  # 监督电话
HIDING = "main table a:text('行政处罚决定书摘要')"
CONCLUDED = ("main a:text-is('便民服务办法')",)
DISCLOSURE = ("main ul.entries .title a",)
SHOTS = (
    Shot("home", "/"),
    Shot("catalogue", f"/agencies/{AGENCY}/catalogue/"),
    Shot("item", FOUND, follow=(*DISCLOSURE, ".breadcrumbs li:last-child a")),
    Shot("disclosure", FOUND, follow=DISCLOSURE),
    Shot("search", "/search/?q=%E6%8A%BD%E6%9F%A5"),
    Shot("apply", f"/apply/{AGENCY}/"),
    Shot("track", "/track/"),
    Shot("review-queue", "/review/", who="leader-in-charge"),
    Shot("matter", "/review/", who="leader-in-charge", follow=(HIDING,), is_whole=True),
    Shot(
        "gate",
        "/review/",
        who="leader-in-charge",
        follow=(HIDING, "main a[href^='/gate/']"),
        is_whole=True,
    ),
    Shot("department-desk", "/work/desk/", who="proposer"),
    Shot("opinions-to-answer", "/review/opinions/", who="feedback-collector"),
    Shot("opinions-answered", HEARD, follow=DISCLOSURE, is_whole=True),
    Shot("history", CORRECTED, follow=(*DISCLOSURE, "aside a[href$='/history/']"), is_whole=True),
    Shot("answers-to-a-draft", "/consultations/", follow=CONCLUDED, is_whole=True),
    Shot("draft-beside-final-text", "/consultations/", follow=(*CONCLUDED, "main a[href$='/comparison/']")),
    Shot("owed-in-the-admin", "/admin/catalog/obligation/", who="proposer"),
    Shot("desk", "/desk/", who="intake-officer"),
    Shot("supervision", "/supervision/", who="supervisor"),
    Shot("home-phone", "/", size=PHONE),
    Shot("disclosure-phone", FOUND, size=PHONE, follow=DISCLOSURE),
    Shot("apply-phone", f"/apply/{AGENCY}/", size=PHONE),
)
REPORT = f"/archive/reports/{AGENCY}/report.pdf"


@contextmanager
def with_our_fonts() -> Iterator[dict[str, str]]:
    """The environment in which Chromium knows the Chinese fonts of the repository beside those of the machine."""
    with tempfile.TemporaryDirectory(prefix="portal-fonts-") as folder:
        conf = Path(folder) / "fonts.conf"
        conf.write_text(
            '<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig>'
            '<include ignore_missing="yes">/etc/fonts/fonts.conf</include>'
            f"<dir>{FONTS}</dir><cachedir>{folder}</cachedir></fontconfig>"
        )
        yield {**os.environ, "FONTCONFIG_FILE": str(conf), "LANGUAGE": "zh_CN"}


def main(argv: list[str] | None = None) -> int:
    """Take all pictures, or those named."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("portal", help="the address of a running portal with the demo")
    parser.add_argument("names", nargs="*", help="only these pictures")
    parser.add_argument("--to", type=Path, default=FOLDER, help="the folder of the pictures")
    options = parser.parse_args(argv)
    options.to.mkdir(parents=True, exist_ok=True)
    with with_our_fonts() as environment, sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=find_chromium(),
            args=["--no-sandbox", "--disable-dev-shm-usage", "--lang=zh-CN"],
            env=environment,
        )
        for shot in SHOTS:
            if not options.names or shot.name in options.names:
                keep(take(browser, options.portal.rstrip("/"), shot), options.to / f"{shot.name}.png")
        if not options.names or "report" in options.names:
            keep(report(browser, options.portal.rstrip("/")), options.to / "report.png")
        browser.close()
    return 0


def take(browser: Browser, portal: str, shot: Shot) -> bytes:
    """The picture of one page."""
    page = window(browser, portal, shot.who, shot.size)
    page.goto(portal + shot.path)
    for link in shot.follow:
        page.click(f"{link} >> nth=0")
        page.wait_for_load_state()
    picture = page.screenshot(animations="disabled", full_page=shot.is_whole)
    page.context.close()
    return picture


def window(browser: Browser, portal: str, who: str, size: tuple[int, int]) -> Page:
    """A window of that size, signed in as the person of the demo who has the role ``who``."""
    width, height = size
    context = browser.new_context(viewport={"width": width, "height": height}, locale="zh-CN")
    page = context.new_page()
    if who:
        page.goto(f"{portal}/login/")
        page.fill("[name=username]", f"{AGENCY}-{who}")
        page.fill("[name=password]", PASSWORD)
        page.click("main form button")
        page.wait_for_url("**/work/")
    return page


def report(browser: Browser, portal: str) -> bytes:
    """The first pages of a report of the agency, side by side."""
    page = window(browser, portal, "supervisor", WIDE)
    answer = page.context.request.get(portal + REPORT, timeout=300_000)
    if not answer.ok:
        raise SystemExit(f"{REPORT} answered {answer.status}.")
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "report.pdf"
        file.write_bytes(answer.body())
        subprocess.run(["pdftoppm", "-r", "80", "-png", "-l", "3", file, Path(folder) / "page"], check=True)
        pages = [Image.open(one) for one in sorted(Path(folder).glob("page*.png"))]
        gap = 16
        width = sum(one.width for one in pages) + gap * (len(pages) + 1)
        sheet = Image.new("RGB", (width, max(one.height for one in pages) + 2 * gap), "#888")
        left = gap
        for one in pages:
            sheet.paste(one, (left, gap))
            left += one.width + gap
    made = io.BytesIO()
    sheet.save(made, "PNG")
    return made.getvalue()


def keep(picture: bytes, path: Path) -> None:
    """Save a picture with few colours."""
    image = Image.open(io.BytesIO(picture)).convert("RGB")
    image.quantize(COLOURS, dither=Image.Dither.NONE).save(path, optimize=True)
    size = path.stat().st_size
    print(f"{path.name} {size // 1000} kB" + (" (too large)" if size > LIMIT else ""))


if __name__ == "__main__":
    sys.exit(main())
