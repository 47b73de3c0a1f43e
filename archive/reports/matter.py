"""The report of one matter, made from its sealed file: what was sealed is what is printed."""

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from archive import proof
from archive.manifest import of_opinion
from archive.models import ArchiveFile
from archive.reports import related
from archive.reports.rows import (
    Document,
    Happened,
    Ordered,
    Placed,
    Report,
    Said,
    changed_words,
    day_of,
    moment_of,
    sections,
    who,
)
from catalog import content
from catalog.models import Audience, Disclosure
from catalog.subjects import SubjectClass
from core.bodies.renaming import called
from core.deadlines import calendars
from core.models import LogHead, RegimeVersion
from core.proof.log import kind_of
from core.text import richtext
from core.workdays import Calendar
from requests_app.actions import sealed_words
from requests_app.desk.decisions import LABELS
from requests_app.desk.status_words import DONE
from requests_app.models import ApplicantKind, ClockEntry, DeliveryForm, Way
from review.models import Verdict

# The event that begins a matter has no step to take its name from.
OF_DISCLOSURES = {name: step.label for name, step in Disclosure.STEPS.items()} | {
    "draft": gettext_lazy("drafted"),
}


@dataclass(frozen=True)
class Content:
    """What one disclosure said."""

    facts: list[tuple[str, str]]
    summary: str
    body: SafeString
    elements: list[dict]
    placed: list[Placed]
    taken_down: list[Placed]
    attachments: list[dict]


@dataclass(frozen=True)
class Volume:
    """A correction that was sealed after the file: what was changed, why, who agreed, and its own seal."""

    number: str
    version: int
    changed: str
    reason: str
    published: str
    approved_by: str
    body: SafeString
    attachments: list[dict]
    verdicts: list["Judged"]
    digest: str
    sealed: str
    sealed_by: str


@dataclass(frozen=True)
class Proof:
    """What shows that nothing was altered."""

    digest: str
    sealed_at: datetime
    sealed_by: str
    entries: list[dict]
    faults: list[str]
    head: LogHead | None


@dataclass(frozen=True)
class Judged:
    """One verdict on the way to publication."""

    round: int
    step: str
    says: str
    opinion: str
    by: str
    record: str
    at: datetime


def matter_report(file: ArchiveFile) -> Report:
    """The report of the sealed ``file``, of a disclosure or of an application."""
    return _of_disclosure(file) if file.manifest["kind"] == "disclosure" else _of_application(file)


def _of_disclosure(file: ArchiveFile) -> Report:
    sealed, disclosure = file.manifest, file.disclosure
    days, version = calendars.of(file.agency), _version(sealed)
    placed = [Placed.of(row) for row in sealed["placements"]]
    said = _opinions(file, days)
    own = related.documents([disclosure], version.rules)
    beside = related.on_file(file.agency, version.rules, until=disclosure.published_on)
    channels = [
        (disclosure.title, row["channel"], seen)
        for row, seen in zip(sealed["placements"], placed, strict=True)
    ]
    seen_in = related.placements_by_section(channels, version.rules)
    images = disclosure.attachments.filter(media_type__startswith="image/").select_related("disclosure")
    parts = {
        "superior_documents": [("documents", _without_twins(own, beside, "superior_documents", version))],
        "own_rules": [("documents", _without_twins(own, beside, "own_rules", version))],
        "published": [("content", _content(sealed, placed))],
        "opinions": [("opinions", said)],
        "replies": [("replies", [row for row in said if row.answer])],
        "handling": [("handling", said), ("orders", _orders(disclosure))],
        "news": [("documents", own["news"]), ("placements", seen_in["news"])],
        "coverage": [("documents", own["coverage"]), ("placements", seen_in["coverage"])],
        "pictures": [("pictures", related.pictures(images))],
        "summaries": [("documents", own["summaries"])],
        "model_cases": [("documents", own["model_cases"])],
    }
    judged, proved = [_judged(row) for row in sealed["verdicts"]], _proof(file)
    warning = (
        [(_("Proof"), _("Not what was published and sealed: see the last annex"))] if proved.faults else []
    )
    return _report(
        file,
        facts=[
            *warning,
            (_("Index number"), sealed["disclosure"]["index_number"]),
            (_("Kept in the archive by"), sealed["holder"]),
        ],
        parts=parts,
        annexes=[
            ("review", _("Review"), "verdicts", judged),
            ("course", _("Course of the matter"), "timeline", _timeline(sealed, OF_DISCLOSURES, days)),
            *_volumes(file),
            ("proof", _("Proof"), "proof", proved),
        ],
    )


