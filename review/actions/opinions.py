"""Opinions of the public on what is published: taken, entered, answered, set aside, and their handling told."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, time

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import escape
from django.utils.translation import gettext as _

from catalog.actions import correcting, disclosures
from catalog.models import Audience, Disclosure, DisclosureItem, Relation
from catalog.models.disclosures import OUT
from catalog.screening import masking
from catalog.sources import Source
from core.bodies import opening
from core.crypto import fingerprint
from core.deadlines import calendars
from core.guests import attempts
from core.guests.moderation import AN_HOUR, doubt_about
from core.mail import letters
from core.models import User
from core.permissions import holders, may
from core.roles import Role
from core.transitions import Refused, take
from review import feedback_window, rules
from review.actions import held_opinions, opinion_scans
from review.models import FeedbackStage, Opinion

OPINIONS_IN_AN_HOUR = 5


def takes_opinions(disclosure: Disclosure) -> bool:
    """Whether its readers may say something of it: it is out, not kept back, not for the leadership alone, and its body
    is there to answer."""
    is_out = disclosure.status in OUT and disclosure.source == Source.ACTIVE
    return is_out and disclosure.audience != Audience.LEADERSHIP and disclosure.agency.is_open


def heard(person: User, *, on: date) -> QuerySet[Disclosure]:
    """What ``person`` may read and of which something may be said: the many-objects twin of ``takes_opinions``."""
    found = Disclosure.objects.readable_by(person, on=on).filter(status__in=OUT, source=Source.ACTIVE)
    return found.exclude(audience=Audience.LEADERSHIP)


@transaction.atomic
def receive_opinion(
    disclosure: Disclosure,
    *,
    text: str,
    now: datetime,
    rating: int | None = None,
    name: str = "",
    contact: str = "",
    source: str = "",
    doubtful: bool = False,
    by: User | None = None,
) -> Opinion:
    """Take down what somebody says of a disclosure; it shows once it is answered (E-129).

    Of what is not for everybody, as on the internal site, only ``by`` who may read it speaks (C-099).

    ``source`` is the address it came from: only a keyed hash of it is kept, to slow down floods. The same words from
    the same source twice are one opinion. What is ``doubtful``, or comes beyond what the body takes on one disclosure
    in an hour, is held back until somebody has looked at it. Raises ``Refused``.
    """
    today = timezone.localdate(now)
    if not disclosure.is_public and not (
        by and takes_opinions(disclosure) and disclosure.is_readable_by(by, on=today)
    ):
        raise Refused(_("Opinions can be left on what is published and open to you."))
    if reasons := opening.shut(disclosure.agency):
        raise Refused(*reasons)
    if not text.strip():
        raise Refused(_("The opinion is empty."))
    mark = fingerprint(source) if source else ""
    lately = (
        Opinion.objects.filter(source=mark, received_at__gt=now - AN_HOUR) if mark else Opinion.objects.none()
    )
    if twin := lately.filter(disclosure=disclosure, text=text.strip()).first():
        return twin
    if source and not attempts.claim("opinion", source, now=now, most=OPINIONS_IN_AN_HOUR, window=AN_HOUR):
        raise Refused(_("Many opinions came from your connection within the hour. Please try again later."))
    sent, most = disclosure.opinions.filter(way=Opinion.Way.WEB), disclosure.agency.opinions_an_hour
    doubt = doubt_about(sent, most=most, doubtful=doubtful, now=now)
    tells = held_opinions.is_first(disclosure, now=now) if doubt else True
    opinion = Opinion.objects.create(
        disclosure=disclosure,
        status=Opinion.Status.HELD if doubt else Opinion.Status.WAITING,
        doubt=doubt,
        text=text.strip(),
        rating=rating,
        name=name.strip(),
        contact=contact.strip(),
        source=mark,
        received_at=now,
        answer_by=_answer_by(disclosure, today),
    )
    if tells:
        _tell_collectors(opinion, now)
    return opinion


@transaction.atomic
def enter_opinion(
    disclosure: Disclosure,
    *,
    text: str,
    way: str,
    received_on: date,
    by: User,
    now: datetime,
    rating: int | None = None,
    place: str = "",
    name: str = "",
    contact: str = "",
    kind: str = Opinion.Kind.OPINION,
    scans: Iterable[opinion_scans.LaidScan] = (),
) -> Opinion:
    """Write down what came in the hall, by telephone, hotline, letter, letter box, mail or at a meeting (B-081, C-106),
    with the day it came.

    Its day of answer counts from that day. ``scans`` lie already, encrypted. Raises ``Refused``.
    """
    today = timezone.localdate(now)
    reasons = []
    if not may(by, rules.ANSWER_OPINION, disclosure, on=today):
        reasons.append(_("Only those who answer opinions for the department enter them."))
    is_heard = takes_opinions(disclosure) and disclosure.is_readable_by(by, on=today)
    if not is_heard:
        reasons.append(_("Opinions can be left on what is published and open to you."))
    if way == Opinion.Way.WEB or way not in Opinion.Way.values:
        reasons.append(_("Say by which way the opinion came."))
    if is_heard and not disclosure.published_on <= received_on <= today:
        reasons.append(_("It must have come between the publication and today."))
    if not text.strip():
        reasons.append(_("The opinion is empty."))
    if reasons:
        raise Refused(*reasons)
    is_today = received_on == today
    opinion = Opinion.objects.create(
        disclosure=disclosure,
        text=text.strip(),
        rating=rating,
        way=way,
        kind=kind,
        place=place.strip(),
        name=name.strip(),
        contact=contact.strip(),
        entered_by=by,
        received_at=now if is_today else timezone.make_aware(datetime.combine(received_on, time.min)),
        answer_by=_answer_by(disclosure, received_on),
    )
    opinion.events.create(action="enter", previous="", current=opinion.status, actor=by, at=now)
    for scan in scans:
        opinion_scans.keep(opinion, scan)
    return opinion


@transaction.atomic
def answer_opinion(
    opinion: Opinion,
    *,
    answer: str,
    by: User,
    now: datetime,
    public_text: str = "",
    let_stand: bool = False,
) -> Opinion:
    """Answer an opinion: both become public, and who left a mail address is told. Raises ``Refused``.

    ``public_text`` is the opinion as the public reads it, without it as ``catalog.screening.masking`` suggests.
    What still points
    at people, there or in the answer, is refused unless the person who answers confirms that it may stand.
    """
    agency, names = opinion.disclosure.agency, [opinion.name]
    public_text = public_text.strip() or masking.suggestion(opinion.text, agency=agency, names=names)
    left = list(masking.faults(public_text, answer, agency=agency, names=names))

    def blockers(_opinion: Opinion) -> Iterator[str]:
        if not answer.strip():
            yield _("The answer is empty.")
        if not let_stand:
            yield from left

    said = {"answer": answer.strip(), "public_text": public_text, "answered_by": by, "answered_at": now}
    note = _("Confirmed by who answered: %(what)s") % {"what": " ".join(left)} if left else ""
    take(opinion, "answer", by=by, now=now, note=note, blockers=blockers, **said)
    if "@" in opinion.contact:
        letters.owe("opinion_answered", to=opinion.contact, context={"opinion": opinion}, now=now)
    return opinion


@transaction.atomic
def tell_handling(disclosure: Disclosure, *, by: User, now: datetime) -> Disclosure:
    """Begin the disclosure that tells how the opinions on ``disclosure`` were handled (B-082): a draft of its item.

    It holds the answered opinions as the public reads them, and is linked with what they are about. The leading group
    is told by letter. It then goes its way through the chain as any other. Of a key matter whose feedback stage is over
    it is told, too, that nobody said anything (E-129). Raises ``Refused``.
    """
    today = timezone.localdate(now)
    answered = list(disclosure.opinions.public().order_by("answered_at", "pk"))
    if not answered and not feedback_window.is_over(disclosure, today):
        raise Refused(_("No opinion on it has been answered yet."))
    made = disclosures.draft(
        item=disclosure.item,
        by=by,
        now=now,
        title=_("How opinions were handled: %(title)s") % {"title": disclosure.title[:150]},
        body=_of_group(disclosure) + (_handled(answered) if answered else _nobody_spoke(disclosure)),
        channels=disclosure.channels,
        audience=disclosure.audience,
        formed_on=today,
        subject_class=disclosure.subject_class,
    )
    correcting.relate(made, kind=Relation.Kind.HANDLES, earlier=disclosure, by=by, now=now)
    place = {"agency": disclosure.agency, "department": disclosure.department}
    for person in holders(Role.LEADING_GROUP, **place, on=today):
        context = {
            "person": person,
            "disclosure": disclosure,
            "opinions": answered,
            "site": settings.SITE_URL,
        }
        letters.owe("opinions_to_group", to=person.email, context=context, now=now)
    return made


@transaction.atomic
def respond(opinion: Opinion, *, item: DisclosureItem, by: User, now: datetime) -> Disclosure:
    """Begin a disclosure of ``item`` because of ``opinion`` (A-038, B-065): a draft that keeps which one prompted it.

    Once both are public their pages lead to one another. Raises ``Refused``, also while another response is under way.
    """
    about = opinion.disclosure

    def blockers(locked: Opinion) -> Iterator[str]:
        if locked.response and locked.response.status != Disclosure.Status.WITHDRAWN:
            yield _("A disclosure that responds to it is begun already.")
        if item.agency_id != about.agency_id:
            yield _("Choose an item of the same body.")

    made = disclosures.draft(
        item=item,
        by=by,
        now=now,
        title=_("In response to an opinion: %(title)s") % {"title": about.title[:150]},
        body="",
        channels=item.channels,
        audience=item.audience,
        formed_on=timezone.localdate(now),
        subject_class=about.subject_class,
    )
    take(opinion, "respond", by=by, now=now, note=made.index_number, blockers=blockers, response=made)
    return made


def _nobody_spoke(disclosure: Disclosure) -> str:
    words = _("From %(first)s to %(last)s opinions on it were heard; none came.") % {
        "first": date_format(disclosure.published_on),
        "last": date_format(feedback_window.last_day(disclosure)),
    }
    return f"<p>{escape(words)}</p>"


def _of_group(disclosure: Disclosure) -> str:
    """What the leading group said of it in its feedback stage, in the small HTML of the portal."""
    handling = FeedbackStage.objects.filter(disclosure=disclosure).values_list("handling", flat=True).first()
    return "".join(f"<p>{escape(line)}</p>" for line in (handling or "").splitlines() if line.strip())


def _handled(answered: list[Opinion]) -> str:
    """A table of opinions and answers, in the small HTML of the portal."""
    heads = "".join(f"<th>{escape(head)}</th>" for head in (_("Opinion"), _("Answer")))
    rows = "".join(
        f"<tr><td>{escape(one.shown_text)}</td><td>{escape(one.answer)}</td></tr>" for one in answered
    )
    return f"<table><tr>{heads}</tr>{rows}</table>"


def record_put_right(
    opinion: Opinion, *, put_right: str, put_right_on: date, by: User, now: datetime
) -> Opinion:
    """Write beside an answered opinion what was put right because of it, and on which day (D-116); once.

    The public reads it with the opinion. Raises ``Refused``.
    """
    agency = opinion.disclosure.agency

    def blockers(locked: Opinion) -> Iterator[str]:
        if locked.put_right:
            yield _("What was put right is recorded already.")
        if not put_right.strip():
            yield _("Say what was put right.")
        if not timezone.localdate(locked.received_at) <= put_right_on <= timezone.localdate(now):
            yield _("The day must lie between the opinion and today.")
        yield from masking.faults(put_right, agency=agency, names=[opinion.name])

    said = {"put_right": put_right.strip(), "put_right_on": put_right_on}
    return take(opinion, "put_right", by=by, now=now, note=put_right.strip(), blockers=blockers, **said)


def set_aside(opinion: Opinion, *, reason: str, by: User, now: datetime) -> Opinion:
    """Keep an opinion that says nothing (advertising, abuse) off the pages; the reason stays. Raises ``Refused``."""
    if not reason.strip():
        raise Refused(_("Say why the opinion is set aside."))
    return take(opinion, "set_aside", by=by, now=now, note=reason.strip())


def _answer_by(disclosure: Disclosure, received_on: date) -> date:
    """The day of answer by the feedback rule of the regime in force when the opinion came."""
    rules = disclosure.agency.regime.version_on(received_on).rules
    return calendars.counting(disclosure.agency, rules).after(received_on, rules.feedback.answer)


def collectors_of(disclosure: Disclosure, *, on: date) -> list[User]:
    """Those who collect opinions for the department (B-081), else the disclosure office; whoever has a mail address."""
    place = {"agency": disclosure.agency, "department": disclosure.department}
    collectors = holders(Role.FEEDBACK_COLLECTOR, **place, on=on).exclude(email="")
    return list(collectors or holders(Role.DISCLOSURE_OFFICE, **place, on=on).exclude(email=""))


def _tell_collectors(opinion: Opinion, now: datetime) -> None:
    """A letter to those who collect opinions there; of what is held back only the first of a day makes one."""
    name = "opinions_held" if opinion.status == Opinion.Status.HELD else "opinion_received"
    for person in collectors_of(opinion.disclosure, on=timezone.localdate(now)):
        context = {"opinion": opinion, "person": person, "site": settings.SITE_URL}
        letters.owe(name, to=person.email, context=context, now=now)
