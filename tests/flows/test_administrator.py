"""Who runs the machine does not decide and reads no case: every address of the portal, asked and sent to by them."""

from collections.abc import Iterator
from itertools import product

import pytest
from django.test import Client
from django.urls import NoReverseMatch, URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone

from catalog.models import Disclosure
from core.models import Letter, RoleAssignment, RoleChange, User
from core.people import role_changes
from core.roles import Role
from requests_app import actions as applications
from requests_app.models import Application, ApplicationEvent
from review.models import Verdict
from supervision.actions import complaints
from supervision.models import Complaint

SECRETS = {
    "柳青禾": "who applied",
    "110101199003078398": "an identity number",
    "13800138000": "a telephone",
    "河西二号院改造的补偿名册": "what was applied for",
    "请提供补偿名册的全部页": "how it was described",
    "窗口人员拒绝受理": "a complaint",
    "白鹭": "who complained",
    "尚未审定的道路计划": "a draft in review",
}
# What ends the session of who asks, or belongs to nobody's case.
LEFT_OUT = ("logout", "javascript_catalog", "jsi18n", "static", "healthz", "password_change")
SENT = {
    "says": "approve",
    "opinion": "同意",
    "reason": "核对",
    "sure": "yes",
    "attested": "on",
    "answer": "已办理",
    "text": "已办理",
    "on": "2026-03-10",
    "way": "web",
}


@pytest.fixture
def world(stage):
    """An application with a drafted decision, a complaint, a matter in review; and who runs the machine."""
    officer = stage.people[Role.INTAKE_OFFICER]
    application, code = applications.receive(
        agency=stage.body.agency,
        now=stage.now,
        applicant_kind="person",
        applicant_name="柳青禾",
        identity_number="110101199003078398",
        phone="13800138000",
        email="liu@example.org",
        address="河东路1号",
        subject="河西二号院改造的补偿名册",
        description="请提供补偿名册的全部页",
        delivery_form="electronic",
    )
    applications.register(application, by=officer, now=stage.now)
    applications.draft(application, by=officer, now=stage.now, **stage.refusal(application))
    complaints.receive(
        agency=stage.body.agency, text="窗口人员拒绝受理", name="白鹭", phone="13800138000", now=stage.now
    )
    stage.disclosure("proposed", title="尚未审定的道路计划")
    root = User.objects.create(
        username="root", name="root", email="root@example.org", is_staff=True, is_superuser=True
    )
    return stage, root, code


def routes(patterns, before: tuple = ()) -> Iterator[tuple[str, dict]]:
    """Every named address of the portal, with the kinds of what stands in it."""
    for one in patterns:
        if isinstance(one, URLResolver):
            space = (*before, one.namespace) if one.namespace else before
            yield from routes(one.url_patterns, space)
        elif isinstance(one, URLPattern) and one.name and not any(it in one.name for it in LEFT_OUT):
            yield ":".join((*before, one.name)), one.pattern.converters


def addresses(stage, code: str) -> Iterator[str]:
    """Each address with what might stand in it: the first numbers, the body, the numbers of the cases, the steps."""
    texts = [
        stage.body.agency.slug,
        Application.objects.get().number,
        Complaint.objects.get().number,
        code,
        *("approve", "decide", "register", "answer", "take_up", "disclosure", "core"),
    ]
    seen = set()
    for name, kinds in routes(get_resolver().url_patterns):
        choices = [
            ["1", "2"] if "Int" in type(kind).__name__ or name.startswith("admin:") else texts
            for kind in kinds.values()
        ]
        for chosen in product(*choices) if len(choices) < 3 else ():
            try:
                address = reverse(name, kwargs=dict(zip(kinds, chosen, strict=True)))
            except NoReverseMatch:
                continue
            if address not in seen:
                seen.add(address)
                yield address


def told(answer) -> str:
    """All that was answered, on the way too."""
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return content.decode(errors="replace") + answer.headers.get("Location", "")


def test_no_page_tells_them_of_a_case_and_no_form_decides_one(world):
    """Every address, by GET and by POST, pages of the admin and files among them; then nothing has changed."""
    stage, root, code = world
    client = Client(raise_request_exception=False)
    client.force_login(root)
    before = states()
    leaks, tried = [], 0
    for address in addresses(stage, code):
        for answer in (client.get(address), client.post(address, SENT)):
            tried += 1
            assert answer.status_code < 500, address
            said = told(answer)
            leaks += [(address, what) for word, what in SECRETS.items() if word in said]
    assert tried > 500
    assert not leaks, leaks
    after = states()
    assert before.items() <= after.items()  # what they file themselves, as anybody may, comes to it
    assert {one for one, _pk in after.keys() - before.keys()} <= {"Application", "Complaint"}
    assert not Verdict.objects.filter(reviewer=root).exists()
    assert not ApplicationEvent.objects.filter(actor=root).exists()


