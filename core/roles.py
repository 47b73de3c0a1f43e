"""The roles that people hold, as the thirteen regulations name them."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Role(TextChoices):
    """What a person is for an agency or for one of its departments (requirements, "Extracted lists")."""

    HEAD = "head", _("Head, main responsible person")
    LEADING_GROUP = "leading_group", _("Leading group")
    DISCLOSURE_OFFICE = "disclosure_office", _("Disclosure office")
    LEADER_IN_CHARGE = "leader_in_charge", _("Leader in charge")
    PARTY_GROUP = "party_group", _("Party group")
    PROPOSER = "proposer", _("Proposer in the responsible department")
    DEPARTMENT_HEAD = "department_head", _("Head of department")
    CHANNEL_KEEPER = "channel_keeper", _("Channel keeper")
    FEEDBACK_COLLECTOR = "feedback_collector", _("Feedback collector")
    INTAKE_OFFICER = "intake_officer", _("Application officer")
    ARCHIVIST = "archivist", _("Archivist")
    SUPERVISOR = "supervisor", _("Supervision group")
    INVITED_SUPERVISOR = "invited_supervisor", _("Invited supervisor")
    COMPILING_DIVISION = "compiling_division", _("Compiling division")
    SUPERIOR_OFFICE = "superior_office", _("Superior office")
    SUPERIOR_LEADER = "superior_leader", _("Leader of the superior government")
    OBSERVER = "observer", _("Observer")
