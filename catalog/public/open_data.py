"""What the open interface for programs gives of each thing, and what it may be narrowed by. Public things only."""

import django_filters as filters
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.reverse import reverse

from catalog import content
from catalog.disclosures import authenticity
from catalog.disclosures.visibility import shown_payloads
from catalog.models import Attachment, Disclosure, DisclosureItem, Version
from catalog.public.regime_words import whose
from catalog.subjects import SubjectClass
from core.models import Agency, FormerName, LogEntry
from core.text.richtext import plain

NOT_WITHHELD = ("url", "page", "differs")
LONGEST = 100  # characters of anything that is asked for


class DisclosureFilter(filters.FilterSet):
    """By whom, on what and when it was published. Days are those of Asia/Shanghai, the first and last included."""

    agency = filters.CharFilter(label=_("Agency"), field_name="agency__slug", max_length=LONGEST)
    department = filters.CharFilter(label=_("Department"), field_name="department__slug", max_length=LONGEST)
    item = filters.CharFilter(label=_("Item"), field_name="item__code", max_length=LONGEST)
    index_number = filters.CharFilter(label=_("Index number"), max_length=LONGEST)
    since = filters.DateFilter(label=_("Published on or after"), field_name="published_on", lookup_expr="gte")
    until = filters.DateFilter(
        label=_("Published on or before"), field_name="published_on", lookup_expr="lte"
    )
    subject = filters.ChoiceFilter(
        label=_("Subject class"), field_name="subject_class", choices=SubjectClass.choices
    )

    class Meta:
        model = Disclosure
        fields: list[str] = []


class ItemFilter(filters.FilterSet):
    """By the agency that owes it."""

    agency = filters.CharFilter(label=_("Agency"), field_name="agency__slug", max_length=LONGEST)

    class Meta:
        model = DisclosureItem
        fields: list[str] = []


class LogFilter(filters.FilterSet):
    """What was entered after a number: how another site keeps up with publications, corrections and withdrawals."""

    after = filters.NumberFilter(
        label=_("Entered after number"), field_name="number", lookup_expr="gt", min_value=0, max_value=10**12
    )
    subject = filters.CharFilter(label=_("Index number"), max_length=LONGEST)

    class Meta:
        model = LogEntry
        fields: list[str] = []


class FormerNameSerializer(serializers.ModelSerializer):
    """A name that a body, or the department that is named with it, had before, and until when."""

    department = serializers.CharField(source="department.slug", default="")

    class Meta:
        model = FormerName
        fields = ("department", "name", "name_en", "valid_from", "valid_to")


class AgencySerializer(serializers.ModelSerializer):
    """A public body with its office (art. 12)."""

    url = serializers.HyperlinkedIdentityField(view_name="open_data:agency", lookup_field="slug")
    page = serializers.HyperlinkedIdentityField(view_name="catalog:agency", lookup_field="slug")

    former_names = FormerNameSerializer(many=True)

    class Meta:
        model = Agency
        fields = (
            *("url", "page", "slug", "code", "name", "name_en", "former_names", "closed_at"),
            *("about", "address", "hours", "phone", "fax", "email", "hotline"),
        )


class WordsSerializer(serializers.Serializer):
    """A text in Chinese and English."""

    zh = serializers.CharField()
    en = serializers.CharField()


class CitedSerializer(serializers.Serializer):
    """Whose a rule is: the place of a clause with a few of its words, or what the body chose itself."""

    clause = serializers.CharField()
    quote = serializers.CharField()
    choice = WordsSerializer(allow_null=True)


class ItemSerializer(serializers.ModelSerializer):
    """A standing duty in the catalogue of an agency (J4-292: the catalogue as data)."""

    page = serializers.SerializerMethodField()
    agency = serializers.CharField(source="agency.slug")
    category = serializers.CharField(source="category.name")
    category_code = serializers.CharField(source="category.code")
    department = serializers.CharField(source="department.name")
    source = serializers.SerializerMethodField()
    rhythm = serializers.SerializerMethodField()

    class Meta:
        model = DisclosureItem
        fields = (
            *(
                "page",
                "agency",
                "code",
                "name",
                "name_en",
                "about",
                "category",
                "category_code",
                "department",
            ),
            *("source", "cadence", "rhythm", "domain", "channels", "is_key", "active_from", "active_to"),
        )

    def get_page(self, item: DisclosureItem) -> str:
        """The page of the item for people."""
        return reverse(
            "catalog:item", args=[item.agency.slug, item.code], request=self.context.get("request")
        )

    @extend_schema_field(CitedSerializer)
    def get_source(self, item: DisclosureItem) -> dict | None:
        """The clause of the body's document that names the item, with its words, or what the body chose."""
        return _whose(item)[0]

    @extend_schema_field(CitedSerializer)
    def get_rhythm(self, item: DisclosureItem) -> dict | None:
        """The clause that gives the item its rhythm, or what the body chose."""
        return _whose(item)[1]


