"""What the web server sends back is what was asked for, so that a connection that is kept stays in step."""

import pytest

from disclosure_portal.serving import BufferingWorker

pytestmark = pytest.mark.once


class Answer(list):
    """What an application gives back; it is told when it is done with."""

    is_closed = False

    def close(self) -> None:
        self.is_closed = True


@pytest.mark.parametrize(("method", "body"), [("GET", [b"page"]), ("HEAD", [])])
def test_an_answer_to_head_has_no_body(method, body):
    """Else the next answer on the connection would begin with it."""
    answer = Answer([b"page"])
    worker = object.__new__(BufferingWorker)
    worker.nr, worker.max_requests, worker.alive = 0, 100, True
    worker.wsgi = lambda _environ, _start: answer
    assert list(worker._counted({"REQUEST_METHOD": method}, None)) == body
    assert answer.is_closed is (method == "HEAD")
