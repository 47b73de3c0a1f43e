"""Closing a matter for good: a numbered file whose contents are sealed under a digest, and its later volumes."""

from collections.abc import Iterator
from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from archive import displaying, manifest, proof, volumes
from archive.models import ArchiveFile, ArchiveSupplement
from catalog.actions import disclosures
from catalog.models import Disclosure, Version
from catalog.models.disclosures import ON_DISPLAY
from core.models import Agency, Department, User
from core.proof import log
from core.serials import next_number
from core.transitions import Refused, must_stand
from requests_app import actions as applications
from requests_app.actions import sealed_words
from requests_app.models import Application
from review import feedback_stage, feedback_window
from review.models import Opinion

BY_PUBLICATION = "by_publication"


def seal_disclosure(disclosure: Disclosure, *, by: User, now: datetime) -> ArchiveFile:
    """Archive a published disclosure and seal its file, numbered in the order that the regime names.

    Its files are measured first, while nothing is locked; archive step, file, number and log entry are one transaction.
    Raises ``Refused`` with all reasons.
    """
    return _seal_disclosure(disclosure, proof.measured(disclosure.attachments.all()), by, now)


@transaction.atomic
def _seal_disclosure(
    disclosure: Disclosure, measured: proof.Measured, by: User, now: datetime
) -> ArchiveFile:
    disclosure.refresh_from_db(from_queryset=Disclosure.objects.select_for_update(of=("self",)))
    must_stand(disclosure)
    if disclosure.status in ON_DISPLAY:
        if reasons := list(_blockers(disclosure, measured, now)):
            raise Refused(*reasons)
    disclosures.archive(disclosure, by=by, now=now)
    year = disclosure.published_on.year
    rule = disclosure.agency.regime.version_on(disclosure.published_on).rules.archive
    series = None if rule.order == BY_PUBLICATION else disclosure.department
    return _seal(
        manifest.of_disclosure(disclosure),
        number=_number(disclosure.agency, "ZD", year, series),
        thing=disclosure,
        title=disclosure.title,
        year=year,
        by=by,
        now=now,
        disclosure=disclosure,
        due_on=displaying.file_by([disclosure]).get(disclosure.pk),
    )


@transaction.atomic
def seal_application(application: Application, *, by: User, now: datetime) -> ArchiveFile:
    """Archive a finished application and seal its file (law-2019 art. 45); reopened since, a further volume of it.

    Raises ``Refused``.
    """
    applications.archive(application, by=by, now=now)
    year = application.received_on.year
    contents, words = manifest.of_application(application)
    sealed_words.keep(application, words)
    before = list(application.archive_files.order_by("pk"))
    number = f"{before[0].number}-B{len(before):02d}" if before else ""
    if before:
        contents["previous"] = {"number": before[-1].number, "digest": before[-1].digest}
    ended = (
        application.chosen_outcome.name.zh if application.decided_on and application.chosen_outcome else ""
    )
    return _seal(
        contents,
        number=number or _number(application.agency, "SQ", year, None),
        thing=application,
        title=f"{application.number} {ended}".strip()[:200],  # never the applicant's own words
        year=year,
        by=by,
        now=now,
        application=application,
    )


def seal_supplement(version: Version, *, by: User, now: datetime) -> ArchiveSupplement:
    """Seal a correction of an archived disclosure as the next volume of its file, which itself stays untouched.

    The volume names the digest of the one before it, and the public log carries its own. Raises ``Refused``.
    """
    return _seal_supplement(version, proof.measured(volumes.attachments(version.disclosure)), by, now)


@transaction.atomic
def _seal_supplement(
    version: Version, measured: proof.Measured, by: User, now: datetime
) -> ArchiveSupplement:
    disclosure = Disclosure.objects.select_for_update(of=("self",)).get(pk=version.disclosure_id)
    must_stand(disclosure)
    wanted = volumes.waiting().filter(disclosure=disclosure).order_by("number").first()
    if wanted is None:
        raise Refused(_("Every correction of it is sealed already."))
    if wanted.pk != version.pk:
        raise Refused(_("Seal version %(number)s first.") % {"number": wanted.number})
    if reasons := [
        *_open_places(disclosure),
        *measured.faults_of(volumes.attachments(disclosure)),
    ]:
        raise Refused(*reasons)
    file = disclosure.archive_file
    last = file.supplements.order_by("position").last()
    position = last.position + 1 if last else 1
    number = f"{file.number}-B{position:02d}"
    disclosures.supplement(disclosure, number=number, by=by, now=now)
    before = last or file
    contents = manifest.of_supplement(version, volumes.correction_of(version), since=before.sealed_at)
    contents |= {
        "number": number,
        "title": version.title,
        "file": {"number": file.number, "digest": file.digest},
        "previous": {"number": before.number, "digest": before.digest},
        "sealed_at": manifest.moment(now),
        "sealed_by": str(by),
    }
    digest = proof.digest(contents)
    made = ArchiveSupplement.objects.create(
        file=file,
        version=version,
        number=number,
        position=position,
        manifest=contents,
        digest=digest,
        sealed_at=now,
        sealed_by=by,
    )
    payload = {"digest": digest, "file": file.number, "previous": before.digest, **proof.told_of(disclosure)}
    log.append(proof.SEALED, subject=number, payload=payload, now=now)
    return made


