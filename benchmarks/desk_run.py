"""Ask for the desk many times as an officer and print what each page took: ``python -m benchmarks.desk_run``."""

import os
import time
from datetime import date

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "disclosure_portal.settings")
django.setup()

from django.conf import settings  # noqa: E402 - Django has to be set up first
from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402
from django.urls import reverse  # noqa: E402

from core.models import Agency, RoleAssignment, User  # noqa: E402
from core.roles import Role  # noqa: E402
from requests_app.models import Application  # noqa: E402

ASKED = 60
settings.ALLOWED_HOSTS = ["testserver"]
officer, made = User.objects.get_or_create(username="desk", defaults={"name": "desk", "is_staff": True})
if made:
    RoleAssignment.objects.create(
        user=officer, role=Role.INTAKE_OFFICER, agency=Agency.objects.get(slug="csv"), since=date(2020, 1, 1)
    )
with connection.cursor() as cursor:
    cursor.execute("ANALYZE")
client = Client()
client.force_login(officer, backend="django.contrib.auth.backends.ModelBackend")
desk = reverse("requests_app:desk")
open_case = Application.objects.open().first().get_absolute_url()
pages = {
    "desk": desk,
    "late only": f"{desk}?light=bad",
    "page 200": f"{desk}?page=200",
    "closed": f"{desk}?status=closed",
    "one case": open_case,
}
for name, address in pages.items():
    times, worked = [], time.process_time()
    for _each in range(ASKED):
        began = time.perf_counter()
        answer = client.get(address)
        times.append((time.perf_counter() - began) * 1000)
        if answer.status_code != 200:
            raise SystemExit(f"{address} answers {answer.status_code}")
    worked = (time.process_time() - worked) * 1000 / ASKED
    with CaptureQueriesContext(connection) as queries:
        client.get(address)
    times.sort()
    median, p95 = times[ASKED // 2], times[ASKED * 95 // 100]
    print(
        f"  {name:<12}{len(queries):>4} queries  median {median:6.1f} ms  p95 {p95:6.1f} ms  CPU {worked:6.1f} ms",
        flush=True,
    )
