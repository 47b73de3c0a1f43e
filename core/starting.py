"""What web server, worker and scheduler ask before they begin: whether they may run at all."""

import sys

from django.db import DatabaseError, connections
from django.utils import timezone

from core import keys


def refuse_or_begin() -> None:
    """End this process with one sentence when FIELD_KEY is not the key of the database; otherwise let it know its key.

    A database that does not answer stops nothing here: the health check says so, and it may come back.
    """
    try:
        keys.ensure(timezone.now())
    except keys.WrongKey as error:
        sys.exit(str(error))
    except DatabaseError:
        return
    finally:
        connections.close_all()  # a process that is made of this one needs connections of its own