def _open_places(disclosure: Disclosure) -> Iterator[str]:
    for placement in disclosure.placements.filter(confirmed_at__isnull=True):
        yield _("Its publication on “%(channel)s” is not confirmed: when and where was it?") % {
            "channel": placement.name
        }


def seal_blockers(disclosure: Disclosure, now: datetime) -> Iterator[str]:
    """Reasons why the file of a published disclosure cannot be closed yet, for the page and for the action.

    No stage is skipped (B-074): it was displayed to the end, what was said about it is answered, and where the regime
    says so the handling was published again. Reads the files: call it while nothing is locked.
    """
    yield from _blockers(disclosure, proof.measured(disclosure.attachments.all()), now)


def _blockers(disclosure: Disclosure, measured: proof.Measured, now: datetime) -> Iterator[str]:
    yield from displaying.blockers(disclosure, timezone.localdate(now))
    yield from _open_places(disclosure)
    if disclosure.opinions.filter(status__in=Opinion.UNANSWERED).exists():
        yield _("An opinion still waits for its answer.")
    yield from feedback_stage.blockers(disclosure, timezone.localdate(now))
    yield from feedback_window.blockers(disclosure)
    yield from feedback_window.untold(disclosure)
    yield from measured.faults_of(disclosure.attachments.all())
    if first := _comes_before(disclosure):
        yield _(
            "%(number)s, published on %(day)s, comes before it in the order of publication. Seal that first."
        ) % {
            "number": first.index_number,
            "day": first.published_on,
        }


def _comes_before(disclosure: Disclosure) -> Disclosure | None:
    """The first unsealed publication of the year that precedes it, where files are numbered in that order (H-200)."""
    rule = disclosure.agency.regime.version_on(disclosure.published_on).rules.archive
    if rule.order != BY_PUBLICATION:
        return None
    earlier = Q(published_at__lt=disclosure.published_at) | Q(
        published_at=disclosure.published_at, pk__lt=disclosure.pk
    )
    unsealed = Disclosure.objects.filter(
        earlier,
        agency=disclosure.agency,
        status__in=ON_DISPLAY,
        published_on__year=disclosure.published_on.year,
    )
    return unsealed.order_by("published_at", "pk").first()


def _number(agency: Agency, kind: str, year: int, department: Department | None) -> str:
    """A file number such as QH-K03-ZD-2026-0001: K03 the third department (科室), where each numbers its own files.

    ZD are disclosures (主动公开), SQ applications (依申请公开).
    """
    series, name = f"archive {kind}", agency.code
    if department is not None:
        # Departments are never deleted, so that their place in the order of founding is a number for good.
        place = agency.departments.filter(pk__lte=department.pk).count()
        series, name = f"archive {kind} {department.pk}", f"{agency.code}-K{place:02d}"
    return f"{name}-{kind}-{year}-{next_number(agency, series, year):04d}"


def _seal(
    contents: dict,
    *,
    number: str,
    thing: Disclosure | Application,
    title: str,
    year: int,
    by: User,
    now: datetime,
    **of,
) -> ArchiveFile:
    contents |= {"number": number, "title": title, "sealed_at": manifest.moment(now), "sealed_by": str(by)}
    digest = proof.digest(contents)
    file = ArchiveFile.objects.create(
        agency=thing.agency,
        department=thing.department,
        number=number,
        title=title,
        year=year,
        position=next_number(thing.agency, "archive", year),
        manifest=contents,
        digest=digest,
        sealed_at=now,
        sealed_by=by,
        **of,
    )
    payload = {"digest": digest, **proof.told_of(file.disclosure)}
    log.append(proof.SEALED, subject=number, payload=payload, now=now)
    return file
