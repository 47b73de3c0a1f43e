"""The letters that the law requires: composed from their files, checked, numbered, sent once, kept as they were."""

import json
from dataclasses import asdict
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from core import crypto
from core.crypto import fingerprint
from core.mail import letters
from core.models import Agency, User
from core.permissions import may
from core.serials import next_number
from core.transitions import Refused
from requests_app import rules
from requests_app.actions import clocks, notice_values
from requests_app.models import Application, CaseKind, Notice, NoticeNumbering, Objection, Posting, Way
from requests_app.models.notices import USUAL_PATTERN
from requests_app.notices import templates
from requests_app.notices.templates import Part, Text

OFFICIAL = "zh-hans"
AT_ONCE = (Way.WEB, Way.COUNTER, Way.ORAL)  # whose receipt is shown or handed over when it is made
RECTIFIED = "rectified"  # the one form of answers to requests to correct records


def content_of(notice: Notice) -> dict:
    """The text of ``notice`` as its template needs it."""
    if isinstance(notice.content, crypto.Unreadable):
        return {"title": str(notice.content), "sender": "", "to": "", "parts": [], "signed_on": ""}
    return json.loads(notice.content)


def text_of(notice: Notice) -> Text:
    """The text of ``notice``. What older notices did not keep is empty."""
    content = content_of(notice)
    return Text(**{**content, "parts": [Part(**part) for part in content["parts"]]})


def compose(
    code: str,
    application: Application,
    *,
    today: date,
    by: User | None,
    said: dict | None = None,
    to: str = "",
) -> Text:
    """What the notice of the form ``code`` would say on the day ``today``; nothing is numbered or kept.

    ``said`` are the fields of the form that an officer typed; days among them as ``date``. ``to`` is the addressee of
    a form that does not go to the applicant. Raises ``KeyError`` for a form that does not exist.
    """
    chosen = templates.form(code)
    with translation.override(OFFICIAL):
        words = {name: _words(value) for name, value in (said or {}).items()}
        return templates.write(
            chosen,
            notice_values.of(application, today=today, by=by, said=words),
            to=application.applicant_name if chosen.to_applicant else to.strip(),
            sender=application.agency.name,
            signed_on=notice_values.day(today),
        )


@transaction.atomic
def issue(
    code: str,
    application: Application,
    *,
    by: User | None,
    now: datetime,
    said: dict | None = None,
    to: str = "",
    occasion: str = "",
    clock: str = "",
) -> Notice:
    """Issue the notice of the form ``code``: check its elements, number it, keep it; from now on it is sent.

    Call it inside the transaction of the step that it belongs to. ``occasion`` tells apart what one application may
    be sent more than once: the number of the event; without it each form goes out once to each addressee. ``clock``
    is the term that it sets: on paper it begins with the delivery. Raises ``Refused`` with a sentence that names
    what is missing, or when it was sent already.
    """
    today, chosen = timezone.localdate(now), templates.form(code)
    Application.objects.select_for_update().only("pk").get(pk=application.pk)
    text = compose(code, application, today=today, by=by, said=said, to=to)
    if faults := list(chosen.faults(text, {**application.decision, **(said or {})})):
        raise Refused(*faults)
    once = occasion or ("" if chosen.to_applicant else fingerprint(text.to)[:64])
    if application.notices.filter(form=code, occasion=once, replaces=None).exists():
        raise Refused(_("“%(notice)s” was sent already; it can only be replaced.") % {"notice": text.title})
    return _keep(application, chosen, text, today=today, by=by, occasion=once, clock=clock)


def issue_by_hand(
    code: str, application: Application, *, by: User, now: datetime, said: dict | None = None, to: str = ""
) -> Notice:
    """Issue a notice beside the steps; the applicant is written to when it is theirs. Raises ``Refused``."""
    if not may(by, rules.HANDLE, application, on=timezone.localdate(now)):
        raise Refused(_("Only the application officers issue notices."))
    if not templates.form(code).by_hand:
        raise Refused(_("This notice is issued by its step."))
    with transaction.atomic():
        made = issue(code, application, by=by, now=now, said=said, to=to)
        _tell(made, now)
    return made


