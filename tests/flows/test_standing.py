"""Does a row stand as the portal wrote it? Asked of one and of many, by those who are about to act on it."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from catalog.models import Disclosure
from core.database import triggers
from core.models import RoleAssignment, User, seals, standing
from core.proof import evidence
from core.together import sealed_together
from tests.flows.evidence_world import sql

pytestmark = pytest.mark.django_db


def test_before_seals_had_begun_everything_stands(stage):
    """Rows of before are taken in as they are found by the first checkpoint; until then nothing is refused."""
    row = stage.disclosure("draft")
    triggers.remove(connection, "core_seal")
    sql("DELETE FROM core_seal")
    assert standing.stands(row) and standing.stands(row, is_fresh=True)
    triggers.install(connection)
    evidence.checkpoint(now=stage.now)
    assert seals.is_begun() and standing.stands(row)


@pytest.mark.parametrize("is_fresh", [False, True])
def test_what_was_changed_put_in_or_deleted_past_the_portal_does_not_stand(stage, is_fresh):
    """And what the portal writes afterwards does not make it good."""
    one, other = stage.disclosure("draft"), stage.disclosure("proposed")
    evidence.checkpoint(now=stage.now)
    assert standing.fallen(Disclosure, [one.pk, other.pk]) == set()
    sql("UPDATE catalog_disclosure SET title = '别的' WHERE id = %s", one.pk)
    one.refresh_from_db()
    assert not standing.stands(one, is_fresh=is_fresh) and standing.stands(other, is_fresh=is_fresh)
    assert standing.fallen(Disclosure, [one.pk, other.pk]) == {one.pk}
    Disclosure.objects.filter(pk=one.pk).update(summary="平台写的")
    one.refresh_from_db()
    assert not standing.stands(one, is_fresh=is_fresh)
    assert [row.pk for row in standing.unfit([one, other, None, *User.objects.all()[:1]])] == [one.pk]


def test_a_row_put_in_and_a_row_taken_away(stage):
    """A role by SQL, and one that somebody deleted; a number that never was is no fault."""
    evidence.checkpoint(now=stage.now)
    kept = RoleAssignment.objects.order_by("pk").first()
    sql(
        "INSERT INTO core_roleassignment (role, since, agency_id, user_id, department_id, until)"
        " SELECT 'supervisor', since, agency_id, user_id, department_id, until FROM core_roleassignment"
        " WHERE id = %s",
        kept.pk,
    )
    put_in = RoleAssignment.objects.order_by("-pk").first()
    sql("DELETE FROM core_roleassignment WHERE id = %s", kept.pk)
    keys = [kept.pk, put_in.pk, put_in.pk + 1000]
    assert standing.fallen(RoleAssignment, keys) == {kept.pk, put_in.pk}
    assert standing.unfit([put_in]) == [put_in]


def test_rows_whose_seals_wait_stand(stage):
    """In a long chapter a new row stands, and of a changed one the columns that the portal has not written count."""
    old = stage.disclosure("draft")
    evidence.checkpoint(now=stage.now)
    with sealed_together():
        Disclosure.objects.filter(pk=old.pk).update(title="改过的标题")
        new = stage.disclosure("draft")
        assert standing.fallen(Disclosure, [old.pk, new.pk]) == set()
        old.refresh_from_db()
        new.refresh_from_db()
        assert standing.unfit([old, new]) == []
        sql("UPDATE catalog_disclosure SET summary = '别的' WHERE id = %s", old.pk)
        old.refresh_from_db()
        assert standing.unfit([old, new]) == [old]


def test_the_question_costs_two_or_one(stage):
    """However many rows there are, and however many models."""
    rows = [stage.disclosure("draft"), stage.disclosure("proposed"), *User.objects.all()[:3]]
    evidence.checkpoint(now=stage.now)
    rows = [type(row)._base_manager.get(pk=row.pk) for row in rows]
    with CaptureQueriesContext(connection) as asked:
        assert standing.fallen(Disclosure, [row.pk for row in rows[:2]]) == set()
    assert len(asked) == 2
    with CaptureQueriesContext(connection) as asked:
        assert standing.unfit(rows) == []
    assert len(asked) == 1
