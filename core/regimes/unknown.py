"""A code that the rules of a body do not know, met where something needs what stands behind it."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy


class UnknownCode(KeyError, ValueError):
    """The rules have no such chain, cadence, channel …; what names it was changed past the portal, or they were."""

    def __init__(self, kind: object, code: object) -> None:
        super().__init__(code)
        self.kind, self.code = kind, code

    def __str__(self) -> str:
        return _("The %(kind)s “%(code)s” that stands here is unknown.") % {
            "kind": self.kind,
            "code": self.code,
        }


class Coded(dict):
    """Parts of the rules by their codes. One that is asked for and not there says so in a sentence."""

    def __init__(self, kind: object, parts: dict) -> None:
        super().__init__(parts)
        self.kind = kind

    def __missing__(self, code: str) -> object:
        raise UnknownCode(self.kind, code)


CHAIN = gettext_lazy("chain of approval")
CADENCE = gettext_lazy("cadence")
CHANNEL = gettext_lazy("channel")
DEPARTMENT = gettext_lazy("department")
ELEMENTS = gettext_lazy("obligatory elements")
OUTCOME = gettext_lazy("outcome")
CALENDAR = gettext_lazy("calendar")
