"""The portal itself: settings, addresses, composed pages and demo data."""

from disclosure_portal.celery import app as celery_app

__all__ = ["celery_app"]
