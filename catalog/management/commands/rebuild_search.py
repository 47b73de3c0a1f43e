"""Write the search index anew, for example after disclosures were loaded from elsewhere."""

from django.core.management.base import BaseCommand

from catalog.public import search


class Command(BaseCommand):
    """``manage.py rebuild_search``"""

    help = "Write the search index of the public disclosures anew, in parts: people search and publish meanwhile."

    def handle(self, **options) -> None:
        """Say how many disclosures can be found now."""
        self.stdout.write(f"{search.rebuild()} disclosures can be found now.")
