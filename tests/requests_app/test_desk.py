"""The desk: who sees what, how urgent it is, and one screen for every step."""

from datetime import date, timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from core.deadlines.calendars import calendar
from core.models import User
from core.roles import Role
from requests_app import actions
from requests_app.desk import status_words
from requests_app.models import Application, Notice
from tests.asked_whole import ASKED_WHOLE
from tests.conftest import TODAY, give_role, make_person
from tests.requests_app.conftest import person, refusal, searched

pytestmark = pytest.mark.django_db

READERS = {
    Role.INTAKE_OFFICER,
    Role.DISCLOSURE_OFFICE,
    Role.LEADER_IN_CHARGE,
    Role.HEAD,
    Role.ARCHIVIST,
    Role.SUPERVISOR,
    Role.SUPERIOR_LEADER,
}


def take(client, application, step, typed=None, **query):
    """Take a step on the case page."""
    address = reverse("requests_app:take", args=[application.pk, step], query=query or None)
    return client.post(address, typed or {})


def test_one_and_many_agree_over_the_whole_cast(bodies, make_application):
    """Whoever may read an application finds it in the list, nobody else does, and no role reaches another body."""
    here, elsewhere = make_application(bodies("J4")), make_application(bodies("J3"))
    people = [*User.objects.all(), AnonymousUser()]
    assert len(people) > 30
    for user in people:
        found = set(Application.objects.readable_by(user, on=TODAY).values_list("pk", flat=True))
        assert found == {it.pk for it in (here, elsewhere) if it.is_readable_by(user, on=TODAY)}
        assert len(found) < 2
    for role in Role:
        assert here.is_readable_by(person(here.agency, role), on=TODAY) is (role in READERS)


def test_an_administrator_reads_no_application(make_application, bodies):
    """Whoever runs the system needs a role like everybody: then they read what it reaches and nothing beyond."""
    here, elsewhere = make_application(bodies("J4")), make_application(bodies("J3"))
    root = make_person("root", is_superuser=True)
    assert not here.is_readable_by(root, on=TODAY) and not elsewhere.is_readable_by(root, on=TODAY)
    assert not Application.objects.readable_by(root, on=TODAY).exists()
    give_role(root, Role.INTAKE_OFFICER, here.agency)
    assert list(Application.objects.readable_by(root, on=TODAY)) == [here]


@pytest.mark.parametrize("name", ["case", "identity", "take"])
def test_strangers_find_nothing(client, bodies, make_application, name):
    """404 for people of another body, 403 on the desk for those without any reach, the sign-in for visitors.

    Whoever sent a form is shown the sign-in page at once: it takes along what was typed, and says nothing of the case.
    """
    application = make_application(bodies("J4"))
    args = [application.pk, "register"] if name == "take" else [application.pk]
    address = reverse(f"requests_app:{name}", args=args)
    call = client.get if name == "case" else client.post
    if name == "case":
        assert call(address).status_code == 302
        assert reverse("login") in call(address).url
    else:
        door = call(address, {"reason": "核对申请人"})
        assert door.status_code == 403 and "registration/login.html" in [one.name for one in door.templates]
        assert application.number not in door.content.decode()
    for stranger in (person(bodies("J3"), Role.INTAKE_OFFICER), person(bodies("J4"), Role.PROPOSER)):
        client.force_login(stranger)
        assert call(address).status_code == 404
    application.refresh_from_db()
    assert application.status == Application.Status.RECEIVED


def test_the_desk_and_the_papers_are_closed_to_strangers(client, bodies, make_application):
    """A clerk without a role for applications gets 403 on the desk and 404 for a notice of it."""
    application = make_application(bodies("J4"))
    paper = reverse("requests_app:notice", args=[application.notices.get().pk])
    client.force_login(person(bodies("J4"), Role.PROPOSER))
    assert client.get(reverse("requests_app:desk")).status_code == 403
    assert client.get(paper).status_code == 404
    client.force_login(person(bodies("J3"), Role.INTAKE_OFFICER))
    assert application.number not in client.get(reverse("requests_app:desk")).content.decode()
    assert client.get(paper).status_code == 404


def test_what_is_decided_stays_on_the_desk_until_it_is_delivered(client, make_application, officer):
    """Without a filter the officer sees what still needs a hand, a decision on its way to the applicant too."""
    client.force_login(officer)
    decided, closed = make_application(upto="decided"), make_application(upto="closed")
    shown = client.get(reverse("requests_app:desk"))
    assert [application for application, _light in shown.context["rows"]] == [decided]
    assert shown.context["open_count"] == 1
    assert closed.number not in shown.content.decode()


