"""Does what is served stand as it was published? Every page, list, feed and interface asks here before it serves.

What is kept is compared with the chained log: the record that can be made of it today has the digest that the last
entry tells, or it has not. What the log cannot tell (which department a row names, where a department was renamed
since) the seals tell. What a check has found earlier is looked at once more: it counts as long as it is so.
"""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field

from django.db.models import Exists, OuterRef, Prefetch, QuerySet, Subquery, prefetch_related_objects
from django.utils.translation import gettext as _

from catalog import content
from catalog.disclosures import records
from catalog.disclosures.records import ERASED, OF_DRAFTS, TELLING
from catalog.models import (
    Attachment,
    Audience,
    Consultation,
    ConsultationFile,
    ConsultationOpinion,
    Disclosure,
    Version,
)
from catalog.models.disclosures import OUT
from core.canonical import digest, sorted_digest
from core.models import Agency, Department, Discrepancy, LogEntry
from core.proof import evidence
from core.proof.evidence import Fault

# Bytes of a file that is measured each time it is given out; a larger one by the clock, and when it was found changed.
MEASURED = 30_000_000
PLACES = tuple(model._meta.db_table for model in (Disclosure, Attachment, Version))
PLACES_OF_DRAFTS = tuple(model._meta.db_table for model in (Consultation, ConsultationFile))
OF_FILES = (Discrepancy.Kind.FILE_CHANGED, Discrepancy.Kind.FILE_MISSING)
TOLD = LogEntry.objects.filter(subject=OuterRef("index_number"), kind__in=TELLING).order_by("-number")
# What a check found of it and nobody has explained yet.
DOUBTED = Discrepancy.objects.open().filter(matter=OuterRef("index_number"), place__in=PLACES)


@dataclass
class Standing:
    """How a matter stands to the log. ``entry`` is the last that tells of it; without a record in it, only title, text,
    parts and files can be compared, which ``is_early`` says. ``faults`` says what differs, without the names of files,
    which ``files`` holds; ``is_text_whole`` when nothing but files differs."""

    entry: LogEntry | None
    is_early: bool = False
    faults: list[str] = field(default_factory=list)
    files: list[str] = field(default_factory=list)
    is_text_whole: bool = True

    @property
    def is_erased(self) -> bool:
        """Whether two people erased it, as the log tells: then only what is left of it is compared."""
        return self.entry is not None and self.entry.kind == ERASED

    @property
    def is_whole(self) -> bool:
        """Whether nothing differs."""
        return not self.faults

    def blame(self, sentence: str) -> None:
        """Note that the text differs, or what stands around it."""
        self.faults.append(sentence)
        self.is_text_whole = False

    def blame_files(self, sentence: str, names: Iterable[str]) -> None:
        """Note that files of these names differ."""
        self.faults.append(sentence)
        self.files += [name for name in names if name not in self.files]


def beside(rows: QuerySet[Disclosure]) -> QuerySet[Disclosure]:
    """``rows`` with what is needed to ask whether they stand, in the same question."""
    return rows.select_related("agency", "department", "item").annotate(
        told=Subquery(TOLD.values("payload")[:1]),
        told_kind=Subquery(TOLD.values("kind")[:1]),
        is_doubted=Exists(DOUBTED),
        has_files=Exists(Attachment.objects.filter(disclosure=OuterRef("pk"))),
    )


def differing(keys: Iterable[int]) -> dict[int, Standing]:
    """Those of the disclosures ``keys`` that do not stand as they were published, with what differs.

    For lists: two questions, whatever their length; some more, also of a fixed number, when one of them does not fit at
    first sight.
    """
    keys = set(keys)
    rows = list(beside(Disclosure.objects.filter(pk__in=keys))) if keys else []
    prefetch_related_objects([row for row in rows if row.has_files], "attachments")
    doubtful = [row for row in rows if not is_plainly_whole(row)]
    if not doubtful:
        return {}
    prefetch_related_objects(doubtful, "attachments")
    found = _standings(doubtful, with_versions=False)
    _look_again(doubtful, found)
    return {pk: one for pk, one in found.items() if not one.is_whole}


