"""What the catalogue keeps."""

from catalog.models.bulk import BulkRow, BulkTable
from catalog.models.calendar_changes import CalendarChange, CalendarChangeEvent, ChangedDay, DueChange
from catalog.models.channels import Placement, PlacementPhoto, PlacementReminder
from catalog.models.circles import Admission, Reading
from catalog.models.collections import Collection, Gathered
from catalog.models.compilations import Compilation
from catalog.models.consultations import (
    Consultation,
    ConsultationEvent,
    ConsultationFile,
    ConsultationOpinion,
    ConsultationOpinionEvent,
)
from catalog.models.disclosures import Attachment, Disclosure, DisclosureEvent
from catalog.models.editors import Editor, ProposedText
from catalog.models.emergencies import EmergencyReminder, EmergencyReview
from catalog.models.erasures import Erasure, ErasureWish
from catalog.models.filings import Filing, FilingReminder
from catalog.models.items import Audience, Category, DisclosureItem
from catalog.models.obligations import Obligation, Occurrence, State
from catalog.models.posts import Post
from catalog.models.reminders import ObligationReminder, WeeklyLetter
from catalog.models.screening import Cleaning, Finding, Overruling, Scan, SecrecyReview
from catalog.models.search import SearchEntry
from catalog.models.self_checks import SelfCheck, SelfCheckMark
from catalog.models.subscriptions import Subscription
from catalog.models.unsaved_proposals import KeptProposal
from catalog.models.versions import Relation, Version
from catalog.models.withheld import Reassessment, ReassessmentReminder

__all__ = [
    "Admission",
    "Reading",
    "Attachment",
    "Audience",
    "BulkRow",
    "BulkTable",
    "CalendarChange",
    "CalendarChangeEvent",
    "Category",
    "Cleaning",
    "ChangedDay",
    "Compilation",
    "Consultation",
    "ConsultationEvent",
    "ConsultationFile",
    "ConsultationOpinion",
    "ConsultationOpinionEvent",
    "Collection",
    "Disclosure",
    "DisclosureEvent",
    "DisclosureItem",
    "DueChange",
    "Filing",
    "FilingReminder",
    "Finding",
    "Gathered",
    "Editor",
    "KeptProposal",
    "Obligation",
    "ObligationReminder",
    "Occurrence",
    "Overruling",
    "EmergencyReminder",
    "EmergencyReview",
    "Erasure",
    "ErasureWish",
    "Placement",
    "PlacementPhoto",
    "PlacementReminder",
    "Post",
    "ProposedText",
    "Reassessment",
    "ReassessmentReminder",
    "Relation",
    "Scan",
    "SearchEntry",
    "SelfCheck",
    "SelfCheckMark",
    "SecrecyReview",
    "State",
    "Subscription",
    "Version",
    "WeeklyLetter",
]