def _whose(item: DisclosureItem) -> tuple[dict | None, dict | None]:
    """Where the item and its rhythm come from, by the rules that the catalogue follows."""
    rules = item.agency.adopted.rules if item.agency.adopted else None
    said = whose(item.code, rules) if rules else (None, None)
    return tuple(CitedSerializer(one).data if one else None for one in said)


class AttachmentSerializer(serializers.ModelSerializer):
    """A file; its fingerprint stands in the public log, too."""

    url = serializers.HyperlinkedIdentityField(view_name="attachment")

    class Meta:
        model = Attachment
        fields = ("url", "name", "media_type", "size", "sha256")


class VersionSerializer(serializers.ModelSerializer):
    """A correction: what was changed, why and when."""

    class Meta:
        model = Version
        fields = ("number", "reason", "published_at")


class DisclosureList(serializers.ListSerializer):
    """Many disclosures, of which it is asked together whether they stand as they were published."""

    def to_representation(self, data) -> list[dict]:
        """The disclosures; those that do not stand withhold what they say."""
        rows = list(data)
        differing = authenticity.differing(row.pk for row in rows)
        for row in rows:
            row.standing = differing.get(row.pk)
        return super().to_representation(rows)


class DisclosureSerializer(serializers.ModelSerializer):
    """A published disclosure, as lists give it.

    ``differs`` says that what is kept is not what was published: then everything but the two addresses is null, since
    a program that does not know of the field would pass a forged text on.
    """

    url = serializers.HyperlinkedIdentityField(view_name="open_data:disclosure")
    page = serializers.HyperlinkedIdentityField(view_name="disclosure")
    agency = serializers.CharField(source="agency.slug")
    agency_name = serializers.CharField(source="agency_called")
    department = serializers.CharField(source="department.slug")
    department_name = serializers.CharField(source="department_called")
    item = serializers.CharField(source="item.code")
    item_name = serializers.CharField(source="item.name")
    subject = serializers.CharField(source="get_subject_class_display")
    differs = serializers.SerializerMethodField()

    class Meta:
        model = Disclosure
        list_serializer_class = DisclosureList
        fields: tuple[str, ...] = (
            *("url", "page", "differs", "index_number", *content.OPEN),
            *("agency", "agency_name", "department", "department_name", "item", "item_name"),
            *("subject", "published_on", "published_at", "repealed_on", "is_emergency"),
        )

    def get_differs(self, disclosure: Disclosure) -> bool:
        """Whether what is kept differs from what was published."""
        if not hasattr(disclosure, "standing"):
            disclosure.standing = authenticity.differing([disclosure.pk]).get(disclosure.pk)
        return disclosure.standing is not None

    def to_representation(self, disclosure: Disclosure) -> dict:
        """All fields, or of what differs the two addresses alone."""
        made = super().to_representation(disclosure)
        if made["differs"]:
            return {name: value if name in NOT_WITHHELD else None for name, value in made.items()}
        return made


class WholeDisclosureSerializer(DisclosureSerializer):
    """A published disclosure with its text, obligatory parts, files and corrections."""

    body_html = serializers.CharField(source="body")
    body_text = serializers.SerializerMethodField()
    elements = serializers.DictField(child=serializers.CharField())
    attachments = AttachmentSerializer(many=True)
    corrections = serializers.SerializerMethodField()

    class Meta(DisclosureSerializer.Meta):
        fields = (
            *DisclosureSerializer.Meta.fields,
            *("body_html", "body_text", "elements", "attachments", "corrections"),
        )

    def get_body_text(self, disclosure: Disclosure) -> str:
        """The text without marks."""
        return plain(disclosure.body)

    def get_differs(self, disclosure: Disclosure) -> bool:
        """Whether what is kept differs from what was published, earlier texts and reasons included."""
        return super().get_differs(disclosure) or not authenticity.standing(disclosure).is_whole

    def get_corrections(self, disclosure: Disclosure) -> list[dict]:
        """Its corrections after publication, the first first; the text as it was first published is no correction."""
        corrections = [version for version in disclosure.versions.all() if version.number > 1]
        return VersionSerializer(corrections, many=True).data


class LogEntryList(serializers.ListSerializer):
    """Many entries, of which it is looked up together what may be shown."""

    def to_representation(self, data) -> list[dict]:
        """The entries, each with what everybody may read of it."""
        entries = list(data)
        shown = shown_payloads(entries)
        for entry in entries:
            entry.shown = shown[entry.number]
        return super().to_representation(entries)


class LogEntrySerializer(serializers.ModelSerializer):
    """An entry of the public log. Where what was published may not be read now, its payload says so; its hash stays."""

    page = serializers.HyperlinkedIdentityField(view_name="log_entry", lookup_field="number")
    payload = serializers.DictField(source="shown")

    class Meta:
        model = LogEntry
        list_serializer_class = LogEntryList
        fields = ("page", "number", "at", "kind", "subject", "payload", "previous_hash", "hash")
