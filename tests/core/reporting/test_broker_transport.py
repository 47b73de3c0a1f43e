"""A broker that is lost while a task is at work ends no worker: what Celery does then fails in an expected way."""

import logging
import sys
import threading
from queue import Empty

import pytest
from kombu import Connection, Exchange, Queue
from kombu.common import ignore_errors

from core.reporting.broker_transport import FileTransport, Transport
from tools.servers import Redis

pytestmark = pytest.mark.once
MANY = 2000  # messages


@pytest.fixture
def at_work():
    """A connection whose broker is gone, and a message that was taken from it and not acknowledged yet."""
    taken, queue = [], Queue("jobs", routing_key="jobs")
    box = Queue(
        "box", Exchange("box", type="fanout"), auto_delete=True
    )  # as each worker has one to be asked by
    with Redis() as server:
        connection = Connection(server.url, transport=Transport)
        connection.Producer().publish("letters", routing_key="jobs", declare=[queue])
        consumer = connection.Consumer([queue, box], callbacks=[lambda _body, message: taken.append(message)])
        consumer.consume()
        connection.drain_events(timeout=5)
    yield connection, taken[0]
    taken[0].channel.qos._on_collect.cancel()  # nothing is put back when the tests end


@pytest.fixture
def forgotten(at_work):
    """The same after Celery has let go of the connection, and its pools with it, as it does when it finds it lost."""
    connection, message = at_work
    connection.transport.client = None
    message.channel._disconnect_pools()
    return connection, message


def test_closing_the_channel_of_a_lost_connection_fails_in_an_expected_way_or_not_at_all(forgotten):
    """What is not expected (an AttributeError) ended the worker. The second closing is no worse than the first."""
    connection, message = forgotten
    for _again in range(2):
        ignore_errors(connection, message.channel.close)


def test_a_task_that_ends_after_the_loss_acknowledges_in_vain_and_ends_nobody(forgotten):
    """Celery logs an expected error and goes on."""
    connection, message = forgotten
    message.ack_log_error(logging.getLogger("kombu"), connection.connection_errors)


def test_a_message_in_a_folder_is_never_read_before_it_is_whole(tmp_path):
    """The worker looks all the time while the scheduler writes; half a message ended it."""
    options = {f"data_folder_{way}": str(tmp_path) for way in ("in", "out")}
    switching, came, wrong = sys.getswitchinterval(), [], []
    sys.setswitchinterval(1e-6)
    try:
        with Connection("filesystem://", transport=FileTransport, transport_options=options) as connection:
            channel = connection.channel()

            def read() -> None:
                while len(came) + len(wrong) < MANY:
                    try:
                        came.append(channel._get("jobs"))
                    except Empty:
                        continue
                    except ValueError as error:
                        wrong.append(error)

            reader = threading.Thread(target=read)
            reader.start()
            for number in range(MANY):
                channel._put("jobs", {"number": number})
            reader.join(timeout=60)
    finally:
        sys.setswitchinterval(switching)
    assert not wrong
    assert sorted(message["number"] for message in came) == list(range(MANY))
