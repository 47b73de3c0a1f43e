"""The admin as the workplace of department staff: what they reach, and proposals that are never half-saved."""

from datetime import date, timedelta

import pytest
from django.contrib.messages import get_messages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from catalog.actions import disclosures, obligations
from catalog.models import Attachment, Disclosure, DisclosureItem, Obligation, Occurrence, Placement
from core.models import RegimeVersion

EVIL = "<script>alert(1)</script>'; DROP TABLE x;-- =1+1 مرحبا 🎉"
OWED = "admin:catalog_obligation_changelist"


@pytest.fixture
def as_person(client, cast):
    """Sign somebody of the cast in."""

    def sign_in(name):
        client.force_login(cast.people[name])
        return client

    return sign_in


@pytest.fixture
def add_url(obligation):
    """The page on which the obligation is fulfilled."""
    return f"{reverse('admin:catalog_disclosure_add')}?obligation={obligation.pk}"


def typed(**changes):
    """A complete form."""
    return {
        "title": "一季度抽查结果",
        "summary": "抽查三类产品。",
        "body": "共三十批次。",
        "audience": "public",
        "formed_on": "2026-03-10",
        "subject_class": "9",
        "channels": ["web"],
        "attested": "on",
        **changes,
    }


def pdf(name="抽查结果.pdf", content=b"%PDF-1.7\n%%EOF"):
    return SimpleUploadedFile(name, content, content_type="application/pdf")


def said(response):
    return [str(message) for message in get_messages(response.wsgi_request)]


# --- what one sees -----------------------------------------------------------------------------------------------


def test_the_list_opens_on_what_is_owed_in_ones_own_departments(as_person, obligation, cast):
    """The clerk finds their obligation with its days and a way to propose; a colleague and a stranger do not."""
    page = as_person("clerk").get(reverse(OWED)).content.decode()
    assert f"?obligation={obligation.pk}" in page
    for name in ("colleague", "stranger"):
        page = as_person(name).get(reverse(OWED)).content.decode()
        assert f"?obligation={obligation.pk}" not in page
        assert reverse("admin:catalog_obligation_change", args=[obligation.pk]) not in page


def test_those_who_only_watch_see_no_way_to_propose(as_person, obligation):
    """An observer reads the list; nothing there asks them to act."""
    page = as_person("observer").get(reverse(OWED)).content.decode()
    assert reverse("admin:catalog_obligation_change", args=[obligation.pk]) in page
    assert f"?obligation={obligation.pk}" not in page


@pytest.mark.parametrize(
    "state", ["due", "late", "in_preparation", "published", "nil", "excused", "all", "nonsense"]
)
def test_the_list_filters_by_state(state, as_person, obligation, item):
    """Every state of an obligation can be chosen; an unknown word shows what is open."""
    response = as_person("clerk").get(
        reverse(OWED), {"state": state, "item": item.pk, "department": item.department_id}
    )
    assert response.status_code == 200


@pytest.mark.parametrize(
    "page",
    [
        OWED,
        "admin:catalog_disclosure_changelist",
        "admin:catalog_disclosureitem_changelist",
        "admin:catalog_occurrence_changelist",
        "admin:catalog_placement_changelist",
    ],
)
def test_lists_cost_the_same_for_one_row_and_for_three(page, as_person, item, cast, make_disclosure, now):
    """No query is asked once for each row, and no list needs more than 25."""
    client = as_person("clerk")
    counts = []
    for rows in (1, 2):
        for number in range(rows):
            happened = obligations.record_occurrence(
                item, title=f"事件{rows}{number}", happened_on=now.date(), by=cast.clerk, now=now
            )
            owed = happened.obligations.get()
            make_disclosure(item, obligation=owed, upto="published", channels=["web", "wechat"])
            obligations.record_occurrence(
                item, title=f"另{rows}{number}", happened_on=now.date(), by=cast.clerk, now=now
            )
        client.get(reverse(page))
        with CaptureQueriesContext(connection) as queries:
            assert client.get(reverse(page)).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 25


def test_staff_without_a_role_see_an_empty_desk(client, db, cast):
    """Whoever holds no role reaches nothing: every list is closed to them."""
    person = cast.people["observer"]
    person.roles.all().delete()
    client.force_login(person)
    assert client.get(reverse("admin:index")).status_code == 200
    assert client.get(reverse(OWED)).status_code == 403
    assert client.get(reverse("admin:core_user_changelist")).status_code == 403


