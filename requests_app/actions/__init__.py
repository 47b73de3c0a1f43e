"""What can be done with an application, one verb for each step."""

from requests_app.actions.deciding import (
    archive,
    decide,
    deliver,
    draft,
    extend,
    items_to_publish,
    may_extend,
    send_back,
)
from requests_app.actions.intake import (
    ask_correction,
    correct,
    lapse,
    receive,
    register,
    see_identity,
    withdraw,
)

__all__ = [
    "archive",
    "ask_correction",
    "correct",
    "decide",
    "deliver",
    "draft",
    "extend",
    "items_to_publish",
    "lapse",
    "may_extend",
    "receive",
    "register",
    "see_identity",
    "send_back",
    "withdraw",
]
