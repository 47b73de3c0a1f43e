"""A button is there only when its step can be taken: each is pressed with good input, in every state, by everybody.

What cannot be taken yet, or any more, is said in place of the button. Refused for what was typed is another thing: the
field says it.
"""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.urls import reverse

from archive import displaying
from catalog.actions import disclosures, erasing
from core.roles import Role
from requests_app import actions as applications
from requests_app.actions import charging, consulting, disputes, extending, merging, posting, reasoning
from requests_app.models import Posting
from tests.conftest import load_regime
from tests.flows.pages import Form, Page, Visitor
from tests.flows.stage import Stage
from tests.flows.wrong import undone

pytestmark = [pytest.mark.django_db, pytest.mark.once]
A_DAY = timedelta(days=1)
# Whose good input depends on the world: signing out, languages, and links that need the number of another case.
NOT_PRESSED = ("/logout", "/i18n/", "/link/", "/follow/", "/accounts/")
IN_CASE = (
    Role.INTAKE_OFFICER, Role.DISCLOSURE_OFFICE, Role.LEADER_IN_CHARGE, Role.HEAD, Role.SUPERIOR_LEADER,
    Role.ARCHIVIST, Role.SUPERVISOR,
)  # fmt: skip


class Lived(Stage):
    """Cases in the states in which a button could be too early or too late. Each goes on from a day to a day."""

    def on(self, days: int):
        return self.now + days * A_DAY

    def officer(self):
        return self.people[Role.INTAKE_OFFICER]

    def asked_on_paper(self):
        made = self.application("registered", email="")
        applications.ask_correction(made, missing="年度。", days=10, by=self.officer(), now=self.now)
        return made

    def delivered_on_paper(self):
        made = self.asked_on_paper()
        paper = Posting.objects.get(notice__application=made, notice__form="correction")
        said = {"way": "handed", "on": self.now.date(), "proof": "柳青禾"}
        posting.post(paper, **said, by=self.officer(), now=self.now)
        return made

    def consulted(self):
        made = self.application("registered")
        consulting.consult_third_party(made, party="清河水务公司", by=self.officer(), now=self.now)
        return made

    def asked_for_reasons(self):
        self.under("national-2019")
        made = self.application("registered")
        reasoning.ask_reasons(made, why="一月三十件。", by=self.officer(), now=self.now)
        return made

    def charged(self, told: bool):
        self.under("national-2019")
        made = self.application("registered")
        said = {"basis": "items", "number": 40, "reason": "过多。", "how_to_pay": "非税专户。"}
        charging.quote_fee(made, **said, by=self.officer(), now=self.now)
        if told:
            charging.fee_told(made, on=self.now.date(), by=self.officer(), now=self.now)
        return made

    def with_extension(self):
        made = self.application("registered")
        extending.ask_extension(made, days=3, reason="卷宗分散。", by=self.officer(), now=self.now)
        return made

    def led(self):
        lead, made = self.application("registered"), self.application("registered")
        merging.follow(made, number=lead.number, by=self.officer(), now=self.now)
        return made

    def leading(self):
        self.led()
        return type(self.body.agency.applications.first()).objects.filter(led__isnull=False).get()


# The state, and after how many days somebody looks at it.
CASES = {
    "received": (lambda it: it.application(), 0),
    "received long ago": (lambda it: it.application(), 90),
    "registered": (lambda it: it.application("registered"), 0),
    "registered, a correction is too late": (lambda it: it.application("registered"), 12),
    "registered, the day of answer has passed": (lambda it: it.application("registered"), 90),
    "correcting, told by mail": (lambda it: it.application("correcting"), 0),
    "correcting, the time is over": (lambda it: it.application("correcting"), 60),
    "correcting, not posted": (lambda it: it.asked_on_paper(), 60),
    "correcting, delivered": (lambda it: it.delivered_on_paper(), 1),
    "a third party is asked": (lambda it: it.consulted(), 1),
    "reasons are asked for": (lambda it: it.asked_for_reasons(), 1),
    "reasons did not come": (lambda it: it.asked_for_reasons(), 60),
    "a fee is asked for": (lambda it: it.charged(told=False), 1),
    "the fee can be paid": (lambda it: it.charged(told=True), 1),
    "the fee was not paid": (lambda it: it.charged(told=True), 90),
    "an extension is asked for": (lambda it: it.with_extension(), 1),
    "an extension is too late": (lambda it: it.with_extension(), 90),
    "led": (lambda it: it.led(), 1),
    "leading": (lambda it: it.leading(), 1),
    "drafted": (lambda it: it.application("drafted"), 1),
    "decided": (lambda it: it.application("decided"), 1),
}
LEFT_EMPTY = ("after",)  # the reconsideration before a lawsuit: a reconsideration has none
ANSWERERS = (Role.PROPOSER, Role.DEPARTMENT_HEAD, Role.DISCLOSURE_OFFICE, Role.FEEDBACK_COLLECTOR)
WITHDRAWERS = (Role.DISCLOSURE_OFFICE, Role.LEADER_IN_CHARGE, Role.HEAD)
OFFICERS = (Role.INTAKE_OFFICER, Role.DISCLOSURE_OFFICE)
WORKERS = (Role.PROPOSER, Role.DEPARTMENT_HEAD, Role.DISCLOSURE_OFFICE, Role.LEADER_IN_CHARGE, Role.HEAD)


