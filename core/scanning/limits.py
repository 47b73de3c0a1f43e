"""What a process that reads a stranger's file may use: memory, time, no file of its own."""

import resource

MEMORY = 1024**3  # of addresses; a process never fills most of them
SECONDS = 60


def limit() -> None:
    """Limit this process from here on; there is no way back."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
