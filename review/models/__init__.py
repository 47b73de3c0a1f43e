"""What review keeps."""

from review.models.delegations import Delegation
from review.models.feedback import FeedbackReminder, FeedbackStage, OpinionScan
from review.models.kept_verdicts import KeptVerdict
from review.models.opinions import Opinion, OpinionEvent
from review.models.referrals import Referral
from review.models.verdicts import Verdict

__all__ = [
    "Delegation",
    "FeedbackReminder",
    "FeedbackStage",
    "KeptVerdict",
    "Opinion",
    "OpinionEvent",
    "OpinionScan",
    "Referral",
    "Verdict",
]