def test_the_desk_asks_as_often_for_three_as_for_one(client, make_application, officer):
    """A constant number of queries, and none of the encrypted columns."""
    client.force_login(officer)
    counted = []
    for more in (1, 2):
        for _number in range(more):
            make_application()
        client.get(reverse("requests_app:desk"))
        with CaptureQueriesContext(connection) as queries:
            assert client.get(reverse("requests_app:desk")).status_code == 200
        counted.append(len(queries))
    assert counted[0] == counted[1] <= 11 + ASKED_WHOLE  # one asks whether the roles stand
    assert not [query for query in queries if "applicant_name" in query["sql"]]


def test_the_case_page_asks_a_constant_number_of_times(client, make_application, officer, now):
    """Events, entries and notices grow; the queries do not."""
    client.force_login(officer)
    fresh, old = make_application(upto="registered"), make_application(upto="registered")
    actions.ask_correction(old, missing="请补充", days=5, by=officer, now=now)
    actions.correct(old, text="补充", now=now)
    counted = []
    for application in (fresh, old):
        with CaptureQueriesContext(connection) as queries:
            client.get(application.get_absolute_url())
        counted.append(len(queries))
    assert max(counted) <= 27 + ASKED_WHOLE  # two of them ask whether case and roles are as written


def test_the_most_urgent_come_first(client, make_application, officer, now):
    """By day of answer; what waits for the applicant stands last."""
    waiting = make_application(upto="registered", when=now - timedelta(days=20))
    actions.ask_correction(waiting, missing="请补充", days=5, by=officer, now=now - timedelta(days=19))
    newer, older = make_application(), make_application(when=now - timedelta(days=10))
    client.force_login(officer)
    rows = client.get(reverse("requests_app:desk")).context["rows"]
    assert [row.pk for row, _light in rows] == [older.pk, newer.pk, waiting.pk]


def test_what_is_finished_comes_newest_first(client, make_application, officer, now):
    """Nothing is urgent about it: who looks for an old answer looks for a recent one."""
    older, newer = (make_application(upto="closed", when=now - timedelta(days=days)) for days in (3, 1))
    client.force_login(officer)
    page = client.get(reverse("requests_app:desk"), {"status": "closed"}).context["page"]
    assert [one.pk for one in page] == [newer.pk, older.pk]


def test_the_filters_show_one_status(client, make_application, officer):
    """Without a filter what is open; an unknown one is none."""
    make_application()
    closed = make_application(upto="closed")
    client.force_login(officer)
    desk = reverse("requests_app:desk")
    assert [row.pk for row, _light in client.get(desk, {"status": "closed"}).context["rows"]] == [closed.pk]
    assert len(client.get(desk, {"status": "nonsense"}).context["rows"]) == 1
    assert client.get(desk, {"page": "9999"}).status_code == 200


@pytest.mark.parametrize(
    ("today", "tone", "word"),
    [
        (date(2026, 3, 20), "good", "还有7个工作日"),
        (date(2026, 3, 26), "warn", "还有3个工作日"),
        (date(2026, 3, 31), "warn", "今天到期"),
        (date(2026, 4, 1), "bad", "逾期1个工作日"),
        (date(2026, 4, 5), "bad", "逾期3个工作日"),
    ],
)
def test_lights_have_a_colour_and_a_word(make_application, today, tone, word):
    """Due on 31 March: green, amber in the last three working days, red once it has passed."""
    found = status_words.light(make_application(upto="registered"), today=today, calendar=calendar())
    assert (found.tone, found.word) == (tone, word)


def test_late_is_only_who_owes_something(make_application, officer, now):
    """While the applicant owes a correction, and after the decision, nobody is late."""
    far = date(2027, 1, 1)
    assert status_words.is_late(make_application(upto="drafted"), far)
    waiting = make_application(upto="registered")
    actions.ask_correction(waiting, missing="请补充", days=5, by=officer, now=now)
    assert not status_words.is_late(waiting, far)
    assert not status_words.is_late(make_application(upto="decided"), far)


def test_an_officer_walks_an_application_to_its_end(client, make_application, bodies, now):
    """Register, draft, (the leader decides,) deliver: each step by the page that offers it."""
    application = make_application(bodies("J3"))
    officer = person(bodies("J3"), Role.INTAKE_OFFICER)
    client.force_login(officer)
    assert take(client, application, "register").status_code == 302
    typed = refusal(application)["decision"]
    assert take(client, application, "draft", typed, outcome="refused").status_code == 302
    page = client.get(application.get_absolute_url())
    assert not page.context["may_decide"]
    assert take(client, application, "decide").status_code == 404
    leader = person(bodies("J3"), Role.LEADER_IN_CHARGE)
    client.force_login(leader)
    assert client.get(application.get_absolute_url()).context["may_decide"]
    application.refresh_from_db()
    actions.decide(application, by=leader, now=now)
    client.force_login(officer)
    assert take(client, application, "deliver", {"on": "2026-03-10", "way": "web"}).status_code == 302
    application.refresh_from_db()
    assert application.status == Application.Status.CLOSED
    assert application.notices.filter(kind=Notice.Kind.DECISION).count() == 1


