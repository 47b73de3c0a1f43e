"""The outcomes of the annual report by the numbers of their rows (国办公开办函〔2021〕30号, table 三, rows 3 to 23)."""

from django.utils.translation import gettext_lazy as _

NAMES = {
    3: _("Disclosed in full"),
    4: _("Disclosed in part, the rest held back"),
    5: _("Not disclosed: state secret"),
    6: _("Not disclosed: forbidden by other laws or administrative regulations"),
    7: _("Not disclosed: danger to the three securities and to stability"),
    8: _("Not disclosed: protection of third parties"),
    9: _("Not disclosed: three kinds of internal affairs"),
    10: _("Not disclosed: four kinds of information of a process"),
    11: _("Not disclosed: files of law enforcement"),
    12: _("Not disclosed: matters of administrative enquiry"),
    13: _("Cannot be provided: the body does not hold it"),
    14: _("Cannot be provided: it would have to be made"),
    15: _("Cannot be provided: still unclear after correction"),
    16: _("Not handled: petition, report or complaint"),
    17: _("Not handled: repeated application"),
    18: _("Not handled: public publications"),
    19: _("Not handled: many repeated applications without good reason"),
    20: _("Not handled: confirmation or new issue of what was received before"),
    21: _("Other: not corrected in time"),
    22: _("Other: fee not paid in time"),
    23: _("Other: something else"),
}
NOT_CORRECTED, NOT_PAID, OTHER = 21, 22, 23
GIVEN_UP = (NOT_CORRECTED, NOT_PAID)  # the applicant let it lapse; there was no answer
CAME, CARRIED_IN, ENDED, LEFT = 1, 2, 24, 25
SUMS = {
    CAME: _("1. Applications newly received this year"),
    CARRIED_IN: _("2. Applications carried in from the year before"),
    ENDED: _("(7) Sum of the results"),
    LEFT: _("4. Carried into the next year"),
}
HEADINGS = {
    3: _("3. Results of this year"),
    5: _("(3) Not disclosed"),
    13: _("(4) Cannot be provided"),
    16: _("(5) Not handled"),
    21: _("(6) Handled otherwise"),
}
