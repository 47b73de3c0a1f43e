"""Subscriptions by mail: asked for, confirmed by a link, ended by one click; and the letters that they bring."""

from copy import copy
from datetime import datetime, timedelta

from django.conf import settings
from django.core import signing
from django.db import IntegrityError, transaction
from django.db.models import F
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from catalog.models import Consultation, Disclosure, Subscription
from core.bodies import opening
from core.crypto import fingerprint
from core.guests import attempts
from core.mail import letters
from core.models import Agency, Letter
from core.scheduler import schedule
from core.transitions import Refused

PURPOSE = "subscribe"
CONFIRM, END = "subscription-confirm", "subscription-end"
LINK_LASTS = timedelta(days=7)
BETWEEN_LINKS = timedelta(
    hours=1
)  # nobody's mailbox is filled by others who type the address again and again
DIGEST_EVERY = timedelta(days=7)
LINK = "\ue000"  # of private use: stands in a letter where the link of its reader will stand
LONGEST = 30  # lines of the letter on new disclosures; the rest is counted


@transaction.atomic
def ask(
    *, email: str, agency: Agency | None, wants_disclosures: bool, language: str, source: str, now: datetime
) -> None:
    """Write down a wish for letters and owe the link that confirms it. Nothing is told of who has subscribed already.

    Raises ``Refused`` for a source that asks too often, and for a body that tells nothing.
    """
    if agency and (reasons := opening.shut(agency)):
        raise Refused(*reasons)
    if not attempts.claim(PURPOSE, source, now=now):
        raise Refused(_("Too many addresses came from your connection. Please wait a quarter of an hour."))
    wish = {"wants_disclosures": wants_disclosures, "language": language, "asked_at": now, "told_until": now}
    place = {"email_hash": fingerprint(email.lower()), "agency": agency}
    known = Subscription.objects.select_for_update().filter(**place).first()
    if known is None:
        try:
            with transaction.atomic():
                known = Subscription.objects.create(email=email, **place, **wish)
        except IntegrityError:  # the same wish came twice at once: one link is enough
            return
    elif known.confirmed_at or known.asked_at > now - BETWEEN_LINKS:
        return
    else:
        Subscription.objects.filter(pk=known.pk).update(**wish)
    with override(language):
        link = settings.SITE_URL + reverse("catalog:confirm_subscription", args=[signed(known, CONFIRM)])
    context = {"agency": agency, "link": link, "days": LINK_LASTS.days}
    letters.owe(
        "subscription_confirm", to=email, context=context, now=now, language=language, matters_for=LINK_LASTS
    )


def signed(subscription: Subscription, purpose: str) -> str:
    """The part of an address that leads to ``subscription`` for ``purpose`` and can be made by nobody else."""
    return signing.dumps(subscription.pk, salt=purpose)


def behind(link: str, purpose: str) -> Subscription | None:
    """The subscription that ``link`` leads to; a link to confirm holds a week, one to end for ever."""
    try:
        pk = signing.loads(link, salt=purpose, max_age=LINK_LASTS if purpose == CONFIRM else None)
    except signing.BadSignature:
        return None
    return Subscription.objects.filter(pk=pk).select_related("agency").first()


def confirm(subscription: Subscription, *, now: datetime) -> None:
    """From now on its letters come. Confirming twice changes nothing."""
    waiting = Subscription.objects.filter(pk=subscription.pk, confirmed_at__isnull=True)
    waiting.update(confirmed_at=now, told_until=now)


def end(subscription: Subscription) -> None:
    """No letter any more; the address is deleted, nothing of it stays."""
    subscription.delete()


def tell(consultation: Consultation, news: str, *, now: datetime) -> int:
    """Owe a letter on ``news`` ("opened", "extended", "concluded", "withdrawn") once to each address. How many."""
    told, written, patterns = set(), [], {}
    # Who asked for this agency and for all gets the letter of the agency.
    wanted = (
        Subscription.objects.confirmed()
        .of(consultation.agency)
        .order_by(F("agency").asc(nulls_last=True), "pk")
        .select_related("agency")
    )
    for one in wanted.iterator():
        if one.email_hash not in told:
            told.add(one.email_hash)
            kind = (one.language, one.agency_id)
            if kind not in patterns:
                patterns[kind] = _letter(
                    one, "consultation_news", now, LINK, consultation=consultation, news=news
                )
            written.append(_addressed(patterns[kind], one))
    return letters.owe_all(written)


def write_digests(*, now: datetime) -> int:
    """Forget wishes that were never confirmed; owe each address its letter of the week, when there is something new.

    A row's ``told_until`` is the claim: of two clocks that run at once one writes the letter. Returns how many letters.
    """
    Subscription.objects.filter(confirmed_at__isnull=True, asked_at__lt=now - LINK_LASTS).delete()
    due = Subscription.objects.confirmed().filter(wants_disclosures=True, told_until__lte=now - DIGEST_EVERY)
    return schedule.each(list(due.select_related("agency")), lambda one: _write_digest(one, now))


def _write_digest(one: Subscription, now: datetime) -> int:
    mine = Subscription.objects.filter(pk=one.pk, told_until=one.told_until)
    if not mine.update(told_until=now):
        return 0
    new = Disclosure.objects.public().filter(published_at__gt=one.told_until, published_at__lte=now)
    if one.agency:
        new = new.filter(agency=one.agency)
    count = new.count()
    if not count:
        return 0
    shown = list(new.select_related("agency").order_by("-published_on", "-pk")[:LONGEST])
    pattern = _letter(one, "new_disclosures", now, LINK, shown=shown, more=count - len(shown))
    _addressed(pattern, one).save()
    return 1


def _letter(one: Subscription, name: str, now: datetime, link: str, **context) -> Letter:
    """The letter as everybody gets it who asked for the same in the same language, but for the address and the link."""
    context |= {"agency": one.agency, "site": settings.SITE_URL, "unsubscribe": link}
    return letters.written(
        name,
        to="",
        context=context,
        now=now,
        language=one.language,
        unsubscribe=link,
        matters_for=letters.NEWS,
    )


def _addressed(pattern: Letter, one: Subscription) -> Letter:
    """The letter to one address, with its own link: rendering it once is enough."""
    with override(one.language):
        link = settings.SITE_URL + reverse("catalog:end_subscription", args=[signed(one, END)])
    letter = copy(pattern)
    letter.to, letter.unsubscribe, letter.body = one.email, link, pattern.body.replace(LINK, link)
    return letter
