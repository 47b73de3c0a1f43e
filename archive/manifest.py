"""What an archive file holds, as plain JSON values: enough to prove later what was disclosed, when, where and by whom.

Personal data of the public stays out: opinions without name and contact, applications without the applicant.
"""

from datetime import date, datetime

from django.utils import timezone

from catalog import content
from catalog.models import Attachment, Disclosure, Placement, Version
from core.models import Event, LogEntry, RegimeVersion, User
from requests_app.actions import sealed_words
from requests_app.models import Application
from review.models import Opinion, Verdict

FORMAT = 1
FORMAT_WITHOUT_WORDS = 2  # of applications: salted hashes in the place of the words of people


def moment(at: datetime | None) -> str | None:
    """A time with its offset, in the portal's time zone, to the second."""
    return timezone.localtime(at).isoformat(timespec="seconds") if at else None


def _day(on: date | None) -> str | None:
    return on.isoformat() if on else None


def _person(user: User | None) -> dict | None:
    """Officials act by name and post."""
    return {"name": str(user), "post": user.post} if user else None


def of_disclosure(disclosure: Disclosure) -> dict:
    """The contents of the file of ``disclosure``."""
    version = disclosure.agency.regime.version_on(disclosure.published_on)
    return {
        "format": FORMAT,
        "kind": "disclosure",
        **_common(disclosure, version),
        "holder": str(holder(disclosure, version)),
        "disclosure": _disclosure(disclosure),
        "obligation": _obligation(disclosure),
        "placements": [
            of_placement(row)
            for row in disclosure.placements.select_related("keeper", "confirmed_by", "photo")
        ],
        "attachments": [_attachment(row) for row in disclosure.attachments.all()],
        "verdicts": [_verdict(row) for row in disclosure.verdicts.select_related("reviewer", "proposer")],
        "opinions": [of_opinion(row) for row in disclosure.opinions.order_by("received_at", "pk")],
        "events": [_event(row) for row in disclosure.events.select_related("actor")],
        "log": [_log_entry(row) for row in LogEntry.objects.filter(subject=disclosure.index_number)],
    }


def of_supplement(version: Version, correction: Disclosure, *, since: datetime) -> dict:
    """The contents of a further volume: the text of ``version``, what it changed and why, and who agreed to it.

    ``correction`` is the row in which it was drafted and reviewed. Opinions and places are those that came after
    ``since``, the sealing of the volume before.
    """
    disclosure = version.disclosure
    before = disclosure.versions.get(number=version.number - 1)
    rules = disclosure.agency.regime.version_on(timezone.localdate(version.published_at))
    later = disclosure.opinions.filter(received_at__gt=since).order_by("received_at", "pk")
    done = disclosure.placements.filter(confirmed_at__gt=since)
    return {
        "format": FORMAT,
        "kind": "supplement",
        **_common(disclosure, rules),
        "holder": str(holder(disclosure, rules)),
        "index_number": disclosure.index_number,
        "version": version.number,
        "changed": changed(before, version),
        "reason": version.reason,
        "published_at": moment(version.published_at),
        "proposed_by": _person(version.proposed_by),
        "approved_by": _person(version.approved_by),
        "text": content.plain(version, content.VERSIONED),
        "attachments": version.files,
        "verdicts": [_verdict(row) for row in correction.verdicts.select_related("reviewer", "proposer")],
        "events": [_event(row) for row in correction.events.select_related("actor")],
        "placements": [of_placement(row) for row in done.select_related("keeper", "confirmed_by", "photo")],
        "opinions": [of_opinion(row) for row in later],
        "log": [
            _log_entry(row)
            for row in LogEntry.objects.filter(subject=disclosure.index_number, kind="corrected")
            if row.payload.get("version") == version.number
        ],
    }


def changed(before: Version, after: Version) -> list[str]:
    """The names of the fields in which two versions differ."""
    files = ["files"] if before.files != after.files else []
    return [*content.differing(before, after), *files]


def of_application(application: Application) -> tuple[dict, dict[str, list[str]]]:
    """The contents of the file of ``application``, without who applied (law-2019 art. 45), and the words apart.

    What people said stands in the contents as salted hashes, so that it is not sealed in for ever; the words with
    their salts are the second value.
    """
    outcome = application.chosen_outcome
    contents = {
        "format": FORMAT_WITHOUT_WORDS,
        "kind": "application",
        **_common(application, application.version),
        "application": {
            "number": application.number,
            "way": application.way,
            "applicant_kind": application.applicant_kind,
            "subject": application.subject,
            "description": application.description,
            "delivery_form": application.delivery_form,
            "received_on": _day(application.received_on),
            "registered_on": _day(application.registered_on),
            "answer_by": _day(application.answer_by),
            "correction_text": application.correction_text,
            "outcome": application.outcome,
            "outcome_name": outcome.name.zh if outcome else "",
            "decision": application.decision,
            "points_to": application.points_to.index_number if application.points_to else None,
            "drafted_by": _person(application.drafted_by),
            "decided_by": _person(application.decided_by),
            "decided_on": _day(application.decided_on),
            "deliver_by": _day(application.deliver_by),
            "delivered_on": _day(application.delivered_on),
        },
        "clock": [
            {
                "clock": entry.clock,
                "act": entry.act,
                "on": _day(entry.on),
                "days": entry.days,
                "reason": entry.reason,
                "at": moment(entry.at),
            }
            for entry in application.clock_entries.all()
        ],
        "notices": [
            {
                "kind": notice.kind,
                "number": notice.number,
                "title": notice.title,
                "issued_on": _day(notice.issued_on),
                "content": notice.content,
            }
            for notice in application.notices.all()
        ],
        "verdicts": [_verdict(row) for row in application.verdicts.select_related("reviewer", "proposer")],
        "events": [_event(row) for row in application.events.select_related("actor")],
    }
    return sealed_words.close(contents)


