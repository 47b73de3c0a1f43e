"""A visitor with several hands: asks for pages over kept-alive connections and writes down how long each took."""

import http.client
import itertools
import threading
import time
from dataclasses import dataclass

CONNECTIONS = 4
WARM_UP = 30


class PageFailed(Exception):
    """A page did not answer with 200."""


@dataclass(frozen=True)
class Figures:
    """What one page cost."""

    requests: int
    per_second: float
    p95_ms: float
    cpu_ms: float
    kilobytes: float


def measure(port, paths, *, seconds, cpu):
    """Ask for ``paths`` in turn for ``seconds``; ``cpu()`` gives the servers' processor seconds so far."""
    ask(port, itertools.islice(itertools.cycle(paths), WARM_UP))
    used, started = cpu(), time.perf_counter()
    stop = started + seconds
    results, threads = [], []
    for number in range(CONNECTIONS):
        turn = itertools.cycle([*paths[number:], *paths[:number]])
        until_stop = itertools.takewhile(lambda _path: time.perf_counter() < stop, turn)
        threads.append(threading.Thread(target=lambda turn=until_stop: results.append(ask(port, turn))))
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    took, used = time.perf_counter() - started, cpu() - used
    if len(results) < CONNECTIONS:
        raise PageFailed(f"a connection broke while asking for {paths[0]}")
    answers = [answer for result in results for answer in result]
    times = sorted(answer[0] for answer in answers)
    return Figures(
        requests=len(times),
        per_second=len(times) / took,
        p95_ms=times[int(len(times) * 0.95)] * 1000,
        cpu_ms=used / len(times) * 1000,
        kilobytes=max(answer[1] for answer in answers) / 1000,
    )


def ask(port, paths):
    """Ask for each path over one connection. Return (seconds, bytes) of each answer."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    answers = []
    for path in paths:
        started = time.perf_counter()
        connection.request("GET", path)
        reply = connection.getresponse()
        size = len(reply.read())
        if reply.status != 200:
            raise PageFailed(f"{path} answered {reply.status}")
        answers.append((time.perf_counter() - started, size))
    connection.close()
    return answers
