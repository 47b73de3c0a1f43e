"""Delivery by public announcement (公告送达): when nobody knows where the addressee is, or all other ways failed.

The Civil Procedure Law, article 95, has it count as delivered when thirty days have passed since the announcement, and
wants reason and course of it in the file; a regime may say another length. The announcement names no person: the
number of the notice, the name with all but its first sign hidden, and where the paper can be fetched. Until its days
are over who comes may fetch it, and is then served on that day.
"""

from collections.abc import Iterator
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from core.deadlines import calendars, count
from core.models import User
from core.scheduler import schedule
from core.transitions import Refused, must_stand
from requests_app.actions import deciding, notice_values, notices, posting
from requests_app.desk import rule_words
from requests_app.models import ApplicantKind, Application, DeliveryWay, Notice, Posting, Status

ANNOUNCED, CAME_BACK = "announced", "notice_came_back"
Ground = Posting.Ground
LEAST_REASON = 10  # signs: what was tried does not fit into fewer


@transaction.atomic
def announce(one: Posting, *, ground: str, why: str, by: User, now: datetime) -> Notice:
    """Announce a notice that waits to be posted; ``why`` says what was tried and how it failed. Returns the sheet.

    A decision counts as given with the announcement, the term that the notice sets begins when it counts as delivered.
    Raises ``Refused``.
    """
    application, why, today = posting.locked(one, by, now), why.strip(), timezone.localdate(now)
    if reasons := list(_faults(one, ground, why)):
        raise Refused(*reasons)
    counts_on = counts_as_delivered_on(application, today)
    changes = {"posted_on": today, "proof": why, "posted_by": by, "ground": ground, "counts_on": counts_on}
    if not Posting.objects.filter(pk=one.pk, way="").update(way=Posting.Way.ANNOUNCED, **changes):
        raise Refused(_("“%(notice)s” went out already.") % {"notice": one.notice.title})
    one.refresh_from_db()
    sheet = _sheet(one, application, by, now)
    posting.write_down(application, ANNOUNCED, one, by, now)
    if one.notice.kind in posting.DECISIONS and application.status == Status.DECIDED:
        how = {"way": DeliveryWay.ANNOUNCED, "proof": sheet.number}
        deciding.deliver(application, on=today, by=by, now=now, **how)
    return sheet


def _faults(one: Posting, ground: str, why: str) -> Iterator[str]:
    if one.way or one.notice.replacement is not None:
        yield _("“%(notice)s” went out already.") % {"notice": one.notice.title}
    if ground not in Ground:
        yield _("Choose why it is announced.")
    if len(why) < LEAST_REASON:
        yield _("Say what was tried, when, and how it failed.")
    if ground == Ground.FAILED and not came_back(one):
        yield _("Post it first, and enter that it came back: an announcement is the last way.")


def came_back(one: Posting) -> bool:
    """Whether the notice was posted and came back at least once."""
    told = one.notice.application.events.filter(action=CAME_BACK)
    return told.filter(note__startswith=f"{one.notice.number} ·").exists()


def counts_as_delivered_on(application: Application, day: date) -> date:
    """The day on which what is announced on ``day`` counts as delivered: the first day is not counted (art. 85)."""
    rule = application.rules.announced
    start = count.Event("start", day)
    return count.due([start], calendar=calendars.of(application.agency), length=rule.after).day


def _sheet(one: Posting, application: Application, by: User, now: datetime) -> Notice:
    with translation.override(notices.OFFICIAL):
        said = {
            "papers": f"{one.notice.title}（{one.notice.number}）",
            "why": Ground(one.ground).label,
            "length": rule_words.length_in_words(application.rules.announced.after),
            "counts": notice_values.day(one.counts_on),
            "law": notice_values.ended(application.rules.announced.article),
        }
    return notices.issue(
        "announcement", application, by=by, now=now, said=said, to=addressee(one), occasion=str(one.pk)
    )


def addressee(one: Posting) -> str:
    """The name that everybody may read: of an organisation that applied the whole, of all others the first sign."""
    application = one.notice.application
    name = notices.text_of(one.notice).to.strip()
    if one.notice.to_applicant and application.applicant_kind != ApplicantKind.PERSON:
        return name
    return f"{name[:1]}**"


@transaction.atomic
def fetched(one: Posting, *, on: date, proof: str, by: User, now: datetime) -> Posting:
    """Enter that the addressee fetched the paper on the day ``on``, and who signed: it is delivered by that.

    Raises ``Refused``, also when its days were over before.
    """
    application, proof, today = posting.locked(one, by, now), proof.strip(), timezone.localdate(now)
    if one.way != Posting.Way.ANNOUNCED or one.delivered_on:
        raise Refused(_("Nothing of this notice is waited for."))
    if not proof:
        raise Refused(_("Say who signed for it."))
    if not one.posted_on <= on <= min(today, one.counts_on):
        raise Refused(
            _("It was fetched between the day of the announcement, %(day)s, and today.")
            % {"day": one.posted_on.isoformat()}
        )
    changes = {
        "way": Posting.Way.HANDED,
        "posted_on": on,
        "delivered_on": on,
        "proof": proof,
        "posted_by": by,
    }
    still = Posting.objects.filter(pk=one.pk, way=Posting.Way.ANNOUNCED, delivered_on=None)
    if not still.update(ground="", counts_on=None, **changes):
        raise Refused(_("Nothing of this notice is waited for."))
    one.refresh_from_db()
    posting.write_down(application, "posted", one, by, now)
    posting.begin_term(one, application, by, now)
    return one


def count_as_delivered(*, now: datetime) -> int:
    """Let what was announced count as delivered when its days are over. Returns how many. Safe to repeat.

    One that fails, or was changed past the portal, stops none of the others.
    """
    return schedule.each(_over(timezone.localdate(now)), lambda one: _count(one.pk, now))


def count_over(*, now: datetime) -> int:
    """How many would count as delivered now."""
    return _over(timezone.localdate(now)).count()


def _over(today: date):
    """Those whose last day is past: on that day itself the paper may still be fetched."""
    return Posting.objects.announced().filter(counts_on__lt=today).order_by("pk")


def _count(pk: int, now: datetime) -> bool:
    one = Posting.objects.select_related("notice").get(pk=pk)
    application = Application.objects.select_for_update().get(pk=one.notice.application_id)
    must_stand(application)
    still = Posting.objects.filter(pk=pk, way=Posting.Way.ANNOUNCED, delivered_on=None)
    if not still.update(delivered_on=one.counts_on):
        return False  # somebody else was faster
    one.refresh_from_db()
    posting.write_down(application, "notice_delivered", one, None, now)
    posting.begin_term(one, application, None, now)
    return True
