"""What a page costs in this process: queries, wall time, and processor time of the process and of its database."""

import statistics
import time

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from benchmarks import machine

TIMES = 60


def refresh_statistics() -> None:
    """Leave the tables as a server that runs for a day has them, so that the planner knows what it may skip."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE" if connection.vendor == "sqlite" else "VACUUM ANALYZE")


def show(name: str, client: Client, address: str) -> None:
    """Ask for ``address`` many times and print a line. Ends the program when it does not answer."""
    answer = client.get(address)
    if answer.status_code != 200:
        raise SystemExit(f"{address} answers {answer.status_code}")
    with CaptureQueriesContext(connection) as queries:
        client.get(address)
    asked = len(queries)  # they are forgotten at the next request
    here, there = time.process_time(), _server_seconds()
    taken = [_timed(client, address) for _time in range(TIMES)]
    here, there = time.process_time() - here, _server_seconds() - there
    print(
        f"  {name:<10}{asked:>3} queries  median {statistics.median(taken):5.0f} ms  "
        f"p95 {statistics.quantiles(taken, n=20)[-1]:5.0f} ms  "
        f"CPU {here * 1000 / TIMES:5.1f} + {there * 1000 / TIMES:.1f} ms  {len(answer.content) / 1000:.0f} kB",
        flush=True,
    )


def _timed(client: Client, address: str) -> float:
    """Milliseconds of one answer, without a network."""
    began = time.perf_counter()
    client.get(address)
    return (time.perf_counter() - began) * 1000


def _server_seconds() -> float:
    """Processor time so far of the process that serves this connection; SQLite works in our own."""
    if connection.vendor == "sqlite":
        return 0.0
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        (pid,) = cursor.fetchone()
    return machine.cpu_seconds(pid)