@pytest.mark.parametrize(
    "model", ["user", "agency", "department", "regime", "letter", "heartbeat", "logentry", "calendarday"]
)
def test_the_machine_room_is_for_system_administrators(model, as_person):
    """People, agencies, days and records of the machine: administrators only."""
    address = reverse(f"admin:core_{model}_changelist")
    assert as_person("disclosure_office").get(address).status_code == 403
    assert as_person("administrator").get(address).status_code == 200


@pytest.mark.parametrize("name", ["clerk", "head", "administrator"])
def test_nothing_with_a_history_can_be_deleted(name, as_person, item, obligation, make_disclosure, cast):
    """Not an obligation, not a disclosure, not a person, by nobody."""
    published = make_disclosure(item, obligation=obligation, upto="published")
    client = as_person(name)
    for model, pk in (
        ("obligation", obligation.pk),
        ("disclosure", published.pk),
        ("disclosureitem", item.pk),
    ):
        assert (
            client.post(reverse(f"admin:catalog_{model}_delete", args=[pk]), {"post": "yes"}).status_code
            == 403
        )
    assert (
        client.post(reverse("admin:core_user_delete", args=[cast.clerk.pk]), {"post": "yes"}).status_code
        == 403
    )


def test_the_status_is_never_a_field(as_person, item, make_disclosure, all_round):
    """Posting a status to the page of a matter in review changes nothing, whatever roles one holds."""
    proposed = make_disclosure(item, upto="proposed")
    address = reverse("admin:catalog_disclosure_change", args=[proposed.pk])
    response = as_person("all_round").post(address, typed(status="published", _save="1"))
    assert response.status_code == 403
    proposed.refresh_from_db()
    assert proposed.status == Disclosure.Status.IN_REVIEW


# --- proposing ---------------------------------------------------------------------------------------------------


def test_the_form_begins_with_what_the_item_says(as_person, add_url, item, obligation):
    """Channels, audience, day and a title come from the obligation; the index number is promised."""
    form = as_person("clerk").get(add_url).context["form"]
    assert form.initial["formed_on"] == obligation.occurrence.happened_on
    assert form.initial["audience"] == item.audience
    assert set(form.initial["channels"]) == set(item.channels)
    assert item.name in form.initial["title"]


def test_saving_a_draft_gives_its_index_number(as_person, add_url, obligation, cast):
    """Saved through the action: event written, number given and shown, one message, files kept."""
    response = as_person("clerk").post(add_url, typed(_save="1", uploads=[pdf(), pdf("附表.pdf")]))
    made = Disclosure.objects.get()
    assert response["Location"] == reverse("admin:catalog_disclosure_change", args=[made.pk])
    assert (made.obligation, made.created_by, made.status) == (
        obligation,
        cast.clerk,
        Disclosure.Status.DRAFT,
    )
    assert made.attachments.count() == 2
    assert made.events.get().action == "draft"
    assert len(said(response)) == 1
    assert made.index_number in said(response)[0]


def test_saving_and_proposing_hands_it_to_the_reviewers(as_person, add_url):
    """One click more, and it waits in the queue."""
    response = as_person("clerk").post(add_url, typed(_propose="1"))
    assert response["Location"] == reverse(OWED)
    assert Disclosure.objects.get().status == Disclosure.Status.IN_REVIEW


def test_a_refused_proposal_never_says_that_it_was_proposed(as_person, add_url, obligation, item):
    """When the gate refuses, the draft stays saved, the reasons are told, and no success is claimed."""
    DisclosureItem.objects.filter(pk=item.pk).update(never_on=[])
    client = as_person("clerk")
    client.post(add_url, typed(_save="1"))
    made = Disclosure.objects.get()
    DisclosureItem.objects.filter(pk=item.pk).update(blocked="等待上级确认")
    response = client.post(
        reverse("admin:catalog_disclosure_change", args=[made.pk]), typed(_propose="1", title="新题")
    )
    made.refresh_from_db()
    assert (made.status, made.title) == (Disclosure.Status.DRAFT, "新题")
    assert any("等待上级确认" in sentence for sentence in said(response))
    assert not any("reviewers" in sentence for sentence in said(response))


