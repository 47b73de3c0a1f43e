"""How far the demo is: which of its agencies are wanted, and which of them are finished."""

from datetime import datetime

from django.conf import settings

from core.models import Done
from disclosure_portal.demo.agencies import AGENCIES, SHOWN_AGENCY, Sketch

BEGUN = "demo: administrator"  # the first that the demo makes
FINISHED = "demo: {slug}: finished"


class UnknownAgency(ValueError):
    """``DEMO_AGENCIES`` names one that the demo does not know. The words are for the person who wrote it."""


def chosen() -> list[Sketch]:
    """The agencies that ``DEMO_AGENCIES`` names, or all; that whose people are told comes first."""
    known = {sketch.slug: sketch for sketch in AGENCIES}
    if unknown := set(settings.DEMO_AGENCIES) - set(known):
        raise UnknownAgency(
            f"DEMO_AGENCIES names no agency of the demo: {', '.join(sorted(unknown))}. There are {', '.join(known)}."
        )
    wanted = [one for one in AGENCIES if not settings.DEMO_AGENCIES or one.slug in settings.DEMO_AGENCIES]
    return sorted(wanted, key=lambda one: one.slug != SHOWN_AGENCY)


def shown() -> str:
    """The agency whose people are told to the visitor: the usual one, or the first where that is not wanted."""
    return chosen()[0].slug


def is_finished(slug: str) -> bool:
    """Whether nothing of the agency is left to be built."""
    return Done.objects.filter(name=FINISHED.format(slug=slug)).exists()


def finish(slug: str, *, at: datetime) -> None:
    """Note that nothing of the agency is left to be built."""
    Done.objects.first_time(FINISHED.format(slug=slug), at=at)


def waiting() -> list[Sketch]:
    """The agencies that are to be built yet; none where there is no demo."""
    if not settings.EMBEDDED:
        return []
    done = set(Done.objects.filter(name__startswith="demo: ").values_list("name", flat=True))
    if BEGUN not in done:
        return []
    return [sketch for sketch in chosen() if FINISHED.format(slug=sketch.slug) not in done]


def unfinished() -> dict[str, int] | None:
    """How many agencies are built, and of how many; None when nothing is left to be built."""
    left = len(waiting())
    return {"built": len(chosen()) - left, "of": len(chosen())} if left else None