def is_plainly_whole(found: Disclosure) -> bool:
    """Whether ``found``, with what ``beside`` gives, stands as it was published at first sight: one digest. Of what
    does not, ``differing`` tells whether and why."""
    if found.is_doubted:
        return False
    if not found.told:  # never public; the seals tell of it
        return not _should_be_told(found)
    if "content_sha256" in found.told:  # from before there were records
        text_fits, files = _early(found, found.told, has_files=found.has_files)
        return text_fits and not files and found.told["agency"] == found.agency.slug
    if "record_sha256" not in found.told or found.told_kind == ERASED:
        return False
    by, files = found.told["bodies"], None if found.has_files else []
    is_theirs = records.bodies_then(found) == by and not _is_moved(found, found.told)
    return is_theirs and _fits(found, found.told, version=found.told["version"], by=by, files=files)


def standing(disclosure: Disclosure, entries: Iterable[LogEntry] | None = None) -> Standing:
    """Compare ``disclosure``, its versions and its list of files with the public log. What was never public has no
    entry there; the seals tell of it."""
    told = None if entries is None else {disclosure.index_number: list(entries)}
    return _standings([disclosure], told=told)[disclosure.pk]


def standings(rows: Collection[Disclosure]) -> dict[int, Standing]:
    """The same for many at once, by their keys."""
    return _standings(rows)


def _standings(
    rows: Collection[Disclosure],
    *,
    told: dict[str, list[LogEntry]] | None = None,
    with_versions: bool = True,
) -> dict[int, Standing]:
    told = told if told is not None else _entries({row.index_number for row in rows}, TELLING)
    found = {row.pk: _compared(row, told.get(row.index_number, []), with_versions) for row in rows}
    entries = {row.pk: told.get(row.index_number, []) for row in rows}
    _compare_bodies(rows, entries, found)
    return found


def _entries(subjects: Collection[str], kinds: Collection[str]) -> dict[str, list[LogEntry]]:
    """The entries of the log by their subjects, the first first."""
    told: dict[str, list[LogEntry]] = {}
    for entry in LogEntry.objects.filter(subject__in=subjects, kind__in=kinds).order_by("number"):
        told.setdefault(entry.subject, []).append(entry)
    return told


def _should_be_told(disclosure: Disclosure) -> bool:
    return disclosure.audience == Audience.PUBLIC and disclosure.status in (*OUT, "withdrawn")


def _compared(disclosure: Disclosure, entries: list[LogEntry], with_versions: bool) -> Standing:
    if not entries:
        found = Standing(None)
        if _should_be_told(disclosure):
            found.blame(_("The public log has no entry of it."))
        return found
    last = entries[-1]
    found = Standing(last, is_early="record_sha256" not in last.payload)
    sentence = _("It is not what entry %(number)s of the public log tells.") % {"number": last.number}
    if found.is_early:
        _compare_early(disclosure, entries, found)
    elif not is_told(disclosure, last.payload, **records.erasing(disclosure, last)):
        names = _differing_files(disclosure, entries)
        if names is None:
            found.blame(sentence)
        else:
            found.blame_files(sentence, names)
    if with_versions and last.kind != ERASED:  # the record of what is left tells of the versions too
        for fault in _version_faults(disclosure, entries):
            found.blame(fault)
    if (disclosure.status == "withdrawn") != (last.kind in ("withdrawn", ERASED)):
        found.blame(_("Whether it is withdrawn is not what the public log tells."))
    return found


def is_told(disclosure: Disclosure, payload: dict, **how) -> bool:
    """Whether the record that is made now has the digest that ``payload`` of an entry names, and the body is that of
    the entry. What cannot be put together is not."""
    if payload["agency"] != disclosure.agency.slug:
        return False
    return _fits(disclosure, payload, **{"version": payload["version"], "by": payload["bodies"], **how})


