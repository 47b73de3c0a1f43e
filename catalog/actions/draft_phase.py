"""The phase of a decision in which its draft is public: a consultation fulfils it on the day on which it is put out."""

from django.db.models import F

from catalog.models import Consultation, Disclosure, Obligation
from catalog.models.disclosures import OUT


def put_out(consultation: Consultation, disclosure: Disclosure) -> None:
    """Let ``consultation`` on ``disclosure`` fulfil the phases before the decision that its text belongs to.

    Late or not follows from the day on which it was opened. What a text has fulfilled already stays so.
    """
    owed = disclosure.obligation
    if owed is None or not owed.phase or consultation.status == Consultation.Status.WITHDRAWN:
        return
    before = Obligation.objects.filter(occurrence=owed.occurrence_id, publish_by__lt=F("base_on"))
    before.filter(has_come=False, base_on__gt=consultation.opens_on).update(draft=consultation, has_come=True)


def taken_back(consultation: Consultation) -> None:
    """A consultation that was broken off fulfils nothing: its phase is owed again, unless a text stands for it."""
    met = Obligation.objects.filter(draft=consultation)
    texts = set(met.filter(disclosures__status__in=OUT).values_list("pk", flat=True))
    for owed in met:
        owed.draft, owed.has_come = None, owed.pk in texts
        owed.save(update_fields=["draft", "has_come"])
