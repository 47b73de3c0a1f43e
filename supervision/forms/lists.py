"""What the lists of supervision are narrowed by."""

import django_filters as filters
from django.utils.translation import gettext_lazy as _

from core.models import Agency
from core.web.narrowing import Narrowing
from supervision.models import Complaint, CorrectionOrder


class OrderFilter(Narrowing):
    """Correction orders by where they stand."""

    status = filters.ChoiceFilter(label=_("Status"), choices=CorrectionOrder.Status.choices)

    class Meta:
        model = CorrectionOrder
        fields = ["status"]


class ComplaintFilter(Narrowing):
    """Complaints: by where they stand, and by body where one looks into those of several."""

    status = filters.ChoiceFilter(label=_("Status"), choices=Complaint.Status.choices)
    agency = filters.ChoiceFilter(label=_("Agency"), field_name="agency__slug")

    class Meta:
        model = Complaint
        fields = ["status", "agency"]

    def __init__(self, *args, agencies: list[Agency], **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.filters["agency"].extra["choices"] = [(agency.slug, str(agency)) for agency in agencies]
