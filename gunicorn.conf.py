"""How gunicorn serves the portal, everywhere: it reads this file by itself in the folder that it is started in.

What may differ by machine (address, number of processes) stands on the command line or in WEB_CONCURRENCY.
"""

import os
from pathlib import Path

import environ

worker_class = "disclosure_portal.serving.BufferingWorker"
threads = 8
# The portal is read before the first process is made: what must not run ends with its sentence, and is not tried again
# for ever.
preload_app = True
max_requests = 20000
max_requests_jitter = 2000
graceful_timeout = 20
loglevel = "warning"
control_socket_disable = True

# Web server, worker and scheduler read one .env alike; this is the only word in it that gunicorn itself needs.
environ.Env.read_env(Path(__file__).resolve().parent / ".env")
workers = int(os.environ.get("WEB_CONCURRENCY", "").strip() or 1)
