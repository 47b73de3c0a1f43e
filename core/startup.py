"""What web server, worker and scheduler ask before they begin: whether they may run at all."""

import sys

from django.db import DatabaseError, connections
from django.utils import timezone

from core import keys, witness


def refuse_or_begin() -> None:
    """End this process with one sentence when FIELD_KEY is not the key of the database, or SEAL_KEY not that of the
    witness of the log; otherwise let the database know its key.

    A database that does not answer stops nothing here: the health check says so, and it may come back.
    """
    if said := witness.wrong_key():
        sys.exit(said)
    try:
        keys.ensure(timezone.now())
    except keys.WrongKey as error:
        sys.exit(str(error))
    except DatabaseError:
        return
    finally:
        connections.close_all()  # a process that is made of this one needs connections of its own
