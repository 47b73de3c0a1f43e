"""What is raised when something may not be done now, with sentences that a person can act on."""


class Refused(Exception):
    """A step that may not be taken now, with sentences that a person can act on."""

    def __init__(self, *reasons: str) -> None:
        super().__init__(*reasons)
        self.reasons = [str(reason) for reason in reasons]


class Forged(Refused):
    """A step that rests on what was changed past the portal. The clock leaves such a matter out and goes on."""
