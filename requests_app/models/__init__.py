"""What is kept of an application."""

from requests_app.models.answers import LoggedAnswer, LoggedAnswerEvent
from requests_app.models.applications import (
    ApplicantKind,
    Application,
    ApplicationEvent,
    CaseKind,
    DeliveryForm,
    DeliveryWay,
    Status,
    Way,
)
from requests_app.models.arrivals import Arrival
from requests_app.models.assignments import Assignment
from requests_app.models.clock_entries import ClockEntry
from requests_app.models.disputes import Dispute, DisputeEvent, Rating, UpwardReport
from requests_app.models.extensions import AskedExtension
from requests_app.models.fees import Fee
from requests_app.models.files import CaseFile
from requests_app.models.links import AnswerText, Link
from requests_app.models.mails import ArrivedMail, Mailbox
from requests_app.models.notices import Notice, NoticeFile, NoticeNumbering
from requests_app.models.objections import Objection
from requests_app.models.postings import Posting
from requests_app.models.proposals import LikenessMark, Proposal, ProposalEvent, ProposalSource
from requests_app.models.reasonings import Reasoning
from requests_app.models.rectifications import IdentityWay, Rectification
from requests_app.models.redactions import RedactedCopy, Redaction, RedactionBox, RedactionPage
from requests_app.models.reminders import ApplicationReminder
from requests_app.models.retention import Hold, KeepingRule, Purge, SealedText
from requests_app.models.searches import Search
from requests_app.models.submission_drafts import FilingDay, FilingDraft

__all__ = [
    "AnswerText",
    "ApplicantKind",
    "Application",
    "ApplicationEvent",
    "ApplicationReminder",
    "Arrival",
    "ArrivedMail",
    "Assignment",
    "CaseFile",
    "CaseKind",
    "ClockEntry",
    "DeliveryForm",
    "DeliveryWay",
    "Dispute",
    "DisputeEvent",
    "AskedExtension",
    "Fee",
    "FilingDay",
    "FilingDraft",
    "Hold",
    "IdentityWay",
    "KeepingRule",
    "LikenessMark",
    "Link",
    "LoggedAnswer",
    "LoggedAnswerEvent",
    "Mailbox",
    "Notice",
    "NoticeFile",
    "NoticeNumbering",
    "Objection",
    "Posting",
    "Proposal",
    "ProposalEvent",
    "ProposalSource",
    "Purge",
    "Rating",
    "Reasoning",
    "Rectification",
    "RedactedCopy",
    "Redaction",
    "RedactionBox",
    "RedactionPage",
    "SealedText",
    "Search",
    "Status",
    "UpwardReport",
    "Way",
]