def _volumes(file: ArchiveFile) -> list[tuple]:
    """The annex of the corrections that were sealed later; none when there are none."""
    volumes = [_volume(volume.manifest, volume.digest) for volume in file.supplements.all()]
    return [("volumes", _("Corrections sealed later"), "volumes", volumes)] if volumes else []


def _volume(sealed: dict, digest: str) -> Volume:
    return Volume(
        number=sealed["number"],
        version=sealed["version"],
        changed=changed_words(sealed["changed"]),
        reason=sealed["reason"],
        published=_clock(sealed["published_at"]),
        approved_by=who(sealed["approved_by"]),
        body=mark_safe(richtext.cleaned(sealed["text"]["body"])),
        attachments=sealed["attachments"],
        verdicts=[_judged(row) for row in sealed["verdicts"]],
        digest=digest,
        sealed=_clock(sealed["sealed_at"]),
        sealed_by=sealed["sealed_by"],
    )


def _of_application(file: ArchiveFile) -> Report:
    application = file.application
    sealed = sealed_words.opened(file.manifest, sealed_words.words_of(application))
    days, version = calendars.of(file.agency), _version(sealed)
    filed = sealed["application"]
    pointed = [related.document(application.points_to)] if application.points_to else []
    superior = [*related.rules_in_force(version, "superior_documents"), *related.followed_rules(version)]
    parts = {
        "superior_documents": [("documents", superior)],
        "own_rules": [("documents", related.rules_in_force(version, "own_rules"))],
        "published": [("documents", pointed)],
        "opinions": [("facts", _as_filed(filed))],
        "replies": [("facts", _as_answered(filed)), ("notices", _notices(file.manifest["notices"]))],
        "handling": [("facts", _as_handled(filed)), ("clock", _clock_entries(sealed["clock"]))],
    }
    return _report(
        file,
        facts=[(_("Number of the application"), filed["number"])],
        parts=parts,
        annexes=[
            ("review", _("Review"), "verdicts", [_judged(row) for row in sealed["verdicts"]]),
            ("course", _("Course of the matter"), "timeline", _timeline(sealed, DONE, days)),
            ("proof", _("Proof"), "proof", _proof(file)),
        ],
    )


def _report(file: ArchiveFile, *, facts: list, parts: dict, annexes: list) -> Report:
    sealed_on = timezone.localtime(file.sealed_at)
    department = called(file.department, file.sealed_at) if file.department else _("The agency itself")
    return Report(
        title=_("Archive file of open government"),
        subject=file.title,
        agency=called(file.agency, file.sealed_at),
        running=file.number,
        facts=[
            (_("File number"), file.number),
            (_("Year"), str(file.year)),
            (_("Responsible department"), department),
            *facts,
            (_("Sealed by"), str(file.sealed_by)),
        ],
        made=_("Sealed on %(day)s") % {"day": sealed_on.date().isoformat()},
        sections=sections(parts),
        annexes=annexes,
    )


def _version(sealed: dict) -> RegimeVersion:
    """The version of the rules under which the matter was handled."""
    regime = sealed["regime"]
    return RegimeVersion.objects.get(regime__code=regime["code"], number=regime["version"])


def _without_twins(own: dict, beside: dict, section: str, version: RegimeVersion) -> list[Document]:
    """The rules in force where they belong, the matter itself when it is such a document, then what stood beside it."""
    rules = related.rules_in_force(version, section)
    return [*rules, *own[section], *(row for row in beside[section] if row not in own[section])]


def _content(sealed: dict, placed: list[Placed]) -> Content:
    said = sealed["disclosure"]
    facts = [
        (_("Title"), said["title"]),
        (_("Index number"), said["index_number"]),
        *content.facts(said),
        (_("Item of the catalogue"), f"{said['category']} · {said['item']['code']} {said['item']['name']}"),
        (_("Subject class"), SubjectClass(said["subject_class"]).label),
        (_("Audience"), Audience(said["audience"]).label),
        (_("Formed on"), said["formed_on"]),
        (_("Valid"), _span(said["valid_from"], said["valid_to"])),
        (_("Published at"), _clock(said["published_at"])),
        (_("Obligation"), _obligation(sealed["obligation"])),
        (_("Proposed by"), who(said["proposed_by"])),
        (_("Approved by"), who(said["approved_by"])),
    ]
    if said["is_nil"]:
        facts.append((_("Kind"), _("Nothing to report in this period")))
    return Content(
        facts=[(label, str(value)) for label, value in facts if value],
        summary=said["summary"],
        body=mark_safe(richtext.cleaned(said["body"])),
        elements=said["elements"],
        placed=[one for one in placed if not one.is_down],
        taken_down=[one for one in placed if one.is_down],
        attachments=sealed["attachments"],
    )