def _fits(disclosure: Disclosure, payload: dict, **how) -> bool:
    try:
        return digest(records.record(disclosure, **how)) == payload["record_sha256"]
    except (ValueError, AttributeError, TypeError):
        return False


def _differing_files(disclosure: Disclosure, entries: list[LogEntry]) -> list[str] | None:
    """The names of the files that differ, when they alone do: with the names and digests that the log tells of, the
    record fits. None when more differs, or when a file is gone whose size nobody knows any more."""
    last = entries[-1]
    listed = next((one.payload["files"] for one in reversed(entries) if "files" in one.payload), None)
    if listed is None or last.kind == ERASED:
        return None
    kept = records.files_of(disclosure)
    known = {(one["name"], one["sha256"]): one for one in kept}
    told, names = [], []
    for place, one in enumerate(listed):
        row = known.get((one["name"], one["sha256"]))
        if row is None and len(kept) == len(listed):
            row = {**kept[place], **one}
            names.append(one["name"])
        if row is None:
            return None
        told.append(row)
    names += [one["name"] for one in kept if one not in told and len(kept) != len(listed)]
    return names if names and is_told(disclosure, last.payload, files=told) else None


def _version_faults(disclosure: Disclosure, entries: list[LogEntry]) -> Iterator[str]:
    """Each version that is kept is what the entry of its day tells."""
    kept = {version.number: version for version in disclosure.versions.all()}
    repealed, last = False, 1
    for entry in entries:
        repealed |= entry.kind == "repealed"
        if entry.kind not in ("published", "corrected") or "record_sha256" not in entry.payload:
            continue
        last = entry.payload["version"]
        version = kept.get(last)
        if version is None:
            if last > 1:
                yield _("Version %(number)s is missing.") % {"number": last}
            continue
        how = {"text": version, "repealed": repealed, "withdrawn": False}
        if not is_told(disclosure, entry.payload, **how) or version.reason != entry.payload.get("reason", ""):
            yield _("Version %(version)s is not what entry %(number)s of the public log tells.") % {
                "version": last,
                "number": entry.number,
            }


def _compare_early(disclosure: Disclosure, entries: list[LogEntry], found: Standing) -> None:
    """Entries of before there were records: title, text, elements and files are compared with the last of them, the
    reason with that of the withdrawal."""
    reason = entries[-1].payload.get("reason")
    if entries[-1].kind == "withdrawn" and reason is not None and reason != disclosure.withdrawn_because:
        found.blame(_("The reason of the withdrawal is not what the public log tells."))
    if entries[-1].payload.get("agency", disclosure.agency.slug) != disclosure.agency.slug:
        found.blame(_("The log tells of another body or department."))
    for entry in reversed(entries):
        if "content_sha256" in entry.payload:
            sentence = _("It is not what entry %(number)s of the public log tells.") % {
                "number": entry.number
            }
            text_fits, files = _early(disclosure, entry.payload)
            if not text_fits:
                found.blame(sentence)
            if files:
                found.blame_files(sentence, files)
            return


def _early(disclosure: Disclosure, payload: dict, *, has_files: bool = True) -> tuple[bool, list[str]]:
    """Whether title, text and elements are what an entry of before records tells, and which files are not."""
    text = content.plain(disclosure, content.EARLY)
    listed = {(one["name"], one["sha256"]) for one in payload.get("files", [])}
    rows = records.files_of(disclosure) if has_files else []
    kept = {(one["name"], one["sha256"]) for one in rows}
    fits = sorted_digest(text) == payload["content_sha256"]
    return fits, sorted({name for name, _sha256 in listed ^ kept})


# Who published it


def _compare_bodies(
    rows: Collection[Disclosure] | Collection[Consultation],
    entries: dict[int, list[LogEntry]],
    found: dict[int, Standing],
) -> None:
    """Whether they bear the names under which they were published, and belong to the department of the last entry."""
    for row in rows:
        first = entries[row.pk][0].payload.get("bodies") if entries[row.pk] else None
        if first is not None and first != records.bodies_then(row):
            found[row.pk].blame(_("The names of the bodies are not those under which it was published."))
    moved = [row for row in rows if entries[row.pk] and _is_moved(row, entries[row.pk][-1].payload)]
    for key in _elsewhere(moved):
        found[key].blame(_("The log tells of another body or department."))


