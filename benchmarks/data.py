"""Invented disclosures by the ten thousand, the same on every machine: ``python -m benchmarks.data SIZE``.

Run in a process of its own for each database, because Django knows one database per process.
"""

import json
import os
import random
import sys
from datetime import datetime, time, timedelta

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "disclosure_portal.settings")
django.setup()

from django.core.management import call_command  # noqa: E402 - Django has to be set up first
from django.db import connection, transaction  # noqa: E402
from django.urls import reverse  # noqa: E402
from django.utils import timezone  # noqa: E402

from catalog.actions import catalogue, obligations  # noqa: E402
from catalog.models import Disclosure, DisclosureEvent, DisclosureItem, Obligation, Placement, SearchEntry  # noqa: E402
from catalog.public import search  # noqa: E402
from core.models import Agency, Regime, User  # noqa: E402
from core.models.names import names_of  # noqa: E402

SEED = 20190515
BATCH = 2000
YEARS = 3
SAMPLE = 100
# Words that a search may ask for, by the share of disclosures that speak of them.
COMMON = "工作 管理 服务 项目 建设 资金".split()
MEDIUM = "灌溉 堤防 疫苗 校车 公示牌 食堂".split()
RARE = "古树 驿站 蜂农 苗圃 碑刻 缆车".split()
SHARES = ((COMMON, 0.3), (MEDIUM, 0.03), (RARE, 0.001))
CHINESE = range(0x4E00, 0x9FA6)


def main(size):
    """Grow the database to ``size`` published disclosures. Print the addresses to measure as JSON."""
    random_ = random.Random(SEED + size)
    now = timezone.now()
    agencies = prepare_agencies(now)
    people = [
        User.objects.get_or_create(username=name, defaults={"name": name, "email": f"{name}@example.cn"})[0]
        for name in ("drafter", "leader")
    ]
    items = list(DisclosureItem.objects.public().filter(blocked="").select_related("agency", "department"))
    letters = sorted(
        {letter for item in items for letter in item.name + item.about if ord(letter) in CHINESE}
    )
    versions = {agency.pk: agency.regime.version_on(timezone.localdate(now)) for agency in agencies}
    missing = range(Disclosure.objects.count(), size)
    for start in range(missing.start, missing.stop, BATCH):
        with transaction.atomic():
            add_disclosures(
                range(start, min(start + BATCH, size)), items, versions, letters, people, random_, now
            )
    if missing:
        SearchEntry.objects.all().delete()  # filling an empty index is quicker than renewing one
        search.rebuild()
    refresh_statistics()
    print(json.dumps(addresses(agencies, random_)))


def prepare_agencies(now):
    """One agency for each regime, with its catalogue and what it owes."""
    call_command("load_regimes", verbosity=0)
    for number, regime in enumerate(Regime.objects.all()):
        agency, made = Agency.objects.get_or_create(
            slug=regime.code,
            defaults={
                "name": f"{regime.versions.last().title}（测量）",
                "code": f"CS{number:03d}",
                "regime": regime,
                "obliged_from": timezone.localdate(now) - timedelta(days=540),
                "opened_at": now - timedelta(days=540),
            },
        )
        if made:
            catalogue.adopt_regime(agency, now=now)
    obligations.open_obligations(now=now)
    return list(Agency.objects.all())


def add_disclosures(numbers, items, versions, letters, people, random_, now):
    """Write one batch: what was owed, how it was fulfilled, its placements and events."""
    drafter, leader = people
    rows = [invent(number, random_.choice(items), letters, people, random_, now) for number in numbers]
    owed = Obligation.objects.bulk_create(
        Obligation(
            item=row.item,
            version=versions[row.agency_id],
            key=row.index_number,
            label=f"{row.formed_on:%Y年%m月%d日}",
            base_on=row.formed_on,
            publish_by=row.published_on + timedelta(days=random_.randrange(20)),
            opened_at=row.created_at,
            has_come=True,
        )
        for row in rows
    )
    for row, obligation in zip(rows, owed, strict=True):
        row.obligation = obligation
        for field, name in names_of(row).items():
            setattr(row, field, name)
    Disclosure.objects.bulk_create(rows)
    Placement.objects.bulk_create(
        Placement(
            disclosure=row,
            channel=channel,
            name=channel,
            placed_on=row.published_on,
            place=row.get_absolute_url(),
            confirmed_at=row.published_at,
        )
        for row in rows
        for channel in row.channels
    )
    DisclosureEvent.objects.bulk_create(
        DisclosureEvent(
            disclosure=row, action=step, previous=old, current=new, actor=actor, at=row.published_at
        )
        for row in rows
        for step, old, new, actor in (
            ("propose", "draft", "in_review", drafter),
            ("approve", "in_review", "approved", leader),
            ("publish", "approved", "published", None),
        )
    )


def invent(number, item, letters, people, random_, now):
    """One published disclosure of ``item`` in plausible words."""
    drafter, leader = people
    day = timezone.localdate(now) - timedelta(days=random_.randrange(365 * YEARS))
    at = timezone.make_aware(datetime.combine(day, time(9, 30)))
    return Disclosure(
        agency=item.agency,
        department=item.department,
        item=item,
        status=Disclosure.Status.PUBLISHED,
        title=f"关于{day:%Y}年{text(random_, letters, 8)}的公示（第{number}号）",
        summary=text(random_, letters, 40),
        body="\n\n".join(text(random_, letters, 70) + "。" for _paragraph in range(3)),
        channels=item.channels[:1] or ["website"],
        formed_on=day - timedelta(days=3),
        index_number=f"{item.agency.code}/{day:%Y}-{number:07d}",
        document_number=f"测发〔{day:%Y}〕{number % 300 + 1}号",
        subject_class=number % 22 + 1,
        attested=True,
        created_by=drafter,
        created_at=at,
        proposed_by=drafter,
        proposed_at=at,
        approved_by=leader,
        approved_at=at,
        published_at=at,
        **names_of(item),
        published_on=day,
    )


def text(random_, letters, length):
    """So many characters as they come, with the words of ``SHARES`` strewn in; four such texts fill a disclosure."""
    parts = [random_.choice(letters) for _character in range(length)]
    for words, share in SHARES:
        parts += [word for word in words if random_.random() < share / 4]
    random_.shuffle(parts)
    return "".join(parts)


def refresh_statistics():
    """Do what the database's own housekeeping does in time, lest it does so while the pages are measured."""
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")


def addresses(agencies, random_):
    """The pages to measure: for each kind many different ones, so that no memory of one page helps."""
    rows = Disclosure.objects.order_by("index_number").values_list("pk", "title")
    pks, titles = zip(*random_.sample(list(rows), SAMPLE), strict=True)
    items = random_.sample(list(DisclosureItem.objects.public().select_related("agency")), SAMPLE)
    return {
        "home": [reverse("home")],
        "catalogue": [reverse("catalog:catalogue", args=[agency.slug]) for agency in agencies],
        "list, newest": [reverse("catalog:latest")],
        "list of an agency": [f"{reverse('catalog:latest')}?agency={agency.slug}" for agency in agencies],
        "item": [item.get_absolute_url() for item in items],
        "disclosure": [reverse("disclosure", args=[pk]) for pk in pks],
        "search, common word": [f"{reverse('search')}?q={word}" for word in COMMON],
        "search, rare word": [f"{reverse('search')}?q={word}" for word in RARE],
        "search, four characters": [f"{reverse('search')}?q={title[8:12]}" for title in titles],
    }


if __name__ == "__main__":
    main(int(sys.argv[1]))
