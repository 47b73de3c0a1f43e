"""The receipt as a mail: what the page and the PDF say, in words (law-2019 art. 31, J3-273)."""

from datetime import datetime

from django.utils import translation

from core.mail import letters
from requests_app.actions import clocks, notices
from requests_app.desk import rule_words
from requests_app.models import Application


def send(application: Application, code: str, *, now: datetime) -> None:
    """Owe the receipt to who gave a mail address. The query code stands in the mail, and readable in no table."""
    if not application.email:
        return
    with translation.override(notices.OFFICIAL):
        promised = application.rules.clocks[clocks.ANSWER]
        context = {
            "application": application,
            "why_received": rule_words.why_received(application),
            "length": rule_words.length_in_words(promised.length),
            "article": str(promised.article or ""),
            "counting": str(application.version.rules.counting.article),
            "next_steps": rule_words.next_steps(application),
            "remedies": rule_words.remedies_of_silence(),
        }
    letters.owe("application_received", to=application.email, context=context, now=now, secret=code)
