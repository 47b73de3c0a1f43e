"""The desk of a department, and the two ways in which a proposal is begun or changed by more than one hand."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from catalog.actions import autosave, disclosures, drafting, obligations
from catalog.models import Disclosure, KeptProposal
from core.text import richtext
from tests.catalog.test_admin import typed

DESK = "desk"


def change_url(disclosure):
    return reverse("admin:catalog_disclosure_change", args=[disclosure.pk])


def test_what_is_owed_is_one_click_from_proposing_and_from_nothing_to_report(client, cast, period):
    """Each obligation stands with both ways to fulfil it."""
    obligation = period
    client.force_login(cast.clerk)
    page = client.get(reverse(DESK)).content.decode()
    assert f"{reverse('admin:catalog_disclosure_add')}?obligation={obligation.pk}" in page
    assert reverse("admin:catalog_obligation_nil", args=[obligation.pk]) in page


def test_what_was_returned_stands_with_its_opinion_and_drafts_with_their_way_on(
    client, cast, item, make_disclosure, now
):
    """A department reads why something came back before it opens it; another department finds neither."""
    returned = make_disclosure(item, upto="proposed", title="退回的材料")
    disclosures.send_back(returned, opinion="缺少检验批次", by=cast.leader, now=now)
    draft = make_disclosure(item, title="未写完的材料")
    client.force_login(cast.clerk)
    page = client.get(reverse(DESK)).content.decode()
    assert "缺少检验批次" in page and change_url(returned) in page and change_url(draft) in page
    client.force_login(cast.colleague)
    page = client.get(reverse(DESK)).content.decode()
    assert "缺少检验批次" not in page and "未写完的材料" not in page


def test_tasks_of_channels_lead_to_their_confirmation(client, cast, item, make_disclosure):
    """What must hang on a board is confirmed from the desk."""
    out = make_disclosure(item, upto="published")
    task = out.placements.create(channel="board", name="公开栏")
    client.force_login(cast.clerk)
    page = client.get(reverse(DESK)).content.decode()
    assert task.get_absolute_url() in page


@pytest.mark.parametrize("name,status", [("clerk", 200), ("channel_keeper", 200), ("observer", 403)])
def test_the_desk_is_for_those_who_work_at_it(name, status, client, cast):
    """Who proposes nothing and keeps nothing has no desk."""
    client.force_login(cast.people[name])
    assert client.get(reverse(DESK)).status_code == status


def test_the_desk_asks_no_query_per_row(client, cast, item, make_disclosure, now):
    """As many queries with three rows of each kind as with one."""
    client.force_login(cast.clerk)

    def one_more():
        make_disclosure(item)
        back = make_disclosure(item, upto="proposed")
        disclosures.send_back(back, opinion="补充", by=cast.leader, now=now)
        make_disclosure(item, upto="published").placements.create(channel="board", name="公开栏")
        title = f"第{KeptProposal.objects.count()}项"
        happened = obligations.record_occurrence(item, title=title, happened_on=now.date(), by=None, now=now)
        duty = happened.obligations.get()
        autosave.keep(item=item, obligation=duty, typed={"title": ["x"]}, seen="", by=cast.clerk, now=now)

    one_more()
    client.get(reverse(DESK))
    counts = []
    for _ in range(2):
        with CaptureQueriesContext(connection) as queries:
            client.get(reverse(DESK))
        counts.append(len(queries))
        one_more()
        one_more()
    assert counts[0] == counts[1]


def test_the_text_of_the_last_period_is_copied_when_asked(client, cast, item, obligation, make_disclosure):
    """Summary and text come along, the title is that of the new period; unasked, the form is empty."""
    # Formed on another day than the event of the duty, which it would else fulfil.
    eve = obligation.base_on - timedelta(days=1)
    make_disclosure(item, upto="published", summary="上期摘要", body="上期正文", formed_on=eve)
    client.force_login(cast.clerk)
    address = f"{reverse('admin:catalog_disclosure_add')}?obligation={obligation.pk}"
    assert not client.get(address).context["form"]["body"].value()
    form = client.get(f"{address}&copy=1").context["form"]
    assert (form["summary"].value(), form["body"].value()) == ("上期摘要", "上期正文")
    assert obligation.label in form["title"].value()


def test_of_two_editors_the_second_is_told_and_nothing_is_overwritten(
    client, cast, item, make_disclosure, now
):
    """The later saving shows both texts; only saving again, having seen them, replaces the first."""
    draft = make_disclosure(item)
    client.force_login(cast.clerk)
    seen = client.get(change_url(draft)).context["form"]["seen"].value()
    disclosures.revise(draft, by=cast.department_head, now=now, title="科长改的题目")
    response = client.post(change_url(draft), typed(title="我的题目", seen=seen, _save="1"))
    assert response.status_code == 422
    page = response.content.decode()
    assert "科长改的题目" in page and "我的题目" in page and str(cast.department_head) in page
    assert Disclosure.objects.get(pk=draft.pk).title == "科长改的题目"
    again = response.context["form"]["seen"].value()
    client.post(change_url(draft), typed(title="我的题目", seen=again, _save="1"))
    assert Disclosure.objects.get(pk=draft.pk).title == "我的题目"


def test_rows_copied_from_a_spreadsheet_become_a_table(cast, item, make_disclosure):
    """Tab-separated lines, as office software puts them on the clipboard, are a table; other text stays paragraphs."""
    draft = make_disclosure(item, body="说明文字\n\n批次\t结果\n甲\t合格\n<b>乙</b>\t不合格")
    assert "<td>合格</td>" in draft.body and draft.body.count("<tr>") == 3
    assert "<p>说明文字</p>" in draft.body and "<b>" not in draft.body


def test_what_is_typed_is_saved_by_the_rules_of_the_form(client, cast, item, make_disclosure, now):
    """The mark of what was seen decides; a stranger finds nothing, a wrong day is named, nothing begins by itself."""
    draft = make_disclosure(item)
    address = reverse("admin:catalog_disclosure_keep", args=[draft.pk])
    for name, status in (("colleague", 404), ("observer", 403), ("stranger", 404)):
        client.force_login(cast.people[name])
        assert client.post(address, typed()).status_code == status
    client.force_login(cast.clerk)
    assert client.get(address).status_code == 405
    wrong = client.post(address, typed(formed_on="2999-01-01", seen=drafting.mark(draft)))
    assert wrong.status_code == 422 and wrong.json()["says"]
    kept = client.post(address, typed(title="边写边存", seen=drafting.mark(draft)))
    assert kept.status_code == 200
    assert Disclosure.objects.get(pk=draft.pk).title == "边写边存"
    for old in ("", drafting.mark(draft)):
        late = client.post(address, typed(title="旧窗口", seen=old))
        assert late.status_code == 409 and str(cast.clerk) in late.json()["says"]
    draft.refresh_from_db()
    assert kept.json()["seen"] == drafting.mark(draft) and draft.title == "边写边存"
    disclosures.propose(draft, by=cast.clerk, now=now)
    assert client.post(address, typed(seen=drafting.mark(draft))).status_code == 409


def test_text_around_a_table_stays_paragraphs():
    """Words typed above and below a pasted table keep their empty lines; HTML stays what it is."""
    made = richtext.cleaned("一\n\n二\n<table><tr><td>a</td></tr></table>\n甲 &lt;5")
    assert made.startswith("<p>一</p>\n\n<p>二</p><table>") and made.endswith("<p>甲 &lt;5</p>")
    assert richtext.cleaned(made) == made


def test_a_new_proposal_is_kept_for_its_writer_until_it_is_a_draft(client, cast, item, obligation):
    """On every computer, for nobody else; no number is spent; an older window is refused; saving makes the draft."""
    query = f"?obligation={obligation.pk}"
    address, add = (reverse(f"admin:catalog_disclosure_{name}") for name in ("keep_new", "add"))
    for name, status in (("colleague", 404), ("observer", 404)):
        client.force_login(cast.people[name])
        assert client.post(address + query, typed()).status_code == status
    client.force_login(cast.clerk)
    assert client.get(address + query).status_code == 405 and client.post(address).status_code == 404
    raw = typed(title="没写完的\x00", body="第一段<b>", formed_on="昨天", attested="", seen="")
    raw.pop("attested")
    first = client.post(address + query, raw)
    assert first.status_code == 200 and not Disclosure.objects.exists()
    late = client.post(address + query, typed(title="另一个窗口", seen=""))
    assert late.status_code == 409 and late.json()["says"]
    assert (
        client.post(address + query, typed(body="长" * 300_001, seen=first.json()["seen"])).status_code == 409
    )

    kept = KeptProposal.objects.get()
    desk = client.get(reverse(DESK)).content.decode()
    assert f"{add}{query}" in desk and kept.get_absolute_url() in desk and "没写完的" in desk
    assert "第一段&lt;b&gt;" in client.get(kept.get_absolute_url()).content.decode()
    form = client.get(add + query).context["form"]
    said = {name: form[name].value() for name in ("title", "body", "formed_on", "attested", "seen")}
    assert said == {
        "title": "没写完的",
        "body": "第一段<b>",
        "formed_on": "昨天",
        "attested": False,
        "seen": first.json()["seen"],
    }
    for name in ("department_head", "colleague"):
        client.force_login(cast.people[name])
        assert client.get(kept.get_absolute_url()).status_code == 404
        assert "没写完的" not in client.get(reverse(DESK)).content.decode()

    client.force_login(cast.clerk)
    second = client.post(address + query, typed(title="写完了", seen=first.json()["seen"]))
    assert second.status_code == 200 and KeptProposal.objects.count() == 1
    assert client.post(add + query, typed(title="写完了", _save="1")).status_code == 302
    assert Disclosure.objects.get().title == "写完了" and not KeptProposal.objects.exists()
    client.post(address + query, typed(title="晚到的"))
    desk = client.get(reverse(DESK)).content.decode()
    assert "晚到的" in desk and f"{add}{query}" not in desk  # begun meanwhile: it can be read
    late = KeptProposal.objects.get()
    assert not autosave.forget(now=late.kept_at)
    assert client.post(late.get_absolute_url(), {"discard": "1"}).status_code == 302
    client.post(f"{address}?item={item.pk}", typed())
    assert autosave.forget(now=KeptProposal.objects.get().kept_at + autosave.KEPT_FOR) == 1
