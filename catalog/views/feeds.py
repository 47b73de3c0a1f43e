"""Atom feeds of what is new: narrowed as the lists are, and only of what everybody may read (I-235, J4-294)."""

from datetime import datetime

from django import forms
from django.contrib.syndication.views import Feed
from django.db.models import QuerySet
from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from catalog.disclosures import authenticity
from catalog.forms.filters import LatestForm, SearchForm
from catalog.models import Consultation, Disclosure
from catalog.public import search as index
from catalog.public.lists import public
from catalog.views.consultations import ListForm
from core.exports.atom import CleanAtom
from core.models.names import AGENCY_CALLED
from core.models.people import in_language

ENTRIES = 30
FIELDS = (
    "pk",
    "index_number",
    "title",
    "summary",
    "published_at",
    "agency__slug",
    *AGENCY_CALLED,
    "item__name",
    "item__name_en",
)


DIFFERS = gettext_lazy("Not as it was published")
# A reader shows the entry and no page around it: what was forged is not passed on.
WITHHELD = gettext_lazy(
    "What is kept of it differs from what was published and is not passed on. Its page says more."
)


def _marked(rows: QuerySet) -> list[dict]:
    """``rows``, each with what differs from what was published."""
    found = list(rows)
    differing = authenticity.differing(row["pk"] for row in found)
    return [{**row, "differs": differing.get(row["pk"])} for row in found]


class FeedForm(LatestForm):
    """What of the public disclosures a feed tells of: as their list, and of one item of a catalogue."""

    item = forms.CharField(label=gettext_lazy("Item"), required=False, max_length=20)

    @property
    def where(self) -> dict:
        """As for the list. An item is looked for in its agency; its code alone says nothing."""
        agency, item = self.cleaned_data["agency"], self.cleaned_data["item"]
        return super().where | ({"item_code": item} if agency and item else {})


class AtomFeed(Feed):
    """What the feeds have in common: Atom, with names that stay whatever the address of the portal."""

    feed_type = CleanAtom

    def link(self, obj: dict) -> str:
        """The page that shows the same to people."""
        return obj["page"]

    def title(self, obj: dict) -> str:
        return obj["title"]


class LatestFeed(AtomFeed):
    """The newest disclosures, narrowed as their list is: by agency, department, item, year, subject class."""

    subtitle = gettext_lazy("What public bodies disclose, newest first.")

    def get_object(self, request: HttpRequest) -> dict:
        """What is asked for; 404 when that is nothing that there is."""
        form = FeedForm(request.GET)
        if not form.is_valid():
            raise Http404
        agency, asked = form.cleaned_data["agency"], request.GET.urlencode()
        title = _("Disclosures of %(agency)s") % {"agency": agency} if agency else _("Everything disclosed")
        page = reverse("catalog:latest") + (f"?{asked}" if asked else "")
        return {"title": title, "page": page, "where": form.where}

    def items(self, obj: dict) -> list[dict]:
        return _marked(public(**obj["where"]).values(*FIELDS)[:ENTRIES])

    def item_title(self, item: dict) -> str:
        return DIFFERS if item["differs"] else item["title"]

    def item_description(self, item: dict) -> str:
        if item["differs"]:
            return WITHHELD
        return item["summary"] or in_language(item["item__name"], item["item__name_en"])

    def item_link(self, item: dict) -> str:
        return reverse("disclosure", args=[item["pk"]])

    def item_guid(self, item: dict) -> str:
        if item["differs"]:  # its number may be another's
            return f"urn:disclosure:differs:{item['pk']}"
        return f"urn:disclosure:{item['index_number']}"

    def item_author_name(self, item: dict) -> str:
        if item["differs"]:
            return ""
        return in_language(item["agency_called"], item["agency_called_en"])

    def item_categories(self, item: dict) -> list[str]:
        if item["differs"]:
            return []
        return [in_language(item["item__name"], item["item__name_en"])]

    def item_pubdate(self, item: dict) -> datetime:
        return item["published_at"]

    item_updateddate = item_pubdate


class SearchFeed(LatestFeed):
    """The newest disclosures that hold the words of a search."""

    def get_object(self, request: HttpRequest) -> dict:
        """The words and facets asked for; 404 where they are not understood or there are none."""
        form = SearchForm(request.GET)
        if not form.is_valid() or not form.cleaned_data["q"]:
            raise Http404
        words = form.cleaned_data
        return {
            "title": _("Search for “%(words)s”") % {"words": words["q"]},
            "page": f"{reverse('search')}?{request.GET.urlencode()}",
            "words": words,
        }

    def items(self, obj: dict) -> list[dict]:
        words = obj["words"]
        agency = words["agency"].pk if words["agency"] else None
        found = index.find(words["q"], agency=agency, year=words["year"], size=ENTRIES).disclosures
        rows = Disclosure.objects.public().filter(pk__in=found).order_by("-published_on", "-pk")
        return _marked(rows.values(*FIELDS))


class ConsultationFeed(AtomFeed):
    """Drafts on which everybody is asked, the one that was put out last first."""

    subtitle = gettext_lazy("Drafts on which everybody can give an opinion before they are decided.")

    def get_object(self, request: HttpRequest) -> dict:
        """The agency asked for, or all; 404 when there is no such agency."""
        form = ListForm(request.GET)
        if not form.is_valid():
            raise Http404
        asked = request.GET.urlencode()
        page = reverse("catalog:consultations") + (f"?{asked}" if asked else "")
        return {"title": _("Consultations"), "page": page, "agency": form.cleaned_data["agency"]}

    def items(self, obj: dict) -> list[Consultation]:
        rows = Consultation.objects.public().select_related("agency")
        rows = rows.filter(agency=obj["agency"]) if obj["agency"] else rows
        found = list(rows.order_by("-opened_at", "-pk")[:ENTRIES])
        differing = authenticity.drafts_differing(one.pk for one in found)
        for one in found:
            one.differs = differing.get(one.pk)
        return found

    def item_title(self, item: Consultation) -> str:
        return DIFFERS if item.differs else item.title

    def item_description(self, item: Consultation) -> str:
        if item.differs:
            return WITHHELD
        return _("Opinions are taken until %(day)s.") % {"day": item.closes_on.isoformat()}

    def item_link(self, item: Consultation) -> str:
        return reverse("catalog:consultation", args=[item.pk])

    def item_guid(self, item: Consultation) -> str:
        return f"urn:consultation:{item.agency.code}:{item.pk}"

    def item_author_name(self, item: Consultation) -> str:
        return "" if item.differs else item.agency_then

    def item_pubdate(self, item: Consultation) -> datetime:
        return item.opened_at

    def item_updateddate(self, item: Consultation) -> datetime:
        return max(filter(None, (item.opened_at, item.closed_at, item.concluded_at)))
