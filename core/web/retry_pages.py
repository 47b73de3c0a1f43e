"""What cannot be served now is asked for again: a page that keeps what was typed, never a 500.

The database is busy, full or away, or the disk is full. The page asks neither database nor session; the fields that
were sent stand in it and are sent again by one click. It works whatever part of the portal met the fault: the hook of
the middleware sees those of pages, ``server_error`` those of everything around them.
"""

import errno
import logging
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from enum import Enum
from http import HTTPStatus

from django.core.files.uploadhandler import TemporaryFileUploadHandler
from django.db import DatabaseError, InterfaceError, OperationalError, connection
from django.db.transaction import TransactionManagementError
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.cache import add_never_cache_headers
from django.views import defaults

from core.web import resubmission

logger = logging.getLogger(__name__)
SQLITE = {5: "busy", 6: "busy", 10: "full", 13: "full", 14: "away"}  # BUSY, LOCKED, IOERR, FULL, CANTOPEN
# Classes and codes of PostgreSQL: a deadlock, a lock that was waited for too long, too many connections; a full disk.
POSTGRESQL = {
    "40001": "busy",
    "40P01": "busy",
    "55P03": "busy",
    "57014": "busy",
    "53300": "busy",
    "53100": "full",
}
AT_ONCE = 300  # milliseconds
NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)  # the disk, the share of a user, the limit of a process
PASSWORD = "password"  # noqa: S105 part of the name of a field


class Trouble(Enum):
    """Why something cannot be served now, with the seconds after which to ask again."""

    BUSY = "busy"
    FULL = "full"
    AWAY = "away"

    @property
    def seconds(self) -> int:
        """For ``Retry-After``."""
        return {"busy": 5, "full": 600, "away": 30}[self.value]


def trouble_of(error: BaseException | None) -> Trouble | None:
    """The trouble that ``error`` tells of; None when it is a fault of the programme."""
    if isinstance(
        error, TransactionManagementError
    ):  # what follows when somebody went on after the first fault
        error = error.__context__
    if isinstance(error, OSError) and error.errno in NO_ROOM:
        return Trouble.FULL
    if not isinstance(error, OperationalError | InterfaceError):
        return None
    if connection.vendor == "sqlite":
        code = getattr(error.__cause__, "sqlite_errorcode", 0) & 0xFF
        return Trouble(SQLITE[code]) if code in SQLITE else None
    code = getattr(error.__cause__, "pgcode", None)
    return Trouble(POSTGRESQL.get(code, "away"))


def page(request: HttpRequest, trouble: Trouble) -> HttpResponse:
    """The page that says why, keeps what was typed, and sends it again by one click."""
    fields, names = _sent(request)
    context = {
        "trouble": trouble.value,
        "to": request.get_full_path(),
        "seconds": trouble.seconds,
        "is_form": request.method == "POST",
        "fields": fields,
        "shown": [value for name, value in fields if resubmission.is_typed(name, value)],
        "token": request.POST.get("csrfmiddlewaretoken", "") if fields or names else "",
        "passwords": [name for name in request.POST if PASSWORD in name.lower()] if fields or names else [],
        "files": names,
    }
    with translation.override(translation.get_language_from_request(request, check_path=True)):
        content = render_to_string("core/later.html", context)
    response = HttpResponse(content, status=HTTPStatus.SERVICE_UNAVAILABLE)
    response["Retry-After"] = str(trouble.seconds)
    add_never_cache_headers(response)
    response._has_been_logged = True  # told below, once; a busy moment is no report of an error
    return response


def _sent(request: HttpRequest) -> tuple[resubmission.Fields, list[tuple[str, str]]]:
    """The fields, and the files by field and name, as far as they could be read."""
    if request.method != "POST":
        return [], []
    lost = getattr(request, "files_without_room", [])
    try:
        kept = [(name, one.name) for name, files in request.FILES.lists() for one in files]
        return resubmission.typed(request), [*kept, *lost]
    except OSError:  # the disk filled up while the form itself was read
        return [], lost


def _answer(request: HttpRequest, error: BaseException | None) -> HttpResponse | None:
    trouble = trouble_of(error)
    if trouble is None:
        return None
    level = logging.WARNING if trouble is Trouble.BUSY else logging.ERROR
    told = {"request": request}  # by which the address is written without what it tells
    logger.log(level, "%s %s had to wait: %s", request.method, request.path, trouble.value, extra=told)
    with _without_waiting():
        return page(request, trouble)


@contextmanager
def _without_waiting() -> Iterator[None]:
    """Who has waited as long as a visitor may waits for no second lock: files are kept if that can be at once."""
    if connection.connection is None:
        yield
        return
    if connection.vendor == "sqlite":
        patience = int(connection.settings_dict["OPTIONS"].get("timeout", 5) * 1000)
        short, long = f"PRAGMA busy_timeout = {AT_ONCE}", f"PRAGMA busy_timeout = {patience}"
    else:
        short, long = f"SET lock_timeout = {AT_ONCE}", "RESET lock_timeout"
    _tell_database(short)
    try:
        yield
    finally:
        _tell_database(long)


def _tell_database(statement: str) -> None:
    with suppress(DatabaseError), connection.cursor() as cursor:
        cursor.execute(statement)


class KeepWhatWasTyped:
    """Middleware: a page that meets a busy, full or absent database gives way to the page that asks again."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_view) -> HttpResponse | None:
        """A file for which there was no room is missing from the form: nobody may take it for a form without one."""
        if request.method == "POST" and request.POST is not None and hasattr(request, "files_without_room"):
            return _answer(request, OSError(errno.ENOSPC, "no room for an uploaded file"))
        return None

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """The page, for what is no fault of the programme."""
        return _answer(request, error)


def server_error(request: HttpRequest) -> HttpResponse:
    """The answer to a fault that no page met: of the session, of the middleware; else the page of errors."""
    return _answer(request, sys.exc_info()[1]) or defaults.server_error(request)


class RoomOrNot(TemporaryFileUploadHandler):
    """Large uploads go to the disk. When it is full the rest of the form is still read, so that it is not lost."""

    def _note(self, error: OSError) -> None:
        if error.errno not in NO_ROOM:
            raise error
        lost = self.request.__dict__.setdefault("files_without_room", [])
        if (self.field_name, self.file_name) not in lost:
            lost.append((self.field_name, self.file_name))

    @property
    def _is_lost(self) -> bool:
        return (self.field_name, self.file_name) in getattr(self.request, "files_without_room", [])

    def new_file(self, *args, **kwargs) -> None:
        """Begin a file."""
        try:
            super().new_file(*args, **kwargs)
        except OSError as error:
            self._note(error)

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Write a part of it."""
        if self._is_lost:
            return
        try:
            super().receive_data_chunk(raw_data, start)
        except OSError as error:
            self._note(error)

    def file_complete(self, file_size: int):
        """The whole file, or nothing when there was no room for it."""
        if self._is_lost:
            return None
        try:
            return super().file_complete(file_size)
        except OSError as error:
            self._note(error)
            return None
