"""The page of steps and versions: what everybody may know of a disclosure's way, and what only staff see."""

from datetime import timedelta

import pytest
from django.urls import reverse

from catalog.actions import correcting, disclosures
from catalog.models import Disclosure, Relation
from disclosure_portal.history_pages import PUBLIC_STEPS, STAFF_STEPS
from tests.asked_whole import ASKED_WHOLE
from tests.signing import approve

pytestmark = pytest.mark.django_db


@pytest.fixture
def corrected(item, make_disclosure, cast, now):
    """A disclosure that was returned once, published, and corrected ``times``."""

    def make(times=1, **fields):
        made = make_disclosure(item, upto="proposed", body="合格率为九成。")
        disclosures.send_back(made, by=cast.leader, now=now, opinion="内部意见：口径不清。")
        disclosures.propose(made, by=cast.clerk, now=now)
        approve(made, by=cast.leader, now=now + timedelta(days=1))
        for number in range(times):
            when = now + timedelta(days=3 + number)
            one = correcting.begin(made, reason=f"第{number + 1}次更正。", by=cast.clerk, now=when)
            changes = {"body": f"合格率为{number}成。", "attested": True, **fields}
            disclosures.revise(one, by=cast.clerk, now=when, **changes)
            disclosures.propose(one, by=cast.clerk, now=when)
            approve(one, by=cast.leader, now=when)
        made.refresh_from_db()
        return made

    return make


def page(client, made, **asked):
    return client.get(reverse("history", args=[made.pk]), asked)


def test_the_public_sees_steps_durations_texts_and_reasons_but_no_persons(client, corrected, cast):
    answer = page(client, corrected())
    text = answer.content.decode()
    assert [moment.days for moment in answer.context["moments"]] == [None, 0, 1, 0, 2]
    assert "第1次更正。" in text and "<del>" in text
    assert "内部意见" not in text and str(cast.leader) not in text


def test_staff_see_persons_and_notes(client, corrected, cast):
    client.force_login(cast.clerk)
    text = page(client, corrected()).content.decode()
    assert "内部意见" in text and str(cast.leader) in text


def test_any_two_versions_can_be_compared(client, corrected):
    made = corrected(times=2)
    first, second = page(client, made, **{"from": "1", "to": "3"}).context["pair"]
    assert (first.number, second.number) == (1, 3)
    first, second = page(client, made, **{"from": "9" * 30, "to": "x"}).context["pair"]
    assert (first.number, second.number) == (2, 3)


def test_a_text_that_may_not_be_public_is_shown_to_staff_only(client, corrected, cast):
    made = corrected(hides_earlier=True)
    assert "合格率为九成" not in page(client, made).content.decode()
    client.force_login(cast.clerk)
    assert "九" in page(client, made).content.decode()


def test_of_a_withdrawn_disclosure_no_text_is_left(client, corrected, cast, now):
    made = corrected()
    disclosures.withdraw(made, reason="涉及隐私。", by=cast.people["disclosure_office"], now=now)
    text = page(client, made).content.decode()
    assert "涉及隐私。" in text and "合格率" not in text


def test_what_one_may_not_read_has_no_history(client, item, make_disclosure, cast):
    assert page(client, make_disclosure(item, upto="proposed")).status_code == 404
    internal = make_disclosure(item, upto="published", audience="staff")
    assert page(client, internal).status_code == 404
    client.force_login(cast.clerk)
    assert page(client, internal).status_code == 200


def test_a_correction_has_no_public_page_of_its_own(client, corrected):
    correction = corrected().corrections.get()
    assert client.get(correction.get_absolute_url()).status_code == 404
    assert page(client, correction).status_code == 404


def test_many_corrections_cost_no_more_queries(client, corrected, django_assert_max_num_queries):
    for times in (1, 3):
        made = corrected(times=times)
        with django_assert_max_num_queries(8 + ASKED_WHOLE):
            page(client, made)


def test_both_pages_say_that_one_replaces_the_other(client, item, make_disclosure, cast, now):
    earlier = make_disclosure(item, upto="published", title="旧办法")
    later = make_disclosure(item, title="新办法")
    correcting.relate(later, kind=Relation.Kind.SUPERSEDES, earlier=earlier, by=cast.clerk, now=now)
    assert "新办法" not in client.get(earlier.get_absolute_url()).content.decode()
    disclosures.propose(later, by=cast.clerk, now=now)
    approve(later, by=cast.leader, now=now)
    assert "新办法" in client.get(earlier.get_absolute_url()).content.decode()
    assert "旧办法" in client.get(later.get_absolute_url()).content.decode()


def test_the_page_of_a_corrected_text_leads_to_what_was_changed(client, corrected):
    made = corrected()
    assert (
        reverse("history", args=[made.pk]) + "#versions"
        in client.get(made.get_absolute_url()).content.decode()
    )


def test_the_admin_begins_a_correction_and_leads_to_its_draft(client, item, make_disclosure, cast):
    made = make_disclosure(item, upto="published")
    client.force_login(cast.clerk)
    address = reverse("admin:catalog_disclosure_correct", args=[made.pk])
    assert client.post(address, {"reason": " "}).status_code == 422
    answer = client.post(address, {"reason": "数字有误。"})
    correction = made.corrections.get()
    assert answer.url == reverse("admin:catalog_disclosure_change", args=[correction.pk])
    form = client.get(answer.url).context["form"]
    assert form.initial["body"] and form["correction_reason"].initial == "数字有误。"
    assert all(form.fields[name].disabled for name in ("channels", "audience", "formed_on"))
    assert client.post(address, {"reason": "再来。"}).url == answer.url


def test_the_admin_relates_a_draft_by_index_number(client, item, make_disclosure, cast):
    made, draft = make_disclosure(item, upto="published"), make_disclosure(item)
    client.force_login(cast.clerk)
    address = reverse("admin:catalog_disclosure_relate", args=[draft.pk])
    assert client.post(address, {"kind": "clarifies", "earlier": "QH/没有"}).status_code == 422
    assert client.post(address, {"kind": "clarifies", "earlier": made.index_number}).status_code == 302
    relation = draft.relations.get()
    off = reverse("admin:catalog_disclosure_unrelate", args=[draft.pk, relation.pk])
    assert client.get(off).status_code == 403
    client.post(off)
    assert not draft.relations.exists()


def test_the_office_repeals_in_the_admin(client, item, make_disclosure, cast):
    made = make_disclosure(item, upto="published")
    address = reverse("admin:catalog_disclosure_repeal", args=[made.pk])
    client.force_login(cast.clerk)
    assert client.post(address, {"on": "2026-03-10", "reason": "过时。"}).status_code == 403
    client.force_login(cast.people["disclosure_office"])
    assert client.post(address, {"on": "2026-13-10", "reason": "过时。"}).status_code == 422
    client.post(address, {"on": "2026-03-10", "reason": "过时。"})
    made.refresh_from_db()
    assert made.repealed_because == "过时。"
    assert "过时。" in client.get(made.get_absolute_url()).content.decode()


@pytest.mark.once
def test_staff_see_every_step_that_there_is():
    """No step of a published disclosure is left out of the full timeline; the merging of a correction is its own."""
    assert set(Disclosure.STEPS) - {"merge"} <= set(STAFF_STEPS)
    assert set(PUBLIC_STEPS) < set(STAFF_STEPS)