@transaction.atomic
def reissue(notice: Notice, *, paragraphs: dict[int, str], why: str, by: User, now: datetime) -> Notice:
    """Replace a wrong notice by one with a number of its own that names the old one, which stays as it was.

    ``paragraphs`` are the new words of its parts, by their place. A decision is replaced by those who may decide, and
    never by its drafter; all else by the application officers. Raises ``Refused``.
    """
    today = timezone.localdate(now)
    application, why = notice.application, why.strip()
    Application.objects.select_for_update().only("pk").get(pk=application.pk)
    if not may_reissue(notice, by, on=today):
        raise Refused(_("This notice is replaced by somebody else."))
    if Notice.objects.filter(replaces=notice).exists():
        raise Refused(_("This notice was replaced already; replace the new one."))
    if not why:
        raise Refused(_("Say what was wrong."))
    text = text_of(notice)
    before = [list(part.paragraphs) for part in text.parts]
    for place, words in paragraphs.items():
        text.parts[place].paragraphs = [line.strip() for line in words.splitlines() if line.strip()]
    if before == [part.paragraphs for part in text.parts]:
        raise Refused(_("Nothing was changed."))
    with translation.override(OFFICIAL):
        text.signed_on = notice_values.day(today)
    text.replaces = notice.number
    chosen = templates.form(notice.form)
    faults = list(chosen.faults(text, application.decision))
    if faults:
        raise Refused(*faults)
    made = _keep(
        application, chosen, text, today=today, by=by, replaces=notice, why=why, clock=_unbegun(notice)
    )
    _tell(made, now)
    return made


def may_reissue(notice: Notice, user: User, *, on: date) -> bool:
    """Whether ``user`` may replace ``notice``; what was sent before forms were kept cannot be replaced."""
    if not notice.form or notice.kind == Notice.Kind.RECEIPT:
        return False
    application = notice.application
    if notice.kind in (Notice.Kind.DECISION, Notice.Kind.RECTIFIED):
        stands = (
            application.decided_on is not None
        )  # after a reopening it is another answer that will be drafted
        return stands and may(user, rules.DECIDE, application, on=on) and application.drafted_by_id != user.pk
    return may(user, rules.HANDLE, application, on=on)


def issue_receipt(application: Application, *, now: datetime) -> Notice:
    """The receipt (接收回执): number, day of receipt and why, day of answer and how it was counted, what follows."""
    return issue("receipt", application, by=None, now=now)


def issue_correction(application: Application, *, by: User, now: datetime) -> Notice:
    """The request for correction (补正告知书): what, until when, and what it does to the clock."""
    named = application.clock_entries.filter(clock=clocks.CORRECTION).last().days
    with translation.override(OFFICIAL):
        by_post = "" if application.email or not named else notice_values.length_of_working_days(named)
        until = "" if by_post else notice_values.day(clocks.correct_by(application))
        said = {"by": until, "within": by_post}
    occasion = _event(application)
    return issue(
        "correction", application, by=by, now=now, said=said, occasion=occasion, clock=clocks.CORRECTION
    )


def issue_extension(application: Application, *, days: int, reason: str, by: User, now: datetime) -> Notice:
    """The notice of extension (延期答复告知书): the new day, the reason, the article."""
    with translation.override(OFFICIAL):
        said = {"length": notice_values.length(application, days), "reasons": reason}
    return issue("extension", application, by=by, now=now, said=said, occasion=_event(application))


def issue_fee(application: Application, *, by: User, now: datetime) -> Notice:
    """The notice of a fee (收费通知书): the basis, the tariff, the amount, the way to pay and the term (109号)."""
    return issue("fee", application, by=by, now=now, clock=clocks.FEE)


def issue_decision(application: Application, *, by: User, now: datetime) -> Notice:
    """The decision (答复书), with all elements of law-2019 §6; where it transfers, the letter to that body first."""
    chosen, occasion = application.chosen_outcome, _event(application)
    corrects = application.kind == CaseKind.RECTIFICATION
    if chosen.effect == "transfer":
        to, letter = application.decision.get("other_body", ""), "transfer_rectification"
        issue(letter if corrects else "transfer", application, by=by, now=now, to=to, occasion=occasion)
    code = RECTIFIED if corrects else templates.of_outcome(chosen).code
    return issue(code, application, by=by, now=now, occasion=occasion)


def issue_third_party_result(
    application: Application, *, to: str, said: dict, by: User, now: datetime
) -> Notice:
    """What was decided after a third party was asked, to that party (第三方告知书, art. 32)."""
    occasion = f"{_event(application)} {fingerprint(to)[:40]}"
    return issue("third_party_result", application, by=by, now=now, said=said, to=to, occasion=occasion)