def admin_of(thing, name="change") -> str:
    return reverse(f"admin:{thing._meta.app_label}_{thing._meta.model_name}_{name}", args=[thing.pk])


def with_dispute(it: Lived) -> str:
    made = it.application("decided")
    day = it.now.date()
    disputes.open_dispute(
        made, route="review", body="市政府", number="复议1号", filed_on=day, notified_on=day, by=it.officer(),
        now=it.now,
    )  # fmt: skip
    return reverse("requests_app:afterwards", args=[made.pk])


def withdrawn(it: Lived, asked: bool = False) -> str:
    made, by = it.disclosure("published"), it.people[Role.HEAD]
    disclosures.withdraw(made, reason="含个人信息。", by=by, now=it.now)
    made.refresh_from_db()
    if asked:
        erasing.ask(made, reason="证件号。", by=by, now=it.now)
    return admin_of(made, "erase")


def ending(it: Lived, asked: bool) -> str:
    made = it.disclosure("published")
    made.refresh_from_db()
    if asked:
        displaying.ask_to_end(made, reason="已被取代。", by=it.people[Role.ARCHIVIST], now=it.now)
    return reverse("archive:end_display", args=[made.pk])


OTHERS = {
    "a dispute": (with_dispute, 0, OFFICERS),
    "a dispute, late": (with_dispute, 30, OFFICERS),
    "what is erased": (withdrawn, 1, WITHDRAWERS),
    "what somebody wants erased": (lambda it: withdrawn(it, asked=True), 1, WITHDRAWERS),
    "a display": (lambda it: ending(it, asked=False), 1, (Role.ARCHIVIST, Role.HEAD)),
    "a display that somebody wants ended": (
        lambda it: ending(it, asked=True),
        1,
        (Role.ARCHIVIST, Role.HEAD),
    ),
    "a display that is over": (lambda it: ending(it, asked=False), 4000, (Role.ARCHIVIST, Role.HEAD)),
    "an opinion": (lambda it: reverse("review:answer", args=[it.opinion().pk]), 1, ANSWERERS),
    "an answered opinion": (
        lambda it: reverse("review:answer", args=[it.answered_opinion().pk]),
        1,
        ANSWERERS,
    ),
    "in review": (lambda it: reverse("review:matter", args=[it.disclosure("proposed").pk]), 1, WORKERS),
    "a drafted answer": (
        lambda it: reverse("review:application", args=[it.application("drafted").pk]),
        1,
        (Role.LEADER_IN_CHARGE, Role.HEAD),
    ),
    "a self-check": (lambda it: it.self_check(), 1, (Role.PROPOSER, Role.DISCLOSURE_OFFICE)),
    "a planned consultation": (lambda it: admin_of(it.consultation("planned")), 0, WORKERS),
    "an open consultation": (lambda it: admin_of(it.consultation()), 1, WORKERS),
    "a closed consultation": (lambda it: admin_of(it.consultation("closed")), 70, WORKERS),
    "an order": (lambda it: it.order(), 0, (Role.SUPERVISOR, Role.PROPOSER)),
    "an order whose day has passed": (lambda it: it.order(), 90, (Role.SUPERVISOR, Role.PROPOSER)),
    "a reported order": (lambda it: it.order("reported"), 1, (Role.SUPERVISOR, Role.PROPOSER)),
    "a complaint": (lambda it: it.complaint(), 0, (Role.SUPERVISOR, Role.DISCLOSURE_OFFICE)),
    "a complaint that is looked into": (lambda it: it.complaint("taken_up"), 1, (Role.SUPERVISOR,)),
    "a complaint that is late": (lambda it: it.complaint("taken_up"), 300, (Role.SUPERVISOR,)),
    "an answered complaint": (lambda it: it.complaint("answered"), 1, (Role.SUPERVISOR,)),
}


