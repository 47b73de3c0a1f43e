"""What the invented disclosures say in their obligatory parts: by its type each says what its rule asks for."""

import random
from datetime import datetime

from catalog.actions import disclosures
from catalog.models import Disclosure, DisclosureItem
from core.models import User
from core.regimes.elements import Element
from core.regimes.parts import Basis
from disclosure_portal.demo import files, texts


def said(item: DisclosureItem, chance: random.Random, now: datetime) -> dict[str, str]:
    """Each part of ``item`` but its files, by its code."""
    demanded = item.elements_on(now.date())
    laws = item.agency.regime.version_on(now.date()).rules.laws
    return {part.code: fitting(part, item, laws, chance, now) for part in demanded if part.type != "file"}


def with_files(made: Disclosure, chance: random.Random, *, by: User, now: datetime) -> None:
    """Attach to ``made`` the file that each part of type “file” asks for."""
    for part in made.item.elements_on(made.formed_on):
        if part.type == "file":
            upload = files.made_for(made, chance, hides=False)
            attached = disclosures.attach(made, upload=upload, by=by, now=now)
            disclosures.revise(made, by=by, now=now, elements={**made.elements, part.code: attached.name})


def fitting(
    part: Element, item: DisclosureItem, laws: tuple[Basis, ...], chance: random.Random, now: datetime
) -> str:
    """Something that the type of ``part`` asks for, as a person would type it."""
    sums = f"{chance.randint(20, 900)}00.00"
    match part.type:
        case "amount":
            return sums
        case "day":
            return now.date().isoformat()
        case "basis":
            return (
                f"《{laws[0].title}》第十二条"
                if laws
                else "《关于深化政务公开工作的意见》（某政发〔2016〕5号）"
            )
        case "item":
            return item.agency.items.public().order_by("position").values_list("code", flat=True)[0]
        case "choice":
            return part.options[0].code
        case "rows":
            return "\n".join(
                " | ".join(sums if column.amount else f"{column.name.zh}{number}" for column in part.columns)
                for number in ("一", "二")
            )
    return texts.element_text(part.name.zh, item, chance)
