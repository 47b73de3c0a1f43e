"""What is already public on a subject, looked up before an application is filed (J3-266, law-2019 art. 36(1))."""

from collections import Counter

from catalog.disclosures import authenticity
from catalog.models import Disclosure
from catalog.public import search
from core.models import Agency

WINDOW, STRIDE = 4, 2
MOST_QUERIES = 12
SHOWN = 5


def matches(subject: str, agency: Agency) -> list[Disclosure]:
    """The public disclosures of ``agency`` that share most with ``subject``, the best first.

    Nobody words a subject as the title is worded. So each run of Chinese is looked up in overlapping pieces of four
    characters, each other word as it is; what most pieces find comes first, then what is newer. ``differs`` of each
    says what is not as it was published.
    """
    found: Counter[int] = Counter()
    for piece in pieces(subject)[:MOST_QUERIES]:
        found.update(search.find(piece, agency=agency.pk).disclosures)
    best = [pk for pk, _hits in sorted(found.items(), key=lambda pair: (-pair[1], -pair[0]))[:SHOWN]]
    rows = Disclosure.objects.public().in_bulk(best)
    differing = authenticity.differing(rows)
    for pk, row in rows.items():
        row.differs = differing.get(pk)
    return [rows[pk] for pk in best if pk in rows]


def pieces(subject: str) -> list[str]:
    """The pieces of ``subject`` that are looked up."""
    cut = []
    for run in search.runs_of(subject):
        if not search.is_chinese(run):
            cut += [run] if len(run) > 2 and not run.isdigit() else []
        elif len(run) <= WINDOW:
            cut += [run] if len(run) > 1 else []
        else:
            starts = [*range(0, len(run) - WINDOW, STRIDE), len(run) - WINDOW]
            cut += [run[start : start + WINDOW] for start in starts]
    return list(dict.fromkeys(cut))
