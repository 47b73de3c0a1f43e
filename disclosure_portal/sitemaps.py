"""What search engines are told of: every public page, in sections of a size that costs little."""

from django.contrib.sitemaps import Sitemap
from django.db.models import Subquery
from django.urls import reverse
from django.utils import timezone

from catalog.disclosures import authenticity
from catalog.models import Collection, Consultation, Disclosure, DisclosureItem
from catalog.public.lists import Addresses
from core.models import Agency, Department
from core.models.people import of_public_bodies


class PortalSitemap(Sitemap):
    """The fixed pages."""

    def items(self) -> list[str]:
        return [
            "home",
            "catalog:agencies",
            "catalog:latest",
            "catalog:owed",
            "catalog:consultations",
            "catalog:open_data",
            "search",
            "log",
            "requests_app:answers",
            "requests_app:announcements",
        ]

    def location(self, item: str) -> str:
        return reverse(item)


class AgencySitemap(Sitemap):
    """Agencies with their catalogues and rules."""

    def items(self) -> list[tuple[str, str]]:
        pages = ("catalog:agency", "catalog:catalogue", "catalog:rules")
        slugs = Agency.objects.public().order_by("slug").values_list("slug", flat=True)
        return [(page, slug) for slug in slugs for page in pages]

    def location(self, item: tuple[str, str]) -> str:
        page, slug = item
        return reverse(page, args=[slug])


class DepartmentSitemap(Sitemap):
    """Departments."""

    limit = 5000

    def items(self):
        public = Department.objects.filter(of_public_bodies("agency__"))
        return public.order_by("pk").values_list("agency__slug", "slug")

    def location(self, item: tuple[str, str]) -> str:
        return Addresses().department(*item)


class ItemSitemap(Sitemap):
    """Items of the catalogues that are for everybody."""

    limit = 5000

    def items(self):
        active = DisclosureItem.objects.public().active(timezone.localdate())
        return active.order_by("pk").values_list("agency__slug", "code")

    def location(self, item: tuple[str, str]) -> str:
        return Addresses().item(*item)


class DisclosureSitemap(Sitemap):
    """Disclosures that everybody may read. When each changed last is said by the public log."""

    limit = 5000

    def items(self):
        told = Subquery(authenticity.TOLD.values("at")[:1])
        return Disclosure.objects.public().annotate(told_at=told).order_by("pk").values_list("pk", "told_at")

    def location(self, item: tuple) -> str:
        return Addresses().disclosure(item[0])

    def lastmod(self, item: tuple):
        return item[1]


class ConsultationSitemap(Sitemap):
    """Drafts that were put out, with their answers."""

    limit = 5000

    def items(self):
        public = Consultation.objects.public().order_by("pk")
        return public.values_list("pk", "opened_at", "closed_at", "concluded_at")

    def location(self, item: tuple) -> str:
        return reverse("catalog:consultation", args=[item[0]])

    def lastmod(self, item: tuple):
        return max(filter(None, item[1:]))


class CollectionSitemap(Sitemap):
    """Topics, projects and funds."""

    def items(self):
        public = Collection.objects.filter(of_public_bodies("agency__"))
        return public.order_by("pk").values_list("agency__slug", "slug")

    def location(self, item: tuple[str, str]) -> str:
        return reverse("catalog:collection", args=item)


SITEMAPS = {
    "portal": PortalSitemap,
    "agencies": AgencySitemap,
    "departments": DepartmentSitemap,
    "items": ItemSitemap,
    "disclosures": DisclosureSitemap,
    "consultations": ConsultationSitemap,
    "collections": CollectionSitemap,
}