def _opinions(file: ArchiveFile, days: Calendar) -> list[Said]:
    """The sealed opinions, then those that came after sealing, since what is archived can still be spoken of."""
    sealed = file.manifest["opinions"]
    later = file.disclosure.opinions.filter(received_at__gt=file.sealed_at).order_by("received_at", "pk")
    rows = [(row, False) for row in sealed] + [(of_opinion(row), True) for row in later]
    return [
        Said.of(number, file.title, row, days, after_sealing=is_later)
        for number, (row, is_later) in enumerate(rows, start=1)
    ]


def _orders(disclosure: Disclosure) -> list[Ordered]:
    """The correction orders about what this matter owed."""
    if disclosure.obligation is None:
        return []
    orders = disclosure.obligation.correction_orders.select_related("department").order_by("issued_on", "pk")
    return [Ordered.of(order) for order in orders]


def _as_filed(filed: dict) -> list[tuple[str, str]]:
    return _filled(
        (_("Received on"), filed["received_on"]),
        (_("Came by"), Way(filed["way"]).label),
        (_("Applicant is a"), ApplicantKind(filed["applicant_kind"]).label),
        (_("What the application is about"), filed["subject"]),
        (_("Description of the information"), filed["description"]),
        (_("Form of delivery"), DeliveryForm(filed["delivery_form"]).label),
        (_("What had to be corrected"), filed["correction_text"]),
    )


def _as_answered(filed: dict) -> list[tuple[str, str]]:
    decided = filed["decision"].items()
    return _filled(
        (_("Outcome"), filed["outcome_name"]),
        *((LABELS[name], text) for name, text in decided if name in LABELS),
        (_("Decided on"), filed["decided_on"]),
        (_("Decided by"), who(filed["decided_by"])),
    )


def _as_handled(filed: dict) -> list[tuple[str, str]]:
    return _filled(
        (_("Registered on"), filed["registered_on"]),
        (_("Answer by"), filed["answer_by"]),
        (_("Decided on"), filed["decided_on"]),
        (_("Deliver by"), filed["deliver_by"]),
        (_("Delivered on"), filed["delivered_on"]),
    )


def _filled(*facts: tuple) -> list[tuple[str, str]]:
    return [(str(label), str(value)) for label, value in facts if value]


def _span(since: str | None, until: str | None) -> str:
    if not since and not until:
        return ""
    return _("%(since)s to %(until)s") % {"since": since or "…", "until": until or "…"}


def _clock(text: str | None) -> str:
    return f"{moment_of(text):%Y-%m-%d %H:%M}" if text else ""


def _obligation(owed: dict | None) -> str:
    if owed is None:
        return ""
    due = owed["publish_by"] or owed["propose_by"]
    return _("%(label)s, due on %(day)s") % {"label": owed["label"], "day": due}


def _judged(row: dict) -> Judged:
    record = f"{row['meeting_on'] or ''} {row['minutes_number']}".strip()
    return Judged(
        round=row["round"],
        step=row["step_name"],
        says=str(Verdict.Says(row["says"]).label),
        opinion=row["opinion"],
        by=who(row["reviewer"]),
        record=record,
        at=moment_of(row["at"]),
    )


def _timeline(sealed: dict, names: dict, days: Calendar) -> list[Happened]:
    """The steps in order, each with the working days since the one before, the sealing last."""
    happened, before = [], None
    for event in sealed["events"]:
        at = moment_of(event["at"])
        took = days.between(before, at.date()) if before else None
        name = str(names.get(event["action"], event["action"]))
        happened.append(Happened(at, name, who(event["actor"]) or _("The portal"), event["note"], took))
        before = at.date()
    return happened


def _clock_entries(rows: list[dict]) -> list[dict]:
    return [{**row, "on": day_of(row["on"]), "act_name": ClockEntry.Act(row["act"]).label} for row in rows]


def _notices(rows: list[dict]) -> list[dict]:
    """The notices with the hashes of their texts, which files sealed earlier hold under another name."""
    return [
        {
            **row,
            "issued_on": day_of(row["issued_on"]),
            "sha256": row.get("sha256") or row["content"]["sealed"],
        }
        for row in rows
    ]


def _proof(file: ArchiveFile) -> Proof:
    return Proof(
        digest=file.digest,
        sealed_at=timezone.localtime(file.sealed_at),
        sealed_by=str(file.sealed_by),
        entries=[
            {**row, "at": moment_of(row["at"]), "kind": kind_of(row["kind"])}
            for row in file.manifest.get("log", ())
        ],
        faults=proof.faults(file),
        head=LogHead.objects.first(),
    )