def states() -> dict:
    """How every case stands, and how many roles there are."""
    return {
        (model.__name__, pk): status
        for model in (Application, Complaint, Disclosure)
        for pk, status in model.objects.values_list("pk", "status")
    } | {("roles", 0): RoleAssignment.objects.count()}


def test_they_are_found_by_no_search_of_theirs(world):
    """Nor do the lists that they may open hold a letter of an applicant, whatever they ask for."""
    _stage, root, _code = world
    client = Client()
    client.force_login(root)
    for model in ("letter", "user", "agency", "logentry", "rolechange"):
        for word in SECRETS:
            answer = client.get(reverse(f"admin:core_{model}_changelist"), {"q": word})
            assert answer.context["cl"].result_count == 0, (model, word)
    looked_at = list(Letter.objects.all())
    assert looked_at
    for letter in looked_at:
        said = told(client.get(reverse("admin:core_letter_change", args=[letter.pk])))
        assert not [word for word in SECRETS if word in said], letter.name


def role_form(person: User, **role) -> dict:
    """What the page of a person sends with one more role."""
    held = list(person.roles.order_by("agency", "role", "user"))
    rows = {"roles-TOTAL_FORMS": len(held) + 1, "roles-INITIAL_FORMS": len(held)}
    for place, one in enumerate(held):
        rows |= {
            f"roles-{place}-id": one.pk,
            f"roles-{place}-user": person.pk,
            f"roles-{place}-role": one.role,
            f"roles-{place}-agency": one.agency_id,
            f"roles-{place}-department": one.department_id or "",
            f"roles-{place}-since": one.since.isoformat(),
            f"roles-{place}-until": one.until.isoformat() if one.until else "",
        }
    rows |= {f"roles-{len(held)}-{name}": value for name, value in {"user": person.pk, **role}.items()}
    person_fields = {"username": person.username, "name": person.name, "email": person.email}
    ticks = {name: "on" for name in ("is_active", "is_staff", "is_superuser") if getattr(person, name)}
    return {**person_fields, **ticks, **rows}


def test_they_may_take_a_role_and_the_head_of_the_body_reads_of_it(world):
    """By the page of a person, as they would do it: on record, told by letter, shown to who may see; then they read."""
    stage, root, _code = world
    role_changes.write_down(now=stage.now, tell=False)
    client = Client()
    client.force_login(root)
    application = Application.objects.get()
    assert client.get(application.get_absolute_url()).status_code == 404
    head = stage.people[Role.HEAD]
    role = {
        "role": Role.LEADER_IN_CHARGE,
        "agency": stage.body.agency.pk,
        "department": "",
        "since": "2026-03-01",
    }
    answer = client.post(reverse("admin:core_user_change", args=[root.pk]), role_form(root, **role))
    assert answer.status_code == 302
    entry = RoleChange.objects.filter(role=Role.LEADER_IN_CHARGE).first()
    assert (entry.kind, entry.person, entry.by, entry.agency) == ("given", root, root, stage.body.agency)
    letter = Letter.objects.filter(name="roles_changed").get()
    assert letter.to == head.email
    assert "root" in letter.body and str(Role.LEADER_IN_CHARGE.label) in letter.body
    client.force_login(User.objects.get(pk=root.pk))
    assert client.get(application.get_absolute_url()).status_code == 200
    client.force_login(head)
    page = client.get(reverse("admin:core_rolechange_changelist"))
    assert page.status_code == 200 and "root" in told(page)
    client.force_login(stage.people[Role.PROPOSER])
    assert client.get(reverse("admin:core_rolechange_changelist")).status_code == 403