def test_a_refused_draft_says_so_once_and_saves_nothing(as_person, add_url, item, django_assert_num_queries):
    """No "added successfully" beside the refusal, no half row, no number spent."""
    client = as_person("clerk")
    client.get(add_url)
    DisclosureItem.objects.filter(pk=item.pk).update(blocked="等待上级确认")
    response = client.post(add_url, typed(_save="1"))
    assert response.status_code == 422
    assert "等待上级确认" in response.content.decode()
    assert said(response) == []
    assert not Disclosure.objects.exists()


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("title", ""),
        ("title", "长" * 201),
        ("title", "公开\u202egnp.exe"),
        ("title", "零\x00字节"),
        ("summary", "长" * 501),
        ("body", ""),
        ("body", "长" * 100_001),
        ("channels", []),
        ("channels", ["smoke-signals"]),
        ("audience", "everyone"),
        ("formed_on", ""),
        ("formed_on", "2026-02-30"),
        ("formed_on", (date.today() + timedelta(days=2)).isoformat()),
        ("subject_class", "99"),
        ("attested", ""),
        ("document_number", "长" * 81),
    ],
)
def test_a_wrong_field_is_told_beside_it_and_nothing_is_saved(field, value, as_person, add_url):
    """A proposal with one thing wrong: a sentence at that field, everything typed stays, no row."""
    response = as_person("clerk").post(add_url, typed(**{field: value, "_propose": "1", "summary_kept": ""}))
    assert response.status_code == 422
    assert field in response.context["form"].errors
    assert "抽查" in response.content.decode()
    assert not Disclosure.objects.exists()


def test_a_validity_that_ends_before_it_begins_is_told_beside_its_end(as_person, add_url):
    """The days are compared; the sentence stands at the second one."""
    response = as_person("clerk").post(
        add_url, typed(valid_from="2026-05-01", valid_to="2026-04-01", _save="1")
    )
    assert set(response.context["form"].errors) == {"valid_to"}


@pytest.mark.parametrize(
    "upload",
    [
        pdf("程序.exe", b"MZ\x90\x00"),
        pdf("伪装.pdf", b"MZ\x90\x00" + b"\0" * 99),
        pdf("空.pdf", b""),
        pdf("网页.txt", b"<html><script>alert(1)</script>"),
    ],
    ids=["program", "program renamed", "empty", "page as text"],
)
def test_a_wrong_file_is_refused_beside_the_files(upload, as_person, add_url):
    """A file is what it contains. With one wrong file nothing is saved, not even the draft."""
    response = as_person("clerk").post(add_url, typed(_save="1", uploads=[pdf(), upload]))
    assert response.status_code == 422
    assert "uploads" in response.context["form"].errors
    assert not Disclosure.objects.exists()
    assert not Attachment.objects.exists()


def test_a_file_over_the_limit_is_refused(as_person, add_url, settings):
    """Too large: a sentence with the limit."""
    settings.UPLOAD_LIMIT_BYTES = 100
    response = as_person("clerk").post(
        add_url, typed(_save="1", uploads=[pdf(content=b"%PDF-" + b"x" * 200)])
    )
    assert "uploads" in response.context["form"].errors


def test_dangerous_words_are_kept_and_shown_as_text(as_person, add_url):
    """A title is text letter by letter; in the body only harmless elements stay."""
    client = as_person("clerk")
    client.post(add_url, typed(_save="1", title=EVIL, body=f"<p>好</p>{EVIL}"))
    made = Disclosure.objects.get()
    assert made.title == EVIL
    assert "<script" not in made.body
    page = client.get(reverse("admin:catalog_disclosure_change", args=[made.pk])).content.decode()
    assert "<script>alert" not in page


