"""File applications as strangers do and print what each request took: ``python -m benchmarks.filing_run``."""

import os
import time

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "disclosure_portal.settings")
django.setup()

from django.conf import settings  # noqa: E402 - Django has to be set up first
from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402
from django.urls import reverse  # noqa: E402
from django.utils import timezone  # noqa: E402

from requests_app.actions import notice_files, retention  # noqa: E402
from requests_app.models import Application  # noqa: E402

ASKED = 60
BODY = "csv"
TYPED = {
    "applicant_kind": "person",
    "applicant_name": "柳青禾",
    "phone": "010-12345678",
    "email": "qinghe@example.org",
    "description": "申请公开2025年度河东段河道清淤工程的竣工验收报告。",
    "delivery_form": "electronic",
}
settings.ALLOWED_HOSTS = ["testserver"]
settings.FORM_LEAST_SECONDS = 0
with connection.cursor() as cursor:
    cursor.execute("ANALYZE")
address = reverse("requests_app:apply_to", args=[BODY])


def stranger(number: int) -> Client:
    """A visitor with an address of their own, so that nobody is slowed down."""
    return Client(REMOTE_ADDR=f"10.0.{number // 250}.{number % 250 + 1}")


def file(number: int) -> Client:
    """File one application; the visitor, who may see the receipt."""
    client = stranger(number)
    answer = client.post(address, {**TYPED, "subject": f"第{number}段河道清淤工程验收情况"})
    if answer.status_code != 302:
        raise SystemExit(f"Filing answers {answer.status_code}")
    client.receipt = answer["Location"]
    return client


def told(name: str, work, prepare=lambda number: number) -> None:
    """Do ``work`` many times and print what it took; what ``prepare`` gives is not counted."""
    ready, times = [prepare(number) for number in range(ASKED + 1)], []
    work(ready.pop())
    worked = time.process_time()
    for one in ready:
        began = time.perf_counter()
        work(one)
        times.append((time.perf_counter() - began) * 1000)
    worked = (time.process_time() - worked) * 1000 / ASKED
    with CaptureQueriesContext(connection) as queries:
        work(prepare(ASKED * 3))
    times.sort()
    median, p95 = times[ASKED // 2], times[ASKED * 95 // 100]
    print(
        f"  {name:<16}{len(queries):>4} queries  median {median:6.1f} ms  p95 {p95:6.1f} ms  CPU {worked:6.1f} ms",
        flush=True,
    )


before = Application.objects.count()
told("form", lambda number: stranger(number).get(address))
told("file", file)
filed = [file(1000 + number) for number in range(ASKED * 3 + 1)]
told("receipt", lambda client: client.get(client.receipt), prepare=lambda number: filed[number])
told(
    "what is public",
    lambda number: stranger(number).post(
        reverse("requests_app:public_already", args=[BODY]), {"about": TYPED["description"]}
    ),
)
told(
    "look first", lambda number: stranger(number).post(address, {**TYPED, "subject": "河道清淤", "look": "1"})
)
told("keep a draft", lambda number: stranger(number).post(address, {**TYPED, "keep": "1"}))
notice_files.make_files(now=timezone.now(), at_most=1)  # the fonts are read once
began, worked = time.perf_counter(), time.process_time()
made = notice_files.make_files(now=timezone.now(), at_most=ASKED)
seconds, worked = (time.perf_counter() - began) / made, (time.process_time() - worked) / made
print(
    f"  a receipt's PDF file {seconds * 1000:6.1f} ms  CPU {worked * 1000:6.1f} ms (2 s aimed at)", flush=True
)
began = time.perf_counter()
waiting = retention.count_due(now=timezone.now())
seconds = time.perf_counter() - began
print(f"  who is over: {waiting} of {before} applications, found in {seconds:.2f} s")