def test_a_role_that_came_past_the_portal_is_found_and_told(world):
    """Written by another hand, ended by another hand, an administrator made by one: each once, then silence."""
    stage, root, _code = world
    role_changes.write_down(now=stage.now, tell=False)
    made = RoleAssignment.objects.create(
        user=root, role=Role.HEAD, agency=stage.body.agency, since=stage.now.date()
    )
    assert role_changes.write_down(now=stage.now) == 1
    assert role_changes.write_down(now=stage.now) == 0
    RoleAssignment.objects.filter(pk=made.pk).update(until=stage.now.date())
    assert role_changes.write_down(now=stage.now) == 1
    RoleAssignment.objects.filter(pk=made.pk).delete()
    assert role_changes.write_down(now=stage.now) == 1
    kinds = list(
        RoleChange.objects.filter(person=root, role=Role.HEAD).order_by("pk").values_list("kind", "by")
    )
    assert kinds == [("given", None), ("changed", None), ("taken", None)]
    to_head = Letter.objects.filter(name="roles_changed", to_key=letter_key(stage.people[Role.HEAD].email))
    assert to_head.count() == 3
    User.objects.filter(pk=stage.people[Role.OBSERVER].pk).update(is_superuser=True)
    assert role_changes.write_down(now=stage.now) == 1
    assert Letter.objects.addressed_to(root.email).filter(name="roles_changed").exists()


def letter_key(address: str) -> str:
    """How a letter to ``address`` is found."""
    return Letter.objects.addressed_to(address).values_list("to_key", flat=True).first()


def test_a_password_set_for_another_is_told_to_them(world):
    """Whoever knows it could sign in their name; and a new mail address is told at the old one."""
    stage, root, _code = world
    client = Client()
    client.force_login(root)
    head = stage.people[Role.HEAD]
    sent = {"password1": "river-and-mountain", "password2": "river-and-mountain", "usable_password": "true"}
    client.post(reverse("admin:auth_user_password_change", args=[head.pk]), sent)
    head.refresh_from_db()
    assert head.check_password("river-and-mountain")
    assert Letter.objects.addressed_to(head.email).filter(name="account_changed").count() == 1
    old = head.email
    form = role_form(head, role="", agency="", department="", since="")
    client.post(reverse("admin:core_user_change", args=[head.pk]), {**form, "email": "other@example.org"})
    head.refresh_from_db()
    assert head.email == "other@example.org"
    assert Letter.objects.addressed_to(old).filter(name="account_changed").count() == 2
    assert RoleChange.objects.filter(kind__in=("password", "address"), person=head, by=root).count() == 2
    assert timezone.localdate(RoleChange.objects.first().at) == stage.now.date()


def test_whoever_changes_how_another_signs_in_is_told_of_to_the_head_of_each_body(world):
    """Password, address, user name, closed, opened: it is a way into every role. On record for each body, told to the
    person and to its head; about the head it goes to who stands next to them; who changes their own tells nobody."""
    stage, root, _code = world
    role_changes.write_down(now=stage.now, tell=False)
    client = Client()
    client.force_login(root)
    officer, head = stage.people[Role.INTAKE_OFFICER], stage.people[Role.HEAD]

    def told(reader: User, about: User) -> int:
        letters = Letter.objects.addressed_to(reader.email).filter(name="roles_changed")
        return sum(f"- {about} ·" in one.body for one in letters)

    sent = {"password1": "river-and-mountain", "password2": "river-and-mountain", "usable_password": "true"}
    client.post(reverse("admin:auth_user_password_change", args=[officer.pk]), sent)
    form, page = role_form(officer, role="", agency="", department="", since=""), "admin:core_user_change"
    client.post(reverse(page, args=[officer.pk]), {**form, "email": "mine@example.org", "username": "other"})
    client.post(reverse(page, args=[officer.pk]), {**form, "is_active": ""})
    client.post(reverse(page, args=[officer.pk]), form)
    entries = RoleChange.objects.filter(person=officer, by=root).order_by("pk")
    kinds = ["password", "address", "username", "address", "username", "closed", "opened"]
    assert list(entries.values_list("kind", flat=True)) == kinds
    assert {one.agency for one in entries} == {stage.body.agency}
    assert told(head, officer) == 4 and told(root, officer) == 0
    to_officer = Letter.objects.filter(name="account_changed")
    assert any(str(RoleChange.Kind.CLOSED.label) in one.body for one in to_officer)
    client.force_login(User.objects.get(pk=head.pk))
    assert (
        str(RoleChange.Kind.CLOSED.label)
        in client.get(reverse("admin:core_rolechange_changelist")).content.decode()
    )
    client.force_login(root)
    client.post(reverse("admin:auth_user_password_change", args=[head.pk]), sent)
    assert told(head, head) == 0
    next_to = Letter.objects.filter(name="roles_changed").order_by("pk").last()
    assert str(head) in next_to.body and next_to.to != head.email
    before = RoleChange.objects.count()
    client.post(reverse("admin:auth_user_password_change", args=[root.pk]), sent)
    assert RoleChange.objects.count() == before
