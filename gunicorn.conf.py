"""How gunicorn serves the portal, everywhere: it reads this file by itself in the folder that it is started in.

What may differ by machine (address, number of processes) stands on the command line or in WEB_CONCURRENCY.
"""

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
