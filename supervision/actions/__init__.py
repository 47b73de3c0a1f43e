"""What can be done in supervision, one verb for each step; those of complaints stand in ``actions.complaints``."""

from supervision.actions.orders import close, criticise, due_day, extend, issue_order, reopen, report, set_day

__all__ = ["close", "criticise", "due_day", "extend", "issue_order", "reopen", "report", "set_day"]