def holder(disclosure: Disclosure, version: RegimeVersion):
    """The unit that keeps the file by the regime: the department, the office, or a channel's keeper (B-083, C-103)."""
    kept_by = version.rules.archive.holder
    if kept_by == "disclosure_office":
        office = disclosure.agency.departments.filter(is_disclosure_office=True).first()
        return office or disclosure.department
    if kept_by == "channel_keeper":
        placement = disclosure.placements.filter(keeper__isnull=False).select_related("keeper").first()
        return placement.keeper if placement else disclosure.department
    return disclosure.department


def _common(thing: Disclosure | Application, version: RegimeVersion) -> dict:
    return {
        "agency": {"code": thing.agency.code, "name": thing.agency.name},
        "department": thing.department.name if thing.department else None,
        "regime": {
            "code": version.rules.code,
            "title": version.rules.title.zh,
            "version": version.number,
            "digest": version.digest,
        },
    }


def _disclosure(disclosure: Disclosure) -> dict:
    elements = disclosure.item.elements_on(disclosure.formed_on)
    return {
        "index_number": disclosure.index_number,
        **content.recorded(disclosure),
        "elements": [
            {
                "code": element.code,
                "name": element.name.zh,
                "text": str(disclosure.elements.get(element.code, "")),
            }
            for element in elements
            if element.code in disclosure.elements
        ],
        "item": {
            "code": disclosure.item.code,
            "name": disclosure.item.name,
            "cadence": disclosure.item.cadence,
        },
        "category": disclosure.item.category.name,
        "attested": disclosure.attested,
        "drafted_by": _person(disclosure.created_by),
        "drafted_at": moment(disclosure.created_at),
        "proposed_by": _person(disclosure.proposed_by),
        "proposed_at": moment(disclosure.proposed_at),
        "approved_by": _person(disclosure.approved_by),
        "approved_at": moment(disclosure.approved_at),
        "published_at": moment(disclosure.published_at),
    }


def _obligation(disclosure: Disclosure) -> dict | None:
    owed = disclosure.obligation
    if owed is None:
        return None
    days = ("base_on", "propose_by", "publish_from", "publish_by")
    return {"label": owed.label, "key": owed.key, **{name: _day(getattr(owed, name)) for name in days}}


def of_placement(placement: Placement) -> dict:
    """What was done on a channel, when and where, who vouches for it (A-051), and the photograph's digest, if any."""
    photo = getattr(placement, "photo", None)
    return {
        "task": placement.task,
        "channel": placement.channel,
        "name": placement.name,
        "keeper": placement.keeper.name if placement.keeper else None,
        "placed_on": _day(placement.placed_on),
        "place": placement.place,
        "confirmed_by": _person(placement.confirmed_by),
        "confirmed_at": moment(placement.confirmed_at),
        "photo": {"name": photo.name, "size": photo.size, "sha256": photo.sha256} if photo else None,
    }


def _attachment(attachment: Attachment) -> dict:
    return {
        "name": attachment.name,
        "media_type": attachment.media_type,
        "size": attachment.size,
        "sha256": attachment.sha256,
    }


def _verdict(verdict: Verdict) -> dict:
    return {
        "round": verdict.round,
        "step": verdict.step,
        "step_name": verdict.step_name,
        "says": verdict.says,
        "opinion": verdict.opinion,
        "proposer": _person(verdict.proposer),
        "reviewer": _person(verdict.reviewer),
        "meeting_on": _day(verdict.meeting_on),
        "minutes_number": verdict.minutes_number,
        "body": verdict.body,
        "votes": [verdict.votes_for, verdict.votes_against, verdict.votes_abstained],
        "at": moment(verdict.at),
    }


def of_opinion(opinion: Opinion) -> dict:
    """An opinion and its answer, without who wrote it."""
    return {
        "text": opinion.shown_text,
        "rating": opinion.rating,
        "received_at": moment(opinion.received_at),
        "answer_by": _day(opinion.answer_by),
        "status": opinion.status,
        "answer": opinion.answer,
        "answered_by": _person(opinion.answered_by),
        "answered_at": moment(opinion.answered_at),
        "put_right": opinion.put_right,
        "put_right_on": _day(opinion.put_right_on),
    }


def _event(event: Event) -> dict:
    return {
        "action": event.action,
        "previous": event.previous,
        "current": event.current,
        "actor": _person(event.actor),
        "note": event.note,
        "at": moment(event.at),
    }


def _log_entry(entry: LogEntry) -> dict:
    return {
        "number": entry.number,
        "at": moment(entry.at),
        "kind": entry.kind,
        "payload": entry.payload,
        "previous_hash": entry.previous_hash,
        "hash": entry.hash,
    }
