"""Keeping a new proposal while it is typed: no draft, no index number, seen by its writer alone."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from catalog import rules
from catalog.actions.disclosures import Overtaken
from catalog.models import DisclosureItem, KeptProposal, Obligation
from core.models import User
from core.permissions import may
from core.transitions import Refused

KEPT_FOR = timedelta(days=30)
LONGEST = 300_000  # characters of all fields together
NOTHING = "\x00"  # no database keeps it in JSON


@transaction.atomic
def keep(
    *,
    item: DisclosureItem,
    obligation: Obligation | None,
    typed: dict[str, list[str]],
    seen: str,
    by: User,
    now: datetime,
) -> KeptProposal:
    """Keep what ``by`` typed, by the names of the fields, in place of what was kept before. Raises ``Refused``.

    ``seen`` is the mark of what the window had before it: ``Overtaken`` when another window kept something since.
    """
    if not may(by, rules.PROPOSE, item, on=timezone.localdate(now)):
        raise Refused(_("Only the responsible department proposes disclosures of this item."))
    if sum(len(value) for values in typed.values() for value in values) > LONGEST:
        raise Refused(
            _("This is too long to be kept. Please save it as a draft, and attach long texts as files.")
        )
    kept = _of(item, obligation, by).select_for_update(of=("self",)).first()
    if kept and kept.mark != seen:
        raise Overtaken(
            _("You kept another text of this in another window on %(when)s. Open this page anew to see it.")
            % {"when": date_format(timezone.localtime(kept.kept_at), "DATETIME_FORMAT")}
        )
    clean = {name: [one.replace(NOTHING, "") for one in values] for name, values in typed.items()}
    said = {"typed": clean, "title": "".join(clean.get("title", [])).strip()[:200], "kept_at": now}
    kept, _new = KeptProposal.objects.update_or_create(
        person=by, item=item, obligation=obligation, defaults=said
    )
    return kept


def kept_of(item: DisclosureItem, obligation: Obligation | None, user: User) -> KeptProposal | None:
    """What ``user`` typed about the same earlier and did not save."""
    return _of(item, obligation, user).first()


def drop(item: DisclosureItem, obligation: Obligation | None, by: User) -> None:
    """Forget what ``by`` typed about it: a draft holds it now."""
    _of(item, obligation, by).delete()


def _of(item: DisclosureItem, obligation: Obligation | None, user: User):
    return KeptProposal.objects.filter(person=user, item=item, obligation=obligation)


def forget(*, now: datetime) -> int:
    """Delete what nobody went on with for thirty days. Returns how many."""
    return _old(now).delete()[0]


def count_forgotten(*, now: datetime) -> int:
    """How many would be deleted now."""
    return _old(now).count()


def _old(now: datetime):
    return KeptProposal.objects.filter(kept_at__lte=now - KEPT_FOR)
