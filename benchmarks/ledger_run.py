"""Import one ledger into the body named after its kind: ``python -m benchmarks.ledger_run FILE``."""

import os
import resource
import sys
import time
from datetime import date
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "disclosure_portal.settings")
django.setup()

from django.core.management import call_command  # noqa: E402 - Django has to be set up first
from django.utils import timezone  # noqa: E402

from catalog.actions import catalogue  # noqa: E402
from core.models import Agency, Regime  # noqa: E402

path = Path(sys.argv[1])
slug = path.suffix.lstrip(".")
if not Agency.objects.filter(slug=slug).exists():
    call_command("load_regimes", verbosity=0)
    regime = Regime.objects.get(code="national-2019")
    agency = Agency.objects.create(
        slug=slug,
        name=slug,
        code=slug.upper(),
        regime=regime,
        obliged_from=date(2026, 1, 1),
        opened_at=timezone.now(),
    )
    catalogue.adopt_regime(agency, now=timezone.now())
began = time.perf_counter()
call_command("import_applications", str(path), "--agency", slug)
seconds = time.perf_counter() - began
megabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
print(f"{seconds:.1f} s, {megabytes:.0f} MB resident at most")