def test_obligatory_parts_of_the_item_are_fields_of_their_own(as_person, item, obligation, add_url):
    """An item with obligatory elements asks for each; a proposal names the missing one beside its field."""
    rules = RegimeVersion.objects.get(regime=item.agency.regime).rules
    plain = (one for one in rules.elements.items() if {part.type for part in one[1]} == {"text"})
    code, parts = next(plain)  # typed ones are asked in tests/catalog/test_typed_parts.py
    DisclosureItem.objects.filter(pk=item.pk).update(elements=code)
    filled = {f"element_{part.code}": f"{part.name}的内容" for part in parts}
    client = as_person("clerk")
    missing = f"element_{parts[0].code}"
    response = client.post(add_url, typed(_propose="1", **{**filled, missing: " "}))
    assert set(response.context["form"].errors) == {missing}
    assert client.post(add_url, typed(_propose="1", body="", **filled)).status_code == 302
    assert set(Disclosure.objects.get().elements) == {part.code for part in parts}


def test_a_wider_circle_than_that_of_the_item_cannot_be_chosen(as_person, item, obligation, add_url):
    """What the catalogue keeps for staff is not published to everybody by one proposal."""
    DisclosureItem.objects.filter(pk=item.pk).update(audience="staff")
    response = as_person("clerk").post(add_url, typed(_save="1"))
    assert "audience" in response.context["form"].errors


@pytest.mark.parametrize("name", ["colleague", "stranger", "leader", "observer"])
def test_only_the_department_opens_the_form(name, as_person, add_url, obligation):
    """Everybody else is sent away, and a forged post makes nothing."""
    client = as_person(name)
    assert client.get(add_url).status_code in (302, 403)
    client.post(add_url, typed(_propose="1"))
    assert not Disclosure.objects.exists()


def test_what_was_begun_is_gone_on_with(as_person, add_url, item, obligation, make_disclosure):
    """The second click on "propose" leads to the draft that is there."""
    begun = make_disclosure(item, obligation=obligation)
    response = as_person("clerk").get(add_url)
    assert response["Location"] == reverse("admin:catalog_disclosure_change", args=[begun.pk])


def test_without_an_obligation_one_is_sent_to_choose(as_person, cast):
    """The bare add page leads to the list of what is owed."""
    assert as_person("clerk").get(reverse("admin:catalog_disclosure_add"))["Location"] == reverse(OWED)


def test_a_returned_matter_shows_the_opinion_and_is_proposed_again(
    as_person, item, make_disclosure, cast, now
):
    """The words of the reviewer stand above the form; a file can be taken off and others added."""
    made = make_disclosure(item)
    attachment = disclosures.attach(made, upload=pdf(), by=cast.clerk, now=now)
    disclosures.propose(made, by=cast.clerk, now=now)
    disclosures.send_back(made, by=cast.leader, now=now, opinion="请补充批次。")
    client = as_person("clerk")
    address = reverse("admin:catalog_disclosure_change", args=[made.pk])
    assert "请补充批次。" in client.get(address).content.decode()
    change = typed(_propose="1", remove=[attachment.pk], uploads=[pdf("新.pdf", b"%PDF-1.7 new")])
    assert client.post(address, change).status_code == 302
    made.refresh_from_db()
    assert made.status == Disclosure.Status.IN_REVIEW
    assert [file.name for file in made.attachments.all()] == ["新.pdf"]


def test_files_of_another_disclosure_cannot_be_taken_off(as_person, item, make_disclosure, cast, now):
    """Only what belongs to the draft is offered for removal."""
    other = disclosures.attach(make_disclosure(item), upload=pdf(), by=cast.clerk, now=now)
    mine = make_disclosure(item)
    disclosures.attach(mine, upload=pdf("我.pdf"), by=cast.clerk, now=now)
    address = reverse("admin:catalog_disclosure_change", args=[mine.pk])
    response = as_person("clerk").post(address, typed(_save="1", remove=[other.pk]))
    assert "remove" in response.context["form"].errors
    assert Attachment.objects.count() == 2


# --- small steps -------------------------------------------------------------------------------------------------


def test_nothing_to_report_takes_two_clicks(as_person, period):
    """The link, the tick that nobody has set before: proposed as a nil return, for review."""
    client, obligation = as_person("clerk"), period
    address = reverse("admin:catalog_obligation_nil", args=[obligation.pk])
    assert (
        address
        in client.get(reverse("admin:catalog_obligation_change", args=[obligation.pk])).content.decode()
    )
    assert " checked" not in client.get(address).content.decode()
    assert client.post(address, {}).status_code == 422
    assert client.post(address, {"attested": "on"}).status_code == 302
    made = Disclosure.objects.get()
    assert (made.is_nil, made.status, made.obligation) == (True, Disclosure.Status.IN_REVIEW, obligation)
    assert client.post(address, {"attested": "on"}).status_code == 422


