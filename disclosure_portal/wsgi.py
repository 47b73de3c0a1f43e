"""Entry point for gunicorn."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "disclosure_portal.settings")

application = get_wsgi_application()

from core import starting  # noqa: E402 it reads models, which are there only now

starting.refuse_or_begin()
