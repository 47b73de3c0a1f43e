"""Publish some disclosures, grow the log, and verify: run by ``python -m benchmarks evidence``."""

import os
import statistics
import time
from datetime import date, timedelta

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "disclosure_portal.settings")
django.setup()

from django.core.management import call_command  # noqa: E402 - Django has to be set up first
from django.utils import timezone  # noqa: E402

from catalog.actions import catalogue, disclosures, screening  # noqa: E402
from core import witness  # noqa: E402
from core.models import Agency, LogEntry, LogHead, Regime, RoleAssignment, Seal, User  # noqa: E402
from core.proof import evidence, log  # noqa: E402
from core.roles import Role  # noqa: E402

MATTERS = 100
ENTRIES = 100_000
TEXT = "<p>共抽查三十批次，合格二十八批次，不合格两批次已依法处理。</p>" * 40


def main() -> None:
    """Print milliseconds of a publication and entries, seals and rows a second."""
    now = timezone.now()
    publish(now)
    grow(now)
    evidence.checkpoint(now=now)
    rate("entries of the log", LogEntry.objects.count(), lambda: list(log.faults()))
    named = {check.name: check for check in evidence.checks()}
    told = len(witness.lines())
    rate("lines of the witness against the log", told, lambda: list(named["witness"].whole()))
    rate("seals under their checkpoints", Seal.objects.count(), lambda: list(named["seals"].whole()))
    rate("texts against the log", MATTERS, lambda: list(named["publications"].whole()))
    rows = [check for check in evidence.checks() if check.name.startswith("rows")]
    count = sum(model._base_manager.count() for model in evidence.sealed_models())
    rate("rows against their seals", count, lambda: [list(check.whole()) for check in rows])


def publish(now) -> None:
    """A hundred matters, drafted, proposed and approved; the publication is what is timed."""
    call_command("load_regimes", verbosity=0)
    agency = Agency.objects.create(
        slug="bench", name="清河市监督局", code="QHB", regime=Regime.objects.get(code="quality-bureau-3"),
        obliged_from=date(2026, 1, 1), opened_at=now,
    )  # fmt: skip
    catalogue.adopt_regime(agency, now=now)
    people = {}
    signs = Role(agency.regime.version_on(now.date()).rules.secrecy_review.role)
    for role in {Role.PROPOSER, Role.LEADER_IN_CHARGE, signs}:
        people[role] = User.objects.create(
            username=role.value, name=role.value, email=f"{role.value}@example.org"
        )
        RoleAssignment.objects.create(user=people[role], role=role, agency=agency, since=date(2020, 1, 1))
    item = agency.items.filter(blocked="", elements="", audience="public", chain="ordinary").first()
    evidence.checkpoint(now=now)  # from here on each entry is told to the witness, as in a portal at work
    took = []
    for number in range(MATTERS):
        made = disclosures.draft(
            item=item, by=people[Role.PROPOSER], now=now, title=f"第{number}期抽查结果", body=TEXT, channels=["web"],
            formed_on=now.date(), attested=True,
        )  # fmt: skip
        disclosures.propose(made, by=people[Role.PROPOSER], now=now)
        made.publish_at = now + timedelta(hours=1)
        made.save(update_fields=["publish_at"])
        screening.sign_secrecy(made, result="open", by=people[signs], now=now)
        disclosures.approve(made, by=people[Role.LEADER_IN_CHARGE], now=now)
        began = time.process_time(), time.perf_counter()
        disclosures.publish(made, now=now + timedelta(hours=2))
        took.append((time.process_time() - began[0], time.perf_counter() - began[1]))
    processor, wall = (statistics.median(one) * 1000 for one in zip(*took, strict=True))
    print(f"publishing: {processor:.1f} ms of processor, {wall:.1f} ms (medians of {MATTERS})", flush=True)


def grow(now) -> None:
    """Add entries to the log as publications do, many at a time."""
    head = LogHead.objects.get(only=1)
    number, previous, at = head.number, head.hash, now.replace(microsecond=0)
    rows = []
    for _turn in range(ENTRIES):
        number += 1
        content = {
            "number": number,
            "at": at,
            "kind": "withdrawn",
            "subject": f"X/{number}",
            "previous_hash": previous,
        }
        content["payload"] = {"agency": "bench", "record_sha256": previous, "version": 1, "reason": "-"}
        rows.append(LogEntry(hash=log.entry_hash(**content), **content))
        previous = rows[-1].hash
    LogEntry.objects.bulk_create(rows, batch_size=2000)
    LogHead.objects.filter(only=1).update(number=number, hash=previous)


def rate(what: str, count: int, work) -> None:
    """Do ``work`` and print how many of ``count`` it did in a second."""
    began = time.perf_counter()
    faults = work()
    seconds = time.perf_counter() - began
    print(f"{what}: {count / seconds:,.0f} a second ({count} in {seconds:.1f} s)", flush=True)
    if any(faults):
        raise SystemExit(f"{what}: not whole: {faults[:3]}")


if __name__ == "__main__":
    main()