def test_an_excuse_needs_a_reason_and_a_day_ahead(as_person, obligation):
    """The disclosure office excuses with a public reason; a clerk may not."""
    address = reverse("admin:catalog_obligation_excuse", args=[obligation.pk])
    client = as_person("disclosure_office")
    assert client.post(address, {"reason": ""}).status_code == 422
    past = client.post(address, {"reason": "工程延期", "until": "2020-01-01"})
    assert "until" in past.context["form"].errors
    assert "工程延期" in past.content.decode()
    assert client.post(address, {"reason": "工程延期"}).status_code == 302
    assert Obligation.objects.get(pk=obligation.pk).excuse == "工程延期"
    assert as_person("clerk").post(address, {"reason": "x"}).status_code == 403


def test_a_withdrawal_needs_a_reason(as_person, item, make_disclosure):
    """The office takes it off the pages; the reason stays; a clerk may not."""
    published = make_disclosure(item, upto="published")
    address = reverse("admin:catalog_disclosure_withdraw", args=[published.pk])
    assert as_person("clerk").post(address, {"reason": "x"}).status_code == 403
    client = as_person("disclosure_office")
    assert client.post(address, {"reason": " "}).status_code == 422
    assert client.post(address, {"reason": "数据有误"}).status_code == 302
    assert client.post(address, {"reason": "再来"}).status_code == 422
    published.refresh_from_db()
    assert published.withdrawn_because == "数据有误"


@pytest.fixture
def placement(item, make_disclosure):
    """A board that waits for its confirmation."""
    published = make_disclosure(item, upto="published", when=timezone.now(), channels=["web", "wechat"])
    return Placement.objects.get(disclosure=published, channel="wechat")


def test_a_placement_is_confirmed_with_day_and_place(as_person, placement):
    """Not tomorrow, not before the publication, not without a place."""
    client = as_person("channel_keeper")
    address = reverse("admin:catalog_placement_confirm", args=[placement.pk])
    today = timezone.localdate()
    wrong = [
        {"placed_on": (today + timedelta(days=1)).isoformat(), "place": "一楼大厅"},
        {"placed_on": (today - timedelta(days=1)).isoformat(), "place": "一楼大厅"},
        {"placed_on": today.isoformat(), "place": "  "},
        {"placed_on": "昨天", "place": "一楼大厅"},
    ]
    for typed_in in wrong:
        assert client.post(address, typed_in).status_code == 422
    assert client.post(address, {"placed_on": today.isoformat(), "place": "一楼大厅"}).status_code == 302
    placement.refresh_from_db()
    assert placement.place == "一楼大厅"


def test_an_event_opens_what_it_makes_due(as_person, item):
    """Recorded once, refused twice, never in the future, only for items that ask for events."""
    client = as_person("clerk")
    address = reverse("admin:catalog_occurrence_add")
    today = timezone.localdate().isoformat()
    assert client.get(f"{address}?item={item.pk}").status_code == 200
    assert client.post(address, {"item": item.pk, "title": "新结果", "happened_on": today}).status_code == 302
    assert Obligation.objects.filter(occurrence__title="新结果").count() == 1
    assert client.post(address, {"item": item.pk, "title": "新结果", "happened_on": today}).status_code == 422
    tomorrow = (timezone.localdate() + timedelta(days=1)).isoformat()
    assert (
        client.post(address, {"item": item.pk, "title": "明天", "happened_on": tomorrow}).status_code == 422
    )
    assert Occurrence.objects.count() == 1


def test_every_page_of_an_object_can_be_read(
    as_person, item, obligation, make_disclosure, placement, all_round
):
    """Read-only pages with history, files and channels open without an error."""
    published = make_disclosure(item, obligation=obligation, upto="published")
    client = as_person("all_round")
    for model, pk in (
        ("obligation", obligation.pk),
        ("disclosure", published.pk),
        ("disclosureitem", item.pk),
        ("placement", placement.pk),
        ("occurrence", obligation.occurrence_id),
    ):
        assert client.get(reverse(f"admin:catalog_{model}_change", args=[pk])).status_code == 200
