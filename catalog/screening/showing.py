"""What pages show of the gate of one disclosure."""

from datetime import date

from django.conf import settings

from catalog import rules
from catalog.models import Disclosure, Finding, Scan
from catalog.screening import checks
from catalog.screening.words import further_words, place_words
from core.models import User
from core.permissions import may

EDITABLE = (Disclosure.Status.DRAFT, Disclosure.Status.RETURNED)


def gate(disclosure: Disclosure) -> dict:
    """Scans, findings with who overruled them, the last secrecy review. A handful of queries, however many rows."""
    scans = list(checks.scans(disclosure))
    found = Finding.objects.filter(scan__in=scans).select_related("scan", "overruling__by")
    rule = checks.secrecy_rule(disclosure)
    rows = [_row(one) for one in found]
    return {
        "gate_scans": scans,
        "gate_findings": rows,
        "gate_standing": sum(not row["overruling"] for row in rows),
        "gate_owed": [scan for scan in scans if scan.status == Scan.Status.OWED],
        "gate_without_clamav": not settings.CLAMAV_ADDRESS and any(not scan.is_text for scan in scans),
        "gate_cleanings": list(disclosure.cleanings.select_related("by")),
        "gate_secrecy": checks.signed(disclosure),
        "gate_secrecy_rule": rule,
    }


def may_act(disclosure: Disclosure, user: User, *, on: date) -> dict:
    """Whether ``user`` may overrule findings, and sign the secrecy review, of ``disclosure`` now."""
    is_own = disclosure.editors.filter(person=user).exists()
    is_open = checks.is_reviewed(disclosure) and not is_own
    to_sign = checks.to_sign(checks.secrecy_rule(disclosure))
    return {
        "gate_is_own": is_own,
        "gate_cleanable": checks.cleanable(disclosure)
        if disclosure.status in EDITABLE and may(user, rules.PROPOSE, disclosure, on=on)
        else [],
        "may_overrule": is_open and may(user, rules.OVERRULE, disclosure, on=on),
        "may_sign": is_open and may(user, to_sign, disclosure, on=on),
    }


def _row(finding: Finding) -> dict:
    return {
        "kind": finding.get_kind_display(),
        "name": "" if finding.scan.is_text else finding.scan.name,
        "place": place_words(finding.place),
        "shown": finding.shown,
        "further": further_words(finding.further) if finding.further else "",
        "overruling": getattr(finding, "overruling", None),
    }
