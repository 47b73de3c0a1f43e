"""What reviewers and the public do between proposal and archive."""

from review.actions.opinions import (
    answer_opinion,
    collectors_of,
    enter_opinion,
    heard,
    receive_opinion,
    record_put_right,
    respond,
    set_aside,
    takes_opinions,
    tell_handling,
)
from review.actions.verdicts import give_verdict, give_verdict_on_application

__all__ = [
    "answer_opinion",
    "collectors_of",
    "enter_opinion",
    "give_verdict",
    "give_verdict_on_application",
    "heard",
    "receive_opinion",
    "record_put_right",
    "respond",
    "set_aside",
    "takes_opinions",
    "tell_handling",
]
