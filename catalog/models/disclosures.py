"""One thing proposed, reviewed, published, listened about and archived."""

from datetime import date

from django.conf import settings
from django.core.files.storage import storages
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from catalog import content, rules
from catalog.models.items import Audience, DisclosureItem
from catalog.models.obligations import Obligation
from catalog.models.reading import in_work
from catalog.sources import KEPT_AS, Ground, Source
from catalog.subjects import SubjectClass
from core.database.guards import Keeps, OfOpenBody, OnlyGrows, StaysInBody, Within
from core.models import Agency, Called, Department, Event, Sealed, User
from core.permissions import may, reach, reaches
from core.statuses import Tone, Toned
from core.transitions import SteppedQuerySet, step

User_ = settings.AUTH_USER_MODEL


class Status(Toned):
    """Where a disclosure stands on its way 提出 → 审核 → 公开 → 反馈 → 归档."""

    DRAFT = "draft", pgettext_lazy("disclosure status", "Draft")
    IN_REVIEW = "in_review", Tone.INFO, pgettext_lazy("disclosure status", "In review")
    RETURNED = "returned", Tone.BAD, pgettext_lazy("disclosure status", "Returned")
    APPROVED = "approved", Tone.GOOD, pgettext_lazy("disclosure status", "Approved")
    PUBLISHED = "published", Tone.GOOD, pgettext_lazy("disclosure status", "Published")
    WITHDRAWN = "withdrawn", pgettext_lazy("disclosure status", "Withdrawn")
    FEEDBACK = "feedback", Tone.GOOD, pgettext_lazy("disclosure status", "Published, feedback stage")
    ARCHIVED = "archived", pgettext_lazy("disclosure status", "Archived")
    MERGED = "merged", pgettext_lazy("disclosure status", "Taken into the corrected text")


class Validity(Toned):
    """Whether what is disclosed holds on a day (law-2019 §7.2: 有效性)."""

    UPCOMING = "upcoming", Tone.INFO, _("Not yet in force")
    IN_FORCE = "in_force", Tone.GOOD, _("In force")
    LAPSED = "lapsed", _("No longer in force")
    REPEALED = "repealed", Tone.WARN, _("Repealed")


# On display: published, and in its feedback stage, during which it stays published.
ON_DISPLAY = (Status.PUBLISHED, Status.FEEDBACK)
OUT = (*ON_DISPLAY, Status.ARCHIVED)
# The words stand in the statement itself: SQLite takes a partial index only when it reads the index's own condition.
IS_OUT = models.Func(
    models.F("status"),
    template="%(expressions)s IN ('published', 'feedback', 'archived')",
    output_field=models.BooleanField(),
)
CARRIED_BY_AUDIENCE = {
    Audience.STAFF: rules.READ_INTERNAL,
    Audience.COUNTERPARTY: rules.READ_INTERNAL,
    Audience.LEADERSHIP: rules.READ_LEADERSHIP,
}
CARRIED_BY_SOURCE = {
    Source.WITHHELD: rules.READ_WITHHELD,
    Source.ON_APPLICATION: rules.READ_ON_APPLICATION,
}


class DisclosureQuerySet(SteppedQuerySet):
    def public(self) -> "DisclosureQuerySet":
        """What everybody may read now."""
        return self.filter(IS_OUT, audience=Audience.PUBLIC)

    def kept(self, source: str) -> "DisclosureQuerySet":
        """What stands on the register of ``source`` now."""
        return self.filter(source=source, status__in=OUT)

    def readable_by(self, user: User, *, on: date) -> "DisclosureQuerySet":
        """What ``user`` may read: the many-objects twin of ``Disclosure.is_readable_by``."""
        if user.is_anonymous:
            return self.filter(audience=Audience.PUBLIC, status__in=[*OUT, Status.WITHDRAWN])
        internal, led, unfinished, led_work, withheld, given = reaches(
            user,
            rules.READ_INTERNAL,
            rules.READ_LEADERSHIP,
            rules.READ_UNPUBLISHED,
            rules.WORK_ON_LEADERSHIP,
            rules.READ_WITHHELD,
            rules.READ_ON_APPLICATION,
            on=on,
        )
        is_out, led_only = Q(status__in=[*OUT, Status.WITHDRAWN]), Q(audience=Audience.LEADERSHIP)
        kept = Q(source=Source.WITHHELD)
        staff, concerned = Q(audience=Audience.STAFF), Q(audience=Audience.COUNTERPARTY)
        inside = staff | concerned
        out = Q(audience=Audience.PUBLIC) | led_only & led.q()
        out |= Q(source=Source.ACTIVE) & (staff & internal.whole.q() | concerned & internal.q())
        out |= inside & kept & withheld.q() | inside & Q(source=Source.ON_APPLICATION) & given.q()
        # A correction that was taken in is read by whom the corrected text is for.
        merged = Q(status=Status.MERGED) & led_only
        prepared = ~merged & in_work(unfinished, led_work, withheld) | merged & led.q()
        return self.filter(is_out & out | ~is_out & prepared)


