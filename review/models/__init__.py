"""What review keeps."""

from review.models.opinions import Opinion, OpinionEvent
from review.models.verdicts import Verdict

__all__ = ["Opinion", "OpinionEvent", "Verdict"]
