"""What can be done with an application, one verb for each step."""

from requests_app.actions.consulting import consult_third_party, may_consult, third_party_answered
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
    may_ask_correction,
    receive,
    register,
    see_identity,
    withdraw,
)

__all__ = [
    "archive",
    "ask_correction",
    "consult_third_party",
    "correct",
    "decide",
    "deliver",
    "draft",
    "extend",
    "items_to_publish",
    "lapse",
    "may_ask_correction",
    "may_consult",
    "may_extend",
    "receive",
    "register",
    "see_identity",
    "send_back",
    "third_party_answered",
    "withdraw",
]
