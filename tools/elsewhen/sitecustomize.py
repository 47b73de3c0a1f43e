"""Read by every Python process that finds this folder on its path: it then lives CLOCK_SHIFT_SECONDS later."""

import os
from datetime import UTC, datetime, timedelta

import time_machine

time_machine.travel(datetime.now(UTC) + timedelta(seconds=float(os.environ["CLOCK_SHIFT_SECONDS"]))).start()
