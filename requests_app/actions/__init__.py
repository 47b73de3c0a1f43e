"""What can be done with an application, one verb for each step."""

from requests_app.actions.arriving import enter_arrival
from requests_app.actions.assigning import assign, contribute
from requests_app.actions.charging import fee_told, lapse_fee, may_charge, pay_fee, quote_fee, revive_fee
from requests_app.actions.consulting import (
    consult_agency,
    consult_third_party,
    may_consult,
    third_party_answered,
)
from requests_app.actions.conversing import add_note, reply, write_message
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
from requests_app.actions.entering import enter
from requests_app.actions.extending import ask_extension, refuse_extension
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
from requests_app.actions.linking import link
from requests_app.actions.merging import follow, part
from requests_app.actions.reasoning import ask_reasons, give_reasons, judge_reasons
from requests_app.actions.rectifying import check_identity
from requests_app.actions.redacting import (
    ask_copy,
    begin_redaction,
    draw_box,
    hand_over,
    remove_box,
    see_original,
)
from requests_app.actions.reopening import reopen
from requests_app.actions.searching import record_search

__all__ = [
    "add_note",
    "archive",
    "ask_copy",
    "begin_redaction",
    "draw_box",
    "hand_over",
    "remove_box",
    "see_original",
    "ask_correction",
    "ask_extension",
    "refuse_extension",
    "ask_reasons",
    "assign",
    "follow",
    "give_reasons",
    "part",
    "judge_reasons",
    "check_identity",
    "consult_agency",
    "consult_third_party",
    "contribute",
    "correct",
    "decide",
    "deliver",
    "draft",
    "enter",
    "enter_arrival",
    "extend",
    "fee_told",
    "items_to_publish",
    "lapse",
    "link",
    "lapse_fee",
    "may_ask_correction",
    "may_charge",
    "may_consult",
    "may_extend",
    "pay_fee",
    "revive_fee",
    "quote_fee",
    "receive",
    "record_search",
    "register",
    "reopen",
    "see_identity",
    "reply",
    "send_back",
    "third_party_answered",
    "withdraw",
    "write_message",
]