def _is_moved(thing: Disclosure | Consultation, payload: dict) -> bool:
    """Whether ``payload`` of an entry tells of another department than that of ``thing``; entries of before told its
    name alone, which may have changed since."""
    if "department" in payload:
        return payload["department"] != thing.department.slug
    return "bodies" in payload and payload["bodies"] != records.bodies(thing)


def _elsewhere(rows: list[Disclosure] | list[Consultation]) -> set[int]:
    """Of those whose body or department is called otherwise than in the log: the keys of those of which the portal did
    not write so. A body that was renamed through the portal fits its seal, and so does the row that names it."""
    if not rows:
        return set()
    model = type(rows[0])
    changed = {fault.key for fault in evidence.faults_of(model, [row.pk for row in rows])}
    agencies = {fault.key for fault in evidence.faults_of(Agency, {row.agency_id for row in rows})}
    departments = {fault.key for fault in evidence.faults_of(Department, {row.department_id for row in rows})}
    return {
        row.pk
        for row in rows
        if row.pk in changed or row.agency_id in agencies or row.department_id in departments
    }


# What was found earlier


def _look_again(rows: list[Disclosure], found: dict[int, Standing]) -> None:
    """Look once more at what a check has found of ``rows``: what was put right is well again, though the finding stays
    in the list of those who watch until they settle it."""
    doubted = {row.index_number: row for row in rows if row.is_doubted}
    if not doubted:
        return
    by_key = {row.pk: row for row in doubted.values()}
    open_ones = Discrepancy.objects.open().filter(matter__in=doubted, place__in=PLACES)
    for model in (Disclosure, Version):
        keys = {one.key: one for one in open_ones if one.place == model._meta.db_table and one.key}
        for fault in evidence.faults_of(model, keys):
            found[doubted[keys[fault.key].matter].pk].blame(str(fault.kind.label))
    wanted = {one.key: one for one in open_ones if one.place == Attachment._meta.db_table and one.key}
    files = Attachment.objects.filter(disclosure__in=by_key)
    names = {one.pk: one for one in files}
    faults = [
        *evidence.faults_of(Attachment, {*wanted, *names}),
        *(fault for one in names.values() for fault in evidence.file_faults(one)),
    ]
    for fault in faults:
        one = names.get(fault.key)
        row = by_key.get(one.disclosure_id) if one else None
        row = row or (doubted[wanted[fault.key].matter] if fault.key in wanted else None)
        if row:
            found[row.pk].blame_files(str(fault.kind.label), [one.name] if one else [])


def file_differs(file: Attachment) -> tuple[bool, list[Fault]]:
    """Whether ``file`` is not to be given out as what was published, and what to write down of it. Its content and its
    row are looked at, and the list of files that the log tells of."""
    place = Attachment._meta.db_table
    is_measured = (
        file.size <= MEASURED or Discrepancy.objects.open().filter(place=place, key=file.pk).exists()
    )
    faults = [
        *(evidence.file_faults(file) if is_measured else ()),
        *evidence.faults_of(Attachment, [file.pk]),
    ]
    entries = LogEntry.objects.filter(
        subject=file.disclosure.index_number, kind__in=("published", "corrected")
    )
    last = entries.order_by("-number").first()
    told = {(one["name"], one["sha256"]) for one in last.payload.get("files", [])} if last else None
    is_told = (file.name, file.sha256) in told if told is not None else not _should_be_told(file.disclosure)
    return bool(faults) or not is_told, faults


# Drafts that are consulted on


def drafts_differing(keys: Iterable[int]) -> dict[int, Standing]:
    """Those of the consultations ``keys`` that do not stand as they were put out, with what differs; for lists."""
    keys = set(keys)
    rows = Consultation.objects.filter(pk__in=keys, opened_at__isnull=False) if keys else []
    found = draft_standings(whole_drafts(rows)) if keys else {}
    return {pk: one for pk, one in found.items() if not one.is_whole}


