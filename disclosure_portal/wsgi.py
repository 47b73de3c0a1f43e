"""Entry point for gunicorn."""

import os

from django.conf import settings
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "disclosure_portal.settings")
# A visitor waits less long than a worker: then a page keeps what they typed (core.web.retry_pages).
settings.DATABASES["default"]["OPTIONS"] |= settings.PATIENCE_OF_VISITORS
application = get_wsgi_application()

from core import startup  # noqa: E402 it reads models, which are there only now

startup.refuse_or_begin()