def filled(form: Form, today) -> dict:
    """The form with something sensible in each field that is empty: what a careful person would type."""
    said = {name: list(values) for name, values in form.values.items()}
    for name, choices in form.choices.items():
        if name not in LEFT_EMPTY and not any(said.get(name, [])):
            said[name] = [next((one for one in choices if one), "")]
    for name in form.names - form.files - {one for one, _value in form.buttons} - form.choices.keys():
        if not any(said.get(name, [])):
            said[name] = [_typed(name, today)]
    return said | {
        name: [SimpleUploadedFile("附件.csv", "项目,金额\n甲,1\n".encode())] for name in form.files
    }


def _typed(name: str, today) -> str:
    last = name.rsplit("-", 1)[-1]
    if last in ("on", "due_on", "delivered_on", "filed_on", "notified_on", "told_on"):
        return (today + 7 * A_DAY if last == "due_on" else today).isoformat()
    if last in ("days", "number"):
        return "40" if last == "number" else "1"
    return "说明情况。"


def messages_of(response) -> list:
    """What is said at the top of the page after a step."""
    return list(response.context.get("messages") or []) if response.context else []


def _said(response, after: Page) -> str:
    errors = [str(one) for one in messages_of(response)]
    return " ".join(errors) or after.text[-600:]


def pressed(visitor: Visitor, page: Page, form: Form, today) -> list[str]:
    """What a press of each button of ``form`` is told, where it is refused and no field is said to be wrong."""
    told = []
    for name, value in form.buttons or [("", "")]:
        with undone():
            said = filled(form, today) | ({name: [value]} if name else {})
            response = visitor.client.post(visitor._absolute(form.action), said, follow=True)
            after = Page(response, form.action)
            is_refused = response.status_code == 422 or any(
                one.level_tag == "error" for one in messages_of(response)
            )
            if is_refused and not after.wrong:
                told.append(f"{form.action} {value}: {_said(response, after)}")
            transaction.set_rollback(True)
    return told


def walked(visitor: Visitor, address: str, today) -> tuple[int, list[str]]:
    """Press every button of a page: how many there were, and what each refusal said."""
    page = visitor.open(address)
    forms = [one for one in page._reader.forms if one.method == "post"]
    forms = [one for one in forms if not any(part in one.action for part in NOT_PRESSED)]
    return len(forms), [line for form in forms for line in pressed(visitor, page, form, today)]


@pytest.fixture
def lived(stage):
    load_regime("national-2019")
    return Lived(stage.body, stage.now)


@pytest.mark.parametrize("name", CASES)
def test_every_button_of_a_case_does_what_it_says(lived, clock, name):
    """By each role that reads cases: none is refused for a reason that the page knew."""
    make, days = CASES[name]
    address = make(lived).get_absolute_url()
    clock.wait(days=days)
    found, refused = 0, []
    for role in IN_CASE:
        number, told = walked(lived.body.sign_in(role), address, clock.today)
        found, refused = found + number, refused + [f"{role}: {line}" for line in told]
    assert found > 3
    assert not refused, "\n".join(refused)


@pytest.mark.parametrize("name", OTHERS)
def test_every_button_of_other_matters_does_what_it_says(lived, clock, name):
    """Orders, complaints, disputes, opinions, consultations, erasures, displays: in time and late."""
    make, days, roles = OTHERS[name]
    made = make(lived)
    address = made if isinstance(made, str) else made.get_absolute_url()
    clock.wait(days=days)
    refused = []
    for role in roles:
        _number, told = walked(lived.body.sign_in(role), address, clock.today)
        refused += [f"{role}: {line}" for line in told]
    assert not refused, "\n".join(refused)