def whole_drafts(rows: QuerySet[Consultation]) -> list[Consultation]:
    """``rows`` with all that their records hold, in four questions."""
    answered = ConsultationOpinion.objects.filter(status=ConsultationOpinion.Status.ANSWERED)
    answered = answered.only("consultation_id", *records.OF_ANSWERS)
    return list(
        rows.select_related("disclosure", "agency", "department").prefetch_related(
            "files", Prefetch("opinions", queryset=answered, to_attr="answered")
        )
    )


def draft_standing(consultation: Consultation) -> Standing:
    """Compare a consultation that was opened, and its answers once they are published, with the public log."""
    return draft_standings([consultation])[consultation.pk]


def draft_standings(rows: Collection[Consultation]) -> dict[int, Standing]:
    """The same for many at once, by their keys."""
    told = _entries({row.disclosure.index_number for row in rows}, (*OF_DRAFTS, ERASED))
    found = {row.pk: _draft_compared(row, told.get(row.disclosure.index_number, [])) for row in rows}
    _compare_untold([row for row in rows if found[row.pk].entry is None], found)
    _compare_bodies(rows, {row.pk: _own(row, told) for row in rows}, found)
    return found


def _compare_untold(rows: list[Consultation], found: dict[int, Standing]) -> None:
    """Drafts of before the log told of them have no entry; the seals of their rows tell of them. A draft that the log
    tells of under another number has been moved there."""
    if not rows:
        return
    for fault in evidence.faults_of(Consultation, [row.pk for row in rows]):
        found[fault.key].blame(str(fault.kind.label))
    keys = [row.pk for row in rows]
    moved = LogEntry.objects.filter(kind__in=OF_DRAFTS, payload__consultation__in=keys)
    for entry in moved:
        sentence = _("It is not what entry %(number)s of the public log tells.") % {"number": entry.number}
        found[entry.payload["consultation"]].blame(sentence)


def files_told(consultation: Consultation) -> set[tuple[str, str]] | None:
    """Names and digests of the files of a draft, as the log tells of them; None where it does not."""
    told = _entries({consultation.disclosure.index_number}, OF_DRAFTS)
    entries = told.get(consultation.disclosure.index_number, [])
    own = [one for one in entries if one.payload.get("consultation") == consultation.pk]
    listed = next((one.payload["files"] for one in reversed(own) if "files" in one.payload), None)
    return None if listed is None else {(one["name"], one["sha256"]) for one in listed}


def _own(consultation: Consultation, told: dict[str, list[LogEntry]]) -> list[LogEntry]:
    entries = told.get(consultation.disclosure.index_number, [])
    return [one for one in entries if one.payload.get("consultation") == consultation.pk]


def _draft_compared(consultation: Consultation, entries: list[LogEntry]) -> Standing:
    own = [one for one in entries if one.payload.get("consultation") == consultation.pk]
    if not own:
        return Standing(None, is_early=True)
    last = own[-1]
    table = records.answers(consultation) if last.kind == "consultation_concluded" else None
    told = last.payload.get("record_sha256")
    if erased := next((one for one in entries if one.kind == ERASED), None):
        last, told = erased, erased.payload["drafts"].get(str(consultation.pk))
    found = Standing(last, is_early=told is None)
    sentence = _("It is not what entry %(number)s of the public log tells.") % {"number": last.number}
    if last.payload["agency"] != consultation.agency.slug:
        found.blame(_("The log tells of another body or department."))
    if told is None:
        is_same = last.payload.get("title", consultation.title) == consultation.title
    else:
        try:
            record = records.record_of_draft(consultation, by=last.payload["bodies"], table=table)
            is_same = digest(record) == told
        except (ValueError, AttributeError, TypeError):
            is_same = False
    if not is_same:
        found.blame(sentence)
    return found
