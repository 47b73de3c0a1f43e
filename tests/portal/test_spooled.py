"""What comes with a large request while the disk is full waits in memory, whole; the limit is that of the kernel."""

import subprocess
import sys

import pytest

from tests.test_architecture import ROOT

CAME = """
import resource, signal
from disclosure_portal.serving import Spooled
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
body = bytes(place % 251 for place in range(1_500_000))
came = Spooled(524288)
for start in range(0, len(body), 8192):
    if start >= {full_from}:
        resource.setrlimit(resource.RLIMIT_FSIZE, (0, hard))
    came.append(body[start : start + 8192])
whole = came.getfile().read() == body
resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
held = len(Spooled.held)
came.close()
print(whole, held, len(Spooled.held))
"""


@pytest.mark.parametrize(("full_from", "held"), [(0, 1), (700_000, 1), (9_000_000, 0)])
def test_a_large_body_is_whole_whenever_the_disk_is_full(full_from, held):
    """From the beginning, in the middle of the file, and never."""
    command = [sys.executable, "-c", CAME.format(full_from=full_from)]
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, timeout=60, check=False)
    assert done.stdout.split() == ["True", str(held), "0"], done.stderr
