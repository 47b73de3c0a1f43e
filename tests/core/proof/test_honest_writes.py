"""A check that looks while the portal writes accuses nobody; a day that has not come switches no check off."""

from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from core.mail import letters
from core.models import Letter, VerifyingRound
from core.proof import evidence, findings

pytestmark = pytest.mark.django_db


def owed() -> Letter:
    now = timezone.now()
    letters.owe_all(
        [letters.written("discrepancy", to="a@b.cn", context={"lines": ["一"], "more": 0}, now=now)]
    )
    return Letter.objects.latest("pk")


def insert() -> None:
    owed()


def change() -> None:
    Letter.objects.filter(pk=Letter.objects.latest("pk").pk).update(set_aside_at=timezone.now())


def remove() -> None:
    Letter.objects.latest("pk").delete()


class Meanwhile:
    """Does a deed of the portal once, before the question number ``at`` is put to the database."""

    def __init__(self, at: int, deed) -> None:
        self.left, self.deed = at, deed

    def __call__(self, execute, sql, params, many, context):
        self.left -= 1
        if self.left == 0:
            self.deed()
        return execute(sql, params, many, context)


@pytest.mark.parametrize("deed", [insert, change, remove])
@pytest.mark.parametrize("at", range(2, 9))
def test_who_writes_between_two_questions_is_not_accused(deed, at):
    owed(), owed()
    evidence.checkpoint(now=timezone.now())
    check = next(one for one in evidence.checks() if one.name == "rows core_letter")
    assert list(check.whole()) == []
    with connection.execute_wrapper(Meanwhile(at, deed)):
        assert list(check.whole()) == []


def test_a_round_done_in_the_future_was_never_done():
    now = timezone.now()
    findings.verify_some(now=now, seconds=600)
    name = "rows core_letter"
    VerifyingRound.objects.filter(check_name=name).update(done_at=now + timedelta(days=9000))
    assert name in findings.standing(now)["late"]
    findings.verify_some(now=now, seconds=600)
    assert VerifyingRound.objects.get(check_name=name).done_at == now