def test_a_step_out_of_turn_is_refused_with_a_sentence(client, make_application, officer):
    """A second click on "register" finds that it is done."""
    application = make_application()
    client.force_login(officer)
    take(client, application, "register")
    again = client.post(reverse("requests_app:take", args=[application.pk, "register"]), follow=True)
    assert "现在不能办理" in again.content.decode()
    assert application.events.filter(action="register").count() == 1
    assert take(client, application, "publish").status_code == 404


def test_each_outcome_asks_for_its_own_fields(client, make_application, bodies):
    """The seven of J3 are all there to choose, and each form has exactly the fields that the regime names."""
    now = timezone.localtime()  # a correction can still be asked for
    by = person(bodies("J3"), Role.INTAKE_OFFICER)
    application = make_application(bodies("J3"), upto="registered", when=now)
    client.force_login(by)
    page = client.get(application.get_absolute_url())
    assert len(page.context["outcomes"]) == 7
    first = [one.code for one in application.rules.outcomes.values() if "searched" in one.needs]
    for code in first:  # the search comes before its answer
        page = client.get(application.get_absolute_url(), {"outcome": code})
        assert "draft" not in page.context["forms"] and "先" in page.content.decode()
    searched(application, by, now)
    for code, outcome in application.rules.outcomes.items():
        form = client.get(application.get_absolute_url(), {"outcome": code}).context["forms"]["draft"]
        extra = {"publish": {"item"}, "correct": {"days"}}.get(outcome.effect, set())
        of_kinds = {need for kind in outcome.kinds.values() for need in kind.needs}
        extra |= {"kind"} if outcome.kinds else set()
        longer = {"longer_days", "longer_reason"} if outcome.effect == "disclose" else set()  # J3:014
        known = {"agency", "other_body", "contact"} if outcome.effect == "transfer" else set()
        assert set(form.fields) == set(outcome.needs) | extra | of_kinds | longer | known
        optional = {name for name, field in form.fields.items() if not field.required}
        assert optional == of_kinds | longer | known | ({"kind"} if outcome.kinds and outcome.row else set())


def test_the_identity_number_shows_only_after_a_recorded_look(client, make_application, officer, leader):
    """Masked on the page; a POST of the officer shows it and leaves an event; a leader gets 403 and no trace."""
    application = make_application()
    address = reverse("requests_app:identity", args=[application.pk])
    client.force_login(officer)
    assert "11010519491231002X" not in client.get(application.get_absolute_url()).content.decode()
    assert client.get(address).status_code == 405
    assert client.post(address, {"reason": " "}).status_code == 422
    shown = client.post(address, {"reason": "核对身份"})
    assert "11010519491231002X" in shown.content.decode() and "no-store" in shown["Cache-Control"]
    assert application.events.filter(action="see_identity", actor=officer).count() == 1
    client.force_login(leader)
    assert client.post(address).status_code == 403
    assert application.events.filter(action="see_identity").count() == 1


def test_those_who_only_watch_see_no_contact(client, make_application, body):
    """A supervisor reads the case, not how to reach the applicant."""
    application = make_application()
    client.force_login(person(body, Role.SUPERVISOR))
    page = client.get(application.get_absolute_url()).content.decode()
    assert application.subject in page
    assert application.phone not in page and application.email not in page


def test_the_extension_is_offered_to_its_approver_only(client, make_application, body, officer):
    """J4: the leader of the district finds the form, the officer does not; the applicant's day moves."""
    application = make_application(upto="registered", when=timezone.now())  # its day of answer lies ahead
    client.force_login(officer)
    assert "extend" not in client.get(application.get_absolute_url()).context["forms"]
    client.force_login(person(body, Role.SUPERIOR_LEADER))
    assert "extend" in client.get(application.get_absolute_url()).context["forms"]


def test_the_admin_shows_no_personal_data_and_changes_nothing(client, make_application, officer):
    """Read-only, inside one's reach, without name, identity number or contact."""
    application = make_application()
    client.force_login(officer)
    page = client.get(reverse("admin:requests_app_application_change", args=[application.pk]))
    assert page.status_code == 200
    body = page.content.decode()
    assert application.number in body
    assert application.applicant_name not in body and application.phone not in body
    assert client.get(reverse("admin:requests_app_application_add")).status_code == 403
    stranger = make_person("somebody")
    give_role(stranger, Role.PROPOSER, application.agency)
    client.force_login(stranger)
    assert client.get(reverse("admin:requests_app_application_changelist")).status_code == 403
