"""The passwords of the demo's people: published where only this machine comes, else drawn and told once."""

import secrets

from django.conf import settings
from django.contrib.auth.hashers import check_password, make_password
from django.db.models import Q

from core.models import User
from disclosure_portal.demo.agencies import AGENCIES

PUBLISHED = "Qinghe-2026"  # the demo is no secret on one's own machine
ADMINISTRATOR = "administrator"
HERE = {"localhost", "127.0.0.1", "[::1]", "::1", "testserver"}


def is_reachable_by_others() -> bool:
    """Whether anybody but this machine can come to the portal, as far as its settings tell."""
    names = {host.strip(".").lower() for host in settings.ALLOWED_HOSTS}
    return bool(settings.BIND_ADDRESS not in HERE or names - HERE or settings.PROXY_HOPS)


def for_new_people() -> str:
    """The password that people of the demo get now."""
    return secrets.token_urlsafe(12) if is_reachable_by_others() else PUBLISHED


def hashed(password: str) -> str:
    """``password`` as it is kept; the published one always the same, so that it is found again."""
    return make_password(password, salt="qinghe-demo" if password == PUBLISHED else None)


def is_published(person: User) -> bool:
    """Whether everybody knows the password of ``person``."""
    return person.password == hashed(PUBLISHED) or check_password(PUBLISHED, person.password)


def take_back_published(password: str) -> int:
    """Give ``password`` to the people of the demo who still have the published one. Returns how many they are."""
    of_demo = Q(username=ADMINISTRATOR)
    for sketch in AGENCIES:
        of_demo |= Q(username__startswith=f"{sketch.slug}-")
    open_to_all, kept = hashed(PUBLISHED), hashed(password)
    unchanged = User.objects.filter(of_demo, password=open_to_all).update(password=kept)
    # A password is hashed anew when somebody signs in; those few have to be tried one by one.
    others = User.objects.filter(of_demo).exclude(password__in=[open_to_all, kept])
    found = [person.pk for person in others if check_password(PUBLISHED, person.password)]
    return unchanged + User.objects.filter(pk__in=found).update(password=kept)
