"""What a decision must say: the fields that an outcome of the regime makes obligatory."""

from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.regimes.parsed import Outcome, Words
from requests_app.models import Application

KIND = "kind"  # the kind of the outcome that the annual report counts apart, such as the ground of a refusal
LABELS = {
    KIND: gettext_lazy("Kind of this outcome"),
    "time": gettext_lazy("Time of disclosure"),
    "place": gettext_lazy("Place of disclosure"),
    "way": gettext_lazy("Way of disclosure"),
    "reasons": gettext_lazy("Reasons"),
    "grounds": gettext_lazy("Legal grounds"),
    "disclosure": gettext_lazy("Index number of the published information"),
    "other_body": gettext_lazy("Body that is responsible"),
    "contact": gettext_lazy("How to reach that body"),
    "searched": gettext_lazy("What was searched, how and by whom"),
    "missing": gettext_lazy("What must be changed or added"),
    "identity": gettext_lazy("Check of who asks"),
    "corrected": gettext_lazy("What was corrected, since when, and how it reads now"),
    "longer_days": gettext_lazy("Working days by which disclosure takes longer"),
    "longer_reason": gettext_lazy("Why disclosure takes longer"),
    "number_there": gettext_lazy("Number of the case there"),
}
LONGER = ("longer_days", "longer_reason")  # J3:014
AGENCY = "agency"  # the body of this portal, by its slug, to which an application is forwarded
NUMBER_THERE = "number_there"
APART = ("identity",)  # kept by a step of its own, typed into no decision
ITEM = "item"  # the item of the catalogue under which something that should have been public is owed


def missing(outcome: Outcome, decision: dict, *, has_pointer: bool) -> Iterator[str]:
    """A sentence for each obligatory field of ``outcome`` that ``decision`` leaves empty (J3-275 to J3-281)."""
    kind = decision.get(KIND, "")
    if kind and kind not in outcome.kinds:
        yield _("“%(outcome)s” has no such kind.") % {"outcome": outcome.name}
    if not kind and outcome.row is None and outcome.kinds:
        yield _("“%(outcome)s” is counted by its kind; choose one.") % {"outcome": outcome.name}
    for need in outcome.needs_of(kind):
        if need in APART:
            continue
        filled = has_pointer if need == "disclosure" else str(decision.get(need, "")).strip()
        if not filled:
            yield _("“%(outcome)s” needs this field: %(field)s.") % {
                "outcome": outcome.name,
                "field": LABELS[need],
            }
    if outcome.effect == "point" and "disclosure" not in outcome.needs and not has_pointer:
        yield _("Link the published information by its index number.")
    if outcome.effect == "publish" and not decision.get(ITEM):
        yield _("Choose the item of the catalogue under which it will be published.")


def remedies(application: Application) -> Words | None:
    """What the applicant may do against the draft or decision: what its kind says, else what its outcome says."""
    outcome = application.chosen_outcome
    return outcome and outcome.remedies_of(application.decision.get(KIND, ""))


def particulars(application: Application) -> list[tuple[str, str]]:
    """What the draft or decision says, field by field, each with its name."""
    outcome, said = application.chosen_outcome, application.decision
    rows = []
    for name, label in (*LABELS.items(), (ITEM, _("Item of the catalogue under which it will be published"))):
        if not said.get(name) or name == "disclosure":
            continue
        known = outcome.kinds.get(said[name]) if outcome and name == KIND else None
        rows.append((label, str(known.name) if known else said[name]))
    return rows
