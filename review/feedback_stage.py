"""What the feedback stage asks of a disclosure: whether it needs one, and what stands against closing its file."""

from collections.abc import Iterator
from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from catalog.models import Audience, Disclosure, Relation
from catalog.sources import Source
from core.models import Agency
from review import feedback_window
from review.models import FeedbackStage, Opinion

NOT_HEARD = (Audience.LEADERSHIP,)  # nobody leaves opinions on what the leadership alone reads


def fits(disclosure: Disclosure) -> bool:
    """Whether a feedback stage can be held for it: something is said, openly or to the staff, and people may answer."""
    return (
        disclosure.source == Source.ACTIVE
        and not disclosure.is_nil
        and disclosure.audience not in NOT_HEARD
        and not feedback_window.tells_handling(disclosure)
    )


def wants(disclosure: Disclosure) -> bool:
    """Whether the rules of the day of publication want a feedback stage for it (B:022, C:036)."""
    if disclosure.published_on is None:
        return False
    rules = disclosure.agency.regime.version_on(disclosure.published_on).rules
    return rules.feedback.stage and fits(disclosure)


def of(disclosure: Disclosure) -> FeedbackStage | None:
    """Its feedback stage; None while nobody has opened one."""
    found = FeedbackStage.objects.filter(disclosure=disclosure).select_related("collector", "handled_by")
    return found.first()


def said(disclosure: Disclosure) -> QuerySet[Opinion]:
    """What people said of it and what counts: set aside and held back does not."""
    return disclosure.opinions.exclude(status__in=[Opinion.Status.SET_ASIDE, Opinion.Status.HELD])


def spoken() -> Exists:
    """Whether anything was said that counts, as a condition on feedback stages."""
    heard = Opinion.objects.filter(disclosure=OuterRef("disclosure"))
    return Exists(heard.exclude(status__in=[Opinion.Status.SET_ASIDE, Opinion.Status.HELD]))


def _in_time(disclosure: Disclosure, ended_on: date) -> QuerySet[Opinion]:
    """What was said until the collecting ended; what came later is answered by itself."""
    return said(disclosure).filter(received_at__date__lte=ended_on)


def blockers(disclosure: Disclosure, today: date) -> Iterator[str]:
    """Why its file cannot be closed yet for its feedback stage: none was held though the rules want one, it still
    collects, or what was said was not handed to the leading group and handled.
    """
    stage = of(disclosure)
    if stage is None:
        if wants(disclosure):
            yield _("The rules want a feedback stage: name who collects, and until when.")
        return
    if stage.ended_on is None:
        yield _("Feedback on it is collected until %(day)s.") % {"day": date_format(stage.until)}
    elif stage.handled_on is None and _in_time(disclosure, stage.ended_on).exists():
        yield _("What was said in its feedback stage is to be handed to the leading group and handled.")


def to_open(agencies: list[Agency], on: date) -> Q:
    """What is published without the feedback stage that the rules of its body want, as a condition on disclosures."""
    asking = [one.pk for one in agencies if (one.adopted or one.regime.version_on(on)).rules.feedback.stage]
    tells = Relation.objects.filter(kind=Relation.Kind.HANDLES, later=OuterRef("pk"))
    return Q(
        ~Exists(tells),
        agency__in=asking,
        status=Disclosure.Status.PUBLISHED,
        source=Source.ACTIVE,
        is_nil=False,
    ) & ~Q(audience__in=NOT_HEARD)
