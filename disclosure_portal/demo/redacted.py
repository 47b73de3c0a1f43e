"""A letter of residents that is redacted with two boxes, each on its ground, as an officer does it."""

from datetime import datetime

from core.models import User
from disclosure_portal.demo import files
from requests_app import actions as applications
from requests_app.actions import redacting
from requests_app.models import Application

# What is covered in the letter: from left and top, width and height, in percent of the page.
BOXES = ((10, 25, 62, 5), (10, 37, 62, 5))


def redacted_letter(application: Application, *, by: User, now: datetime) -> None:
    """Keep the letter as a restricted original, cover two parts, make the copy and mark it for the applicant."""
    redaction = applications.begin_redaction(
        application, name="住户来函.jpg", content=files.scanned_letter(), by=by, now=now
    )
    redacting.work_due(now=now)
    redaction.refresh_from_db()
    grounds = redacting.grounds(application)
    for place, ground in zip(BOXES, (grounds * 2)[:2], strict=True):
        size = dict(zip(("left", "top", "width", "height"), place, strict=True))
        applications.draw_box(redaction, page=1, ground=ground, by=by, now=now, **size)
    copy = applications.ask_copy(redaction, by=by, now=now)
    redacting.work_due(now=now)
    copy.refresh_from_db()
    applications.hand_over(copy.file, by=by, now=now)
