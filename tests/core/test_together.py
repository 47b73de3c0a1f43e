"""A long transaction seals each row once, at its end, and what was forged before stays found."""

import pytest
from django.db import connection

from catalog.actions import disclosures
from catalog.models import Disclosure
from core.models import Seal, User
from core.proof import evidence
from core.together import sealed_together

pytestmark = pytest.mark.django_db


def all_faults() -> list[str]:
    """What every check finds."""
    return [str(fault) for check in evidence.checks() for fault in check.whole()]


def test_many_steps_leave_one_seal_for_each_row(item, make_disclosure, cast, now):
    """Drafted, proposed, published and withdrawn in one: as whole as step by step."""
    evidence.checkpoint(now=now)
    with sealed_together():
        matter = make_disclosure(item, upto="published")
        disclosures.withdraw(matter, reason="内容有误。", by=cast.disclosure_office, now=now)
        User.objects.filter(pk=cast.clerk.pk).update(post="科员")
        gone = make_disclosure(item)
        gone.editors.all().delete()
        assert not Seal.objects.filter(form__table="catalog_disclosure", key=matter.pk).exists()
    assert Seal.objects.filter(form__table="catalog_disclosure", key=matter.pk).count() == 1
    assert all_faults() == []


def test_a_forgery_is_not_made_good_at_the_end(item, make_disclosure, cast, now):
    """What somebody changed past the portal before is told afterwards too."""
    matter = make_disclosure(item, upto="published")
    evidence.checkpoint(now=now)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE catalog_disclosure SET summary = 'x' WHERE id = %s", [matter.pk])
    with sealed_together():
        disclosures.withdraw(matter, reason="内容有误。", by=cast.disclosure_office, now=now)
    [fault] = evidence.faults_of(Disclosure, [matter.pk])
    assert (fault.kind, fault.what) == (evidence.Kind.CHANGED, "summary")


def test_what_is_rolled_back_leaves_nothing(item, make_disclosure, cast, now):
    """Neither rows nor seals, and the next transaction begins with nothing that waits."""
    make_disclosure(item, upto="published")
    evidence.checkpoint(now=now)
    seals = Seal.objects.count()
    with pytest.raises(RuntimeError), sealed_together():
        make_disclosure(item)
        raise RuntimeError
    assert Seal.objects.count() == seals
    make_disclosure(item)
    assert Seal.objects.count() > seals
    assert all_faults() == []
