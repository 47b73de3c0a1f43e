"""A body or a department gets another name: what was published keeps the old one, what comes has the new (ADR 35)."""

from datetime import date, datetime

from django.db import transaction
from django.db.models import Aggregate, OuterRef, QuerySet, Subquery, TextField, Value
from django.db.models.functions import Coalesce, Concat
from django.utils import timezone
from django.utils.translation import gettext as _

from core.bodies import opening
from core.models import Agency, AgencyEvent, Department, FormerName, User
from core.permissions import RENAME_BODY, may
from core.proof import log
from core.transitions import Refused


@transaction.atomic
def rename(
    body: Agency | Department, *, name: str, name_en: str, on: date, reason: str, by: User, now: datetime
) -> FormerName:
    """Give ``body``, a body or a department, another name from the day ``on``. Returns the name that it had.

    The day is that of the decision, today or earlier; the portal says the new name from now on. The act stands in the
    public log and in the history of the body. Raises ``Refused`` with all reasons and changes nothing.
    """
    model, today = type(body), timezone.localdate(now)
    body.refresh_from_db(from_queryset=model.objects.select_for_update(of=("self",)))
    name, name_en, reason = name.strip(), name_en.strip(), reason.strip()
    if not may(by, RENAME_BODY, body, on=today):
        raise Refused(
            _("Names are changed by the head of the body, its disclosure office or the administrator.")
        )
    since = _since(body)
    reasons = []
    if not name:
        reasons.append(_("Give the new name."))
    if (name, name_en) == (body.name, body.name_en):
        reasons.append(_("This is the name that it has."))
    if not reason:
        reasons.append(_("Say why: the decision by which it was renamed, with its number."))
    if on > today:
        reasons.append(_("Enter the new name on its day or later: until then the old one is right."))
    if since and on <= since:
        reasons.append(
            _("The name before began on %(day)s: the new one begins later.") % {"day": since.isoformat()}
        )
    if reasons:
        raise Refused(*reasons)
    return keep(body, name=name, name_en=name_en, on=on, reason=reason, by=by, now=now)


def keep(
    body: Agency | Department,
    *,
    name: str,
    name_en: str,
    on: date,
    reason: str,
    by: User | None,
    now: datetime,
) -> FormerName:
    """Write down the name that ``body`` had and give it the new one, in a transaction. Nothing is asked here."""
    agency = body if isinstance(body, Agency) else body.agency
    department = body if isinstance(body, Department) else None
    before = FormerName.objects.create(
        agency=agency,
        department=department,
        name=body.name,
        name_en=body.name_en,
        valid_from=_since(body),
        valid_to=date.fromordinal(on.toordinal() - 1),
        until=now,
        reason=reason,
        by=by,
    )
    body.name, body.name_en = name, name_en
    body.save(update_fields=["name", "name_en"])
    state = opening.state(agency)
    AgencyEvent.objects.create(
        agency=agency, action="body_renamed", previous=state, current=state, actor=by, note=reason, at=now
    )
    if agency.is_public:
        payload = {
            "agency": agency.slug,
            "code": agency.code,
            **({"department": department.slug} if department else {}),
            "title": f"{before.name} → {name}",
            "former_name": before.name,
            "name": name,
            "from": on.isoformat(),
            "reason": reason,
        }
        log.append("body_renamed", subject=agency.code, payload=payload, now=now)
    return before


def _since(body: Agency | Department) -> date | None:
    """The first day of the name that ``body`` has; None as long as it had no other."""
    last = _names(body).last()
    return date.fromordinal(last.valid_to.toordinal() + 1) if last else None


def _names(body: Agency | Department) -> QuerySet:
    if isinstance(body, Department):
        return FormerName.objects.filter(department=body)
    return FormerName.objects.filter(agency=body, department=None)


def called(body: Agency | Department, at: datetime) -> str:
    """The name of ``body`` at a moment, in the language of the page: for what is drawn anew of an older day."""
    return str(_names(body).filter(until__gt=at).first() or body)


def called_in_chinese(body: Agency | Department, at: datetime) -> str:
    """The same in Chinese, for official papers."""
    return (_names(body).filter(until__gt=at).first() or body).name


def formerly(body: Agency | Department) -> list[FormerName]:
    """The names that ``body`` had, the last first."""
    return list(_names(body).reverse())


class Joined(Aggregate):
    """The texts of a group in one, with line breaks between; both databases know it by another name."""

    output_field = TextField()

    def as_sqlite(self, compiler, connection, **more) -> tuple[str, list]:
        return self.as_sql(compiler, connection, template="group_concat(%(expressions)s, char(10))", **more)

    def as_postgresql(self, compiler, connection, **more) -> tuple[str, list]:
        return self.as_sql(compiler, connection, template="string_agg(%(expressions)s, chr(10))", **more)


def _joined(rows: QuerySet, field: str, own: str = "agency") -> Subquery:
    """The texts ``field`` of ``rows`` that belong to a body, in one."""
    mine = rows.filter(**{own: OuterRef("pk")}).order_by().values(own)
    return Subquery(mine.annotate(joined=Joined(field)).values("joined"))


def with_every_name(bodies: QuerySet) -> QuerySet:
    """Add ``names`` to bodies: what they and their departments are called and were called, in one text."""
    former, units = FormerName.objects.all(), Department.objects.all()
    parts = [
        *("name", "name_en"),
        *(_joined(former, field) for field in ("name", "name_en")),
        *(_joined(units, field) for field in ("name", "name_en")),
    ]
    separated = [
        part for one in parts for part in (Value("\n"), Coalesce(one, Value(""), output_field=TextField()))
    ]
    return bodies.annotate(names=Concat(*separated, output_field=TextField()))


def with_last_former_name(bodies: QuerySet, of: str = "agency") -> QuerySet:
    """Add ``former``, ``former_en`` and ``former_to`` to bodies, or with ``of`` "department" to departments."""
    rows = FormerName.objects.filter(
        **{of: OuterRef("pk")}, **({"department": None} if of == "agency" else {})
    )
    last = rows.order_by("-until", "-pk")
    return bodies.annotate(
        former=Subquery(last.values("name")[:1]),
        former_en=Subquery(last.values("name_en")[:1]),
        former_to=Subquery(last.values("valid_to")[:1]),
    )