def issue_delivery(application: Application, *, opened: datetime | None, by: User, now: datetime) -> Notice:
    """The record of delivery (送达回证): which papers, which way, which day, and when they were first opened."""
    papers_sent = application.notices.filter(kind=Notice.Kind.DECISION, replaced_by=None).order_by("pk")
    with translation.override(OFFICIAL):
        said = {
            "papers": "；".join(f"{it.title}（{it.number}）" for it in papers_sent),
            "way": str(application.get_delivery_way_display()),
            "delivered": application.delivered_on,
            "proof": application.delivery_proof,
            "opened": date_format(timezone.localtime(opened), "DATETIME_FORMAT") if opened else "",
        }
    return issue("delivery", application, by=by, now=now, said=said, occasion=_event(application))


def issue_reopened(application: Application, *, said: dict, by: User, now: datetime) -> Notice:
    """The notice of reopening (重新办理告知书): by whose decision, and the new day of answer with its count."""
    return issue("reopened", application, by=by, now=now, said=said, occasion=_event(application))


def issue_revived(
    application: Application, *, arrived_on: date, by: User, now: datetime, form: str = "revived"
) -> Notice:
    """The notice that a closed case is handled again (恢复办理告知书), and a letter where there is a mail address.

    The correction had come in time, or with the form ``revived_fee`` the payment.
    """
    with translation.override(OFFICIAL):
        said = {"received": notice_values.day(arrived_on)}
    made = issue(form, application, by=by, now=now, said=said, occasion=_event(application))
    _tell(made, now)
    return made


def issue_objection(application: Application, objection: Objection, *, by: User, now: datetime) -> Notice:
    """The answer to an objection (异议答复书), to whoever raised it; by letter where there is a mail address."""
    with translation.override(OFFICIAL):
        said = {
            "raised": notice_values.day(objection.raised_on),
            "result": str(objection.get_result_display()),
            "reasons": objection.answer,
        }
    form = "objection" if objection.is_of_applicant else "objection_third"
    made = issue(form, application, by=by, now=now, said=said, to=objection.who, occasion=str(objection.pk))
    _tell(made, now)
    return made


def _event(application: Application) -> str:
    """The step that a notice belongs to, so that the next one of its kind can be sent too."""
    return str(application.events.order_by("pk").values_list("pk", flat=True).last())


def _keep(
    application: Application,
    chosen: templates.Form,
    text: Text,
    *,
    today: date,
    by: User | None,
    occasion: str = "",
    replaces: Notice | None = None,
    why: str = "",
    clock: str = "",
) -> Notice:
    made = application.notices.create(
        kind=chosen.kind,
        form=chosen.code,
        number=_number(application.agency, chosen, today),
        title=text.title[:120],
        content=json.dumps(asdict(text), ensure_ascii=False),
        issued_on=today,
        issued_by=by,
        to_applicant=chosen.to_applicant,
        occasion=occasion,
        replaces=replaces,
        why_replaced=why,
    )
    if _goes_on_paper(made):
        Posting.objects.create(notice=made, clock=clock)
    return made


def _goes_on_paper(notice: Notice) -> bool:
    """Whether nobody gets it by mail, and nobody was handed it at once: it waits to be posted."""
    application, kind = notice.application, notice.kind
    if kind in (Notice.Kind.DELIVERY, Notice.Kind.ANNOUNCEMENT):
        return False  # the body's own record; a sheet for its board
    if kind == Notice.Kind.RECEIPT and application.way in AT_ONCE:
        return False
    return not notice.to_applicant or not application.email


def _unbegun(notice: Notice) -> str:
    """The term that a notice on paper would have set, when it had not begun: its replacement sets it."""
    posting = Posting.objects.filter(notice=notice, delivered_on=None).first()
    return posting.clock if posting else ""


def _number(agency: Agency, chosen: templates.Form, today: date) -> str:
    """The next number of the series in the year, written as the body writes its numbers."""
    serial = next_number(agency, f"notice {chosen.kind}", today.year)
    own = NoticeNumbering.objects.filter(agency=agency).values_list("pattern", flat=True).first()
    pattern = own or USUAL_PATTERN
    return pattern.format(code=agency.code, series=chosen.series, year=today.year, number=serial)


def _tell(notice: Notice, now: datetime) -> None:
    application = notice.application
    if notice.to_applicant and application.email:
        context = {"application": application, "notice": notice}
        letters.owe("application_notice", to=application.email, context=context, now=now)


def _words(value: object) -> str:
    return notice_values.day(value) if isinstance(value, date) else str(value)
