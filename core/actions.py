"""What can be done on the ground floor."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q

from core import canonical
from core.crypto import drawn_for, fingerprint, is_drawn_for
from core.models import FeedAddress, Regime, RegimeVersion, User
from core.regimes import parsed


def digest(data: dict) -> str:
    """SHA-256 of the canonical JSON of a regime file's content."""
    return canonical.sorted_digest(data)


@transaction.atomic
def load_regime_version(data: dict, *, at: datetime) -> RegimeVersion:
    """Keep ``data``, which the checker has found valid, as a new version of its regime; unchanged data makes none.

    The version before it ends on the day before the new one comes into force. What was opened under it stays under it.
    """
    rules = parsed.parse(data)
    regime, _created = Regime.objects.select_for_update().get_or_create(code=rules.code)
    last = regime.versions.order_by("-number").first()
    if last and last.digest == digest(data):
        return last
    day_before = rules.valid_from - timedelta(days=1)
    older = regime.versions.filter(Q(valid_to__isnull=True) | Q(valid_to__gt=day_before))
    older.filter(valid_from__lte=day_before).update(valid_to=day_before)
    return RegimeVersion.objects.create(
        regime=regime,
        number=last.number + 1 if last else 1,
        title=rules.title.zh,
        digest=digest(data),
        content=data,
        valid_from=rules.valid_from,
        valid_to=rules.valid_to,
        loaded_at=at,
    )


def make_feed_address(user: User, *, now: datetime) -> str:
    """Give ``user`` a new secret for their calendar feed, in place of the one before. Returned once, never kept."""
    secret = drawn_for("feed", user.pk)
    FeedAddress.objects.update_or_create(user=user, defaults={"digest": fingerprint(secret), "made_at": now})
    return secret


def revoke_feed_address(user: User) -> None:
    """Let the calendar feed of ``user`` be found no more. Harmless when there is none."""
    FeedAddress.objects.filter(user=user).delete()


def owner_of_feed(secret: str) -> User | None:
    """Whose calendar feed ``secret`` opens: nobody's when it is unknown, was drawn for somebody else than the row now
    tells, or the person is no longer active."""
    found = FeedAddress.objects.select_related("user").filter(digest=fingerprint(secret)).first()
    if found is None or not is_drawn_for(secret, "feed", found.user_id):
        return None
    return found.user if found.user.is_active else None
