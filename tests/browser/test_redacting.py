"""A file is redacted in a real browser: a box drawn with the mouse, another typed on a phone without a script."""

import io

import pypdf
import pytest

from core.roles import Role
from requests_app import actions
from requests_app.actions import redacting
from requests_app.models import ApplicantKind, Application, DeliveryForm, Way
from tests.browser.conftest import PHONE
from tests.browser.test_pages import look
from tests.browser.test_walk import bureau  # noqa: F401 the bureau of J3
from tests.requests_app.test_redacting import SECRET, letter

pytestmark = pytest.mark.browser


@pytest.fixture
def application(bureau, clock) -> Application:  # noqa: F811 the fixture
    """A registered application."""
    made, _code = actions.receive(
        agency=bureau.agency,
        now=clock.now,
        way=Way.WEB,
        applicant_kind=ApplicantKind.PERSON,
        applicant_name="柳青禾",
        phone="010-12345678",
        email="",
        address="",
        subject="住户来函",
        description="申请公开住户来函。",
        delivery_form=DeliveryForm.ELECTRONIC,
    )
    return made


def test_two_boxes_one_by_mouse_one_on_a_phone(bureau, application, clock, window, tmp_path):  # noqa: F811
    """Each has its ground and its editor; the copy is proved, handed over, and holds nothing of what was covered."""
    file = tmp_path / "来函.pdf"
    file.write_bytes(letter())
    desk = window().sign_in(bureau, Role.INTAKE_OFFICER)
    page = desk.open(application.get_absolute_url())
    page.click("details:has(form[action$='/redact/']) > summary")
    page.set_input_files("form[action$='/redact/'] input[type=file]", file)
    page.click("form[action$='/redact/'] button")
    redacting.work_due(now=clock.now)
    made = application.redactions.get()
    page = desk.open(made.get_absolute_url())
    ground = redacting.grounds(application)[0]
    edge = page.locator("svg[data-boxes]").bounding_box()
    page.mouse.move(edge["x"] + edge["width"] * 0.15, edge["y"] + edge["height"] * 0.13)
    page.mouse.down()
    page.mouse.move(edge["x"] + edge["width"] * 0.75, edge["y"] + edge["height"] * 0.19)
    page.mouse.up()
    assert page.input_value("[name=left]").startswith("1")
    page.select_option("[name=ground]", ground)
    page.click("form[data-box-form] button")
    small = window(PHONE, scripts=False).sign_in(bureau, Role.DISCLOSURE_OFFICE)
    page = small.open(made.get_absolute_url())
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE[0]
    for name, value in {"left": "15", "top": "40", "width": "30", "height": "5"}.items():
        page.fill(f"[name={name}]", value)
    page.select_option("[name=ground]", ground)
    page.click("form[data-box-form] button")
    assert len(page.query_selector_all("#boxes tbody tr")) == 2
    page.click("form[action$='/copy/'] button")
    redacting.work_due(now=clock.now)
    boxes = list(made.boxes.all())
    assert [box.by for box in boxes] == [
        bureau.people[Role.INTAKE_OFFICER],
        bureau.people[Role.DISCLOSURE_OFFICE],
    ]
    page = desk.open(made.get_absolute_url())
    assert not look(desk, made.get_absolute_url())
    copy = desk.file(page.get_attribute("#copies a[href*='/desk/files/']", "href"))
    read = pypdf.PdfReader(io.BytesIO(copy))
    assert not any(one.extract_text().strip() for one in read.pages) and SECRET.encode() not in copy
    shown = read.pages[0].images[0].image.convert("L")
    for box in boxes:
        across, down = float(box.left + box.width / 2) / 100, float(box.top + box.height / 2) / 100
        assert shown.getpixel((int(shown.width * across), int(shown.height * down))) < 40
    page = desk.open(application.get_absolute_url())
    page.click("form[action$='/hand-over/'] button")
    assert application.files.get(for_applicant=True).purpose == "redacted"