class Disclosure(Called):
    """公开信息. Its agency and department are kept with it, so that moving an item later rewrites no history."""

    TELLS_PROGRAMS_ITSELF = True  # by catalog/disclosures/authenticity, which knows the log

    Status = Status
    RESTS_ON = ("item", "obligation", "corrects")
    STEPS = {
        "propose": step(
            Status.DRAFT, Status.RETURNED, to=Status.IN_REVIEW, by=rules.PROPOSE, label=_("propose")
        ),
        "set_due": step(
            Status.IN_REVIEW, *ON_DISPLAY, to=None, by=None, label=_("count the days from its forming")
        ),
        "endorse": step(Status.IN_REVIEW, to=Status.IN_REVIEW, by=rules.REVIEW, label=_("endorse")),
        "approve": step(Status.IN_REVIEW, to=Status.APPROVED, by=rules.REVIEW, label=_("approve")),
        "send_back": step(Status.IN_REVIEW, to=Status.RETURNED, by=rules.REVIEW, label=_("return")),
        "mark_sensitive": step(
            Status.IN_REVIEW,
            to=Status.IN_REVIEW,
            by=rules.REVIEW,
            label=pgettext_lazy("disclosure step", "mark as sensitive"),
        ),
        "refer": step(
            Status.IN_REVIEW,
            to=Status.IN_REVIEW,
            by=rules.REVIEW,
            label=pgettext_lazy("disclosure step", "hand on"),
        ),
        "take_back": step(
            Status.IN_REVIEW,
            Status.APPROVED,
            to=Status.RETURNED,
            by=rules.PROPOSE,
            label=pgettext_lazy("disclosure step", "take back"),
        ),
        "publish": step(Status.APPROVED, to=Status.PUBLISHED, by=None, label=_("publish")),
        "publish_in_emergency": step(
            Status.DRAFT,
            Status.RETURNED,
            Status.IN_REVIEW,
            Status.APPROVED,
            to=Status.PUBLISHED,
            by=rules.EMERGENCY,
            label=_("publish in an emergency"),
        ),
        "review_emergency": step(
            *ON_DISPLAY,
            to=None,
            by=rules.REVIEW_EMERGENCY,
            label=_("review after an emergency"),
        ),
        "merge": step(Status.APPROVED, to=Status.MERGED, by=None, label=_("correct")),
        "correct": step(*OUT, to=None, by=None, label=_("correct")),
        "repeal": step(*OUT, to=None, by=rules.WITHDRAW, label=_("repeal")),
        "withdraw": step(
            *OUT, to=Status.WITHDRAWN, by=rules.WITHDRAW, label=pgettext_lazy("disclosure", "withdraw")
        ),
        "open_feedback": step(
            Status.PUBLISHED, to=Status.FEEDBACK, by=rules.NAME_COLLECTOR, label=_("open the feedback stage")
        ),
        "name_collector": step(
            Status.FEEDBACK, to=None, by=rules.NAME_COLLECTOR, label=_("name another collector")
        ),
        "hand_over": step(
            Status.FEEDBACK, to=None, by=rules.COLLECT, label=_("hand the feedback to the leading group")
        ),
        "handle_feedback": step(
            Status.FEEDBACK, to=None, by=rules.HANDLE_FEEDBACK, label=_("say how the feedback is handled")
        ),
        "end_feedback": step(
            Status.FEEDBACK, to=None, by=rules.NAME_COLLECTOR, label=_("end the feedback stage")
        ),
        "feedback_over": step(Status.FEEDBACK, to=None, by=None, label=_("end the feedback stage")),
        "archive": step(*ON_DISPLAY, to=Status.ARCHIVED, by=rules.ARCHIVE, label=_("archive")),
        "supplement": step(Status.ARCHIVED, to=None, by=rules.ARCHIVE, label=_("seal a correction")),
    }

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="disclosures", verbose_name=_("agency"))
    department = models.ForeignKey(
        Department, models.PROTECT, related_name="disclosures", verbose_name=_("responsible department")
    )
    item = models.ForeignKey(
        DisclosureItem, models.PROTECT, related_name="disclosures", verbose_name=_("item")
    )
    obligation = models.ForeignKey(
        Obligation,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="disclosures",
        verbose_name=_("obligation"),
    )
    corrects = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="corrections",
        verbose_name=_("corrects"),
        editable=False,
    )
    correction_reason = models.CharField(_("what is changed and why"), max_length=300, blank=True)
    hides_earlier = models.BooleanField(_("earlier texts are no longer shown"), default=False)
    status = models.CharField(
        _("status"), max_length=20, choices=Status, default=Status.DRAFT, editable=False
    )
    title = models.CharField(_("title"), max_length=200)
    summary = models.TextField(_("summary in plain words"), max_length=500, blank=True)
    body = models.TextField(_("text"), blank=True)
    elements = models.JSONField(_("obligatory elements"), default=dict, blank=True)
    is_nil = models.BooleanField(_("nothing to report"), default=False)
    is_sensitive = models.BooleanField(_("important or sensitive"), default=False)
    source = models.CharField(_("source attribute"), max_length=20, choices=Source, default=Source.ACTIVE)
    ground = models.CharField(_("ground of not disclosing"), max_length=20, choices=Ground, blank=True)
    assess_by = models.DateField(_("assess again by"), null=True, blank=True, editable=False, db_index=True)
    audience = models.CharField(_("audience"), max_length=20, choices=Audience, default=Audience.PUBLIC)
    channels = models.JSONField(_("channels"), default=list)
    formed_on = models.DateField(_("formed on"))
    index_number = models.CharField(_("index number"), max_length=40, unique=True, editable=False)
    document_number = models.CharField(_("document number"), max_length=80, blank=True)
    issued_by = models.CharField(_("made by"), max_length=120, blank=True)
    contact = models.CharField(_("questions to"), max_length=120, blank=True)
    subject_class = models.PositiveSmallIntegerField(
        _("subject class"), choices=SubjectClass, default=SubjectClass.OTHER
    )
    valid_from = models.DateField(_("valid from"), null=True, blank=True)
    valid_to = models.DateField(_("valid until"), null=True, blank=True)
    repealed_on = models.DateField(_("repealed on"), null=True, blank=True, editable=False)
    repealed_because = models.CharField(_("repealed because"), max_length=300, blank=True, editable=False)
    attested = models.BooleanField(_("attested as accurate and complete"), default=False)
    created_by = models.ForeignKey(
        User_, models.PROTECT, related_name="+", verbose_name=_("drafted by"), editable=False
    )
    created_at = models.DateTimeField(_("drafted at"), editable=False)
    proposed_by = models.ForeignKey(
        User_, models.PROTECT, null=True, related_name="+", verbose_name=_("proposed by"), editable=False
    )
    proposed_at = models.DateTimeField(_("proposed at"), null=True, editable=False)
    round = models.PositiveSmallIntegerField(
        _("round"), default=0, editable=False, help_text=_("How often it was proposed.")
    )
    steps_done = models.PositiveSmallIntegerField(
        _("steps done"),
        default=0,
        editable=False,
        help_text=_("Steps of its chain that agreed since it was last proposed."),
    )
    approved_by = models.ForeignKey(
        User_, models.PROTECT, null=True, related_name="+", verbose_name=_("approved by"), editable=False
    )
    approved_at = models.DateTimeField(_("approved at"), null=True, editable=False)
    published_at = models.DateTimeField(_("published at"), null=True, editable=False)
    published_on = models.DateField(_("published on"), null=True, editable=False)
    publish_at = models.DateTimeField(
        _("publish at"), null=True, blank=True, editable=False, help_text=_("Approved, it waits until then.")
    )
    is_emergency = models.BooleanField(_("published in an emergency"), default=False, editable=False)
    withdrawn_because = models.CharField(_("withdrawn because"), max_length=300, blank=True, editable=False)

    objects = DisclosureQuerySet.as_manager()

    guards = [
        Within("item.agency"),
        Within("department.agency"),
        Within("obligation.item.agency"),
        Within("corrects.agency"),
        StaysInBody(),
        Keeps("index_number_stays", "index_number"),
        Keeps("disclosure_agency_called_stays", "agency_called", once_given=True),
        Keeps("disclosure_department_called_stays", "department_called", once_given=True),
        OfOpenBody("published_at"),
    ]

    class Meta:
        ordering = ["-published_on", "-pk"]
        verbose_name = _("disclosure")
        verbose_name_plural = _("disclosures")
        constraints = [
            models.UniqueConstraint(
                fields=["obligation"],
                condition=~Q(status="withdrawn"),
                name="one_live_disclosure_for_an_obligation",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=["published", "feedback", "archived", "withdrawn"])
                | Q(published_at__isnull=False, published_on__isnull=False),
                name="published_disclosure_has_a_day",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=["published", "feedback", "archived", "withdrawn"])
                | ~Q(agency_called=""),
                name="published_disclosure_keeps_names",
            ),
            models.CheckConstraint(
                condition=~Q(
                    status__in=["approved", "published", "feedback", "archived", "withdrawn", "merged"]
                )
                | Q(proposed_by__isnull=False, approved_by__isnull=False)
                | Q(
                    status__in=["published", "feedback", "archived", "withdrawn"],
                    proposed_by__isnull=False,
                    is_emergency=True,
                ),
                name="published_disclosure_was_proposed_and_approved",
            ),
            models.CheckConstraint(
                condition=Q(approved_by__isnull=True) | ~Q(approved_by=F("proposed_by")),
                name="nobody_approves_what_they_proposed",
            ),
            models.CheckConstraint(
                condition=Q(approved_by__isnull=True) | ~Q(approved_by=F("created_by")),
                name="nobody_approves_what_they_drafted",
            ),
            models.CheckConstraint(
                condition=~Q(status="withdrawn") | ~Q(withdrawn_because=""), name="withdrawal_has_a_reason"
            ),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True)
                | Q(valid_from__isnull=True)
                | Q(valid_to__gte=F("valid_from")),
                name="validity_ends_after_it_begins",
            ),
            models.UniqueConstraint(
                fields=["corrects"],
                condition=Q(status__in=["draft", "in_review", "returned", "approved"]),
                name="one_correction_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(corrects__isnull=True, correction_reason="") & ~Q(status="merged")
                | Q(corrects__isnull=False, obligation__isnull=True)
                & ~Q(status__in=["published", "feedback", "archived", "withdrawn"]),
                name="correction_is_merged_never_published",
            ),
            models.CheckConstraint(
                condition=~Q(status="merged") | ~Q(correction_reason=""), name="merged_correction_says_why"
            ),
            models.CheckConstraint(
                condition=Q(repealed_on__isnull=True, repealed_because="")
                | Q(repealed_on__isnull=False) & ~Q(repealed_because=""),
                name="repeal_has_day_and_reason",
            ),
            models.CheckConstraint(
                condition=Q(source="active") | ~Q(audience="public"), name="what_is_kept_back_is_not_public"
            ),
            models.CheckConstraint(
                condition=Q(source="withheld") & ~Q(ground="") | ~Q(source="withheld") & Q(ground=""),
                name="what_is_withheld_has_its_ground",
            ),
        ]
        indexes = [
            # The public lists, newest first: all, of an agency, of a department, of an item.
            models.Index(
                fields=["-published_on", "-id"],
                condition=Q(status__in=["published", "feedback", "archived"], audience="public"),
                name="public_newest",
            ),
            models.Index(
                fields=["agency", "-published_on", "-id"],
                condition=Q(status__in=["published", "feedback", "archived"], audience="public"),
                name="public_newest_of_agency",
            ),
            models.Index(
                fields=["department", "-published_on", "-id"],
                condition=Q(status__in=["published", "feedback", "archived"], audience="public"),
                name="public_newest_of_department",
            ),
            models.Index(
                fields=["item", "-published_on", "-id"],
                condition=Q(status__in=["published", "feedback", "archived"], audience="public"),
                name="public_newest_of_item",
            ),
            # The review queue and the desks.
            models.Index(
                fields=["agency", "status", "proposed_at"],
                condition=Q(status__in=["draft", "in_review", "returned", "approved"]),
                name="disclosure_in_work",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("disclosure", args=[self.pk])

    def get_status_display(self) -> str:
        """The status in words; what is kept back was never published."""
        if self.audience != Audience.PUBLIC and self.status in OUT and self.source != Source.ACTIVE:
            return str(KEPT_AS[Source(self.source)])
        return str(Status(self.status).label)

    @property
    def is_withheld(self) -> bool:
        """Whether it stands on the register of what is withheld."""
        return self.source == Source.WITHHELD and self.status in OUT

    @property
    def is_public(self) -> bool:
        """Whether everybody may read it now."""
        return self.audience == Audience.PUBLIC and self.status in OUT

    def is_readable_by(self, user: User, *, on: date) -> bool:
        """Whether ``user`` may read it: the one-object twin of ``DisclosureQuerySet.readable_by``."""
        if self.status in OUT or self.status == Status.WITHDRAWN:
            if self.audience == Audience.PUBLIC:
                return True
            if self.source != Source.ACTIVE and self.audience != Audience.LEADERSHIP:
                return may(user, CARRIED_BY_SOURCE[Source(self.source)], self, on=on)
            found = reach(user, CARRIED_BY_AUDIENCE[Audience(self.audience)], on=on)
            return (found.whole if self.audience == Audience.STAFF else found).covers(self)
        if self.audience == Audience.LEADERSHIP:
            is_taken_in = self.status == Status.MERGED
            return may(user, rules.READ_LEADERSHIP if is_taken_in else rules.WORK_ON_LEADERSHIP, self, on=on)
        if self.source == Source.WITHHELD:
            return may(user, rules.READ_WITHHELD, self, on=on)
        return may(user, rules.READ_UNPUBLISHED, self, on=on)

    @property
    def facts(self) -> list[tuple[str, str]]:
        """What pages and sheets tell of it beside its text: number, maker, whom to ask; as far as it says so."""
        return content.facts(self)

    def validity_on(self, day: date) -> Validity:
        """Whether it holds on ``day``."""
        if self.repealed_on and day >= self.repealed_on:
            return Validity.REPEALED
        if self.valid_from and day < self.valid_from:
            return Validity.UPCOMING
        return Validity.LAPSED if self.valid_to and day > self.valid_to else Validity.IN_FORCE


class DisclosureEvent(Event):
    """A step of a disclosure."""

    disclosure = models.ForeignKey(Disclosure, models.PROTECT, related_name="events")

    guards = [OnlyGrows(("note",), proof="catalog.Erasure", by="disclosure_id")]


def attachment_path(attachment: "Attachment", name: str) -> str:
    """Files lie under their content's hash, so that a name can neither clash nor climb."""
    return f"attachments/{attachment.sha256[:2]}/{attachment.sha256}.{name.rpartition('.')[2].lower()}"


def attachment_storage():
    """Where attachments lie; never under the address of static files."""
    return storages["default"]


class Attachment(Sealed):
    """A file that belongs to a disclosure."""

    TELLS_PROGRAMS_ITSELF = True  # by catalog/disclosures/authenticity, which knows the log

    disclosure = models.ForeignKey(
        Disclosure, models.CASCADE, related_name="attachments", verbose_name=_("disclosure")
    )
    file = models.FileField(_("file"), upload_to=attachment_path, storage=attachment_storage, max_length=200)
    name = models.CharField(_("name"), max_length=200)
    media_type = models.CharField(_("type"), max_length=100, editable=False)
    size = models.PositiveBigIntegerField(_("size in bytes"), editable=False)
    sha256 = models.CharField("SHA-256", max_length=64, editable=False)

    class Meta:
        ordering = ["pk"]
        verbose_name = _("attachment")
        verbose_name_plural = _("attachments")

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("attachment", args=[self.pk])
