"""A broker that is lost while a task is at work ends no worker: what Celery does then fails in an expected way."""

import logging

import pytest
from kombu import Connection, Exchange, Queue
from kombu.common import ignore_errors

from core.reporting.broker_transport import Transport
from tools.servers import Redis

pytestmark = pytest.mark.once


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
