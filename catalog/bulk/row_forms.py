"""The upload of a filled-in table, and its rows as the forms that they stand for."""

import tempfile
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path, PurePath

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from catalog.bulk import bulk_table
from catalog.forms.disclosures import ELEMENT, DisclosureForm, proposal_start
from catalog.models import Disclosure, Obligation
from catalog.obligations import consultation_duty
from catalog.term_words import span_words
from core.deadlines.count import source_of
from core.files.types import checked_type
from core.web.widgets import KeepingInput

LARGEST = 5 * 1024 * 1024
UNFOLDED = 60 * 1024 * 1024
KINDS = (".xlsx", ".csv")


class BulkForm(forms.Form):
    """One table of proposals."""

    table = forms.FileField(
        label=gettext_lazy("Filled-in table"),
        help_text=gettext_lazy("XLSX, or CSV in UTF-8 or GB18030; up to 300 rows and 5 MB."),
        widget=KeepingInput(attrs={"accept": ",".join(KINDS)}),
    )

    def clean_table(self) -> UploadedFile:
        """A table by its name and by what it contains, of a size that can be read at once."""
        upload = self.cleaned_data["table"]
        if PurePath(upload.name).suffix.lower() not in KINDS:
            raise ValidationError(_("“%(name)s” is neither CSV nor XLSX.") % {"name": upload.name})
        if upload.size > LARGEST:
            raise ValidationError(
                _("The file “%(name)s” is larger than %(limit)s."),
                params={"name": upload.name, "limit": filesizeformat(LARGEST)},
            )
        kind = checked_type(upload.name, upload, upload.size)
        if kind.suffix == "xlsx" and _unfolded(upload) > UNFOLDED:
            raise ValidationError(_("Unfolded the table is too large."))
        return upload


def _unfolded(upload: UploadedFile) -> int:
    with zipfile.ZipFile(upload) as archive:
        size = sum(member.file_size for member in archive.infolist())
    upload.seek(0)
    return size


def read(name: str, content: bytes, owed: Iterable[Obligation], today: date) -> bulk_table.Table:
    """The table that was sent as ``name``, about the duties ``owed``. Raises ``Unreadable``."""
    by_key = {(one.item.code, one.key): one for one in owed}
    parts = bulk_table.parts_of({one.item_id: one.item for one in by_key.values()}.values(), today)
    sent = PurePath(name)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, f"{sent.stem[:40]}{sent.suffix.lower()}")
        path.write_bytes(content)
        return bulk_table.read(path, by_key, parts)


@dataclass(frozen=True)
class Ready:
    """A row without a fault: what ``draft`` takes, and what stands against proposing it."""

    row: int
    obligation: Obligation
    content: dict
    lacks: list[str]


def contents(table: bulk_table.Table, today: date) -> Iterator[Ready]:
    """Each line, checked by the form of a single proposal; faults go to their cells of ``table``."""
    rules = {}
    for line in table.lines:
        item = line.obligation.item
        if item.agency_id not in rules:
            rules[item.agency_id] = item.agency.regime.version_on(today).rules
        start = proposal_start(item, line.obligation, rules[item.agency_id], today)
        blank = Disclosure(
            item=item, obligation=line.obligation, agency=item.agency, department=item.department
        )
        demanded = rules[item.agency_id].elements.get(item.elements, ())
        codes = {str(part.name): part.code for part in demanded}
        parts = {f"{ELEMENT}{codes[name]}": text for name, text in line.parts.items() if name in codes}
        typed = {name: text for name, text in line.typed.items() if text}
        start.setdefault("subject_class", blank.subject_class)
        start["formed_on"] = start["formed_on"].isoformat()
        form = DisclosureForm({**start, **typed, **parts}, instance=blank, rules=rules[item.agency_id])
        if form.is_valid():
            yield Ready(line.row, line.obligation, form.content(), list(_lacks(form)))
            continue
        names = {f"{ELEMENT}{code}": f"{bulk_table.PARTS}{name}" for name, code in codes.items()}
        for field, faults in form.errors.items():
            column = names.get(field, field if field in table.places else "item")
            for fault in faults:
                table.blame(line.row, column, str(fault))


def _lacks(form: DisclosureForm) -> Iterator[str]:
    for name, why in form.missing():
        if name != "attested":  # whoever lets it be proposed attests it then
            yield f"{form.fields[name].label}: {why}"
    if clock := consultation_duty.demanded(form.instance):
        length = span_words(clock.length)
        yield _("The public must be consulted on a draft first, for at least %(length)s (%(source)s).") % {
            "length": length,
            "source": source_of(clock),
        }


class OrderForm(forms.Form):
    """What becomes of a checked table: to have rows proposed, somebody attests them."""

    attested = forms.BooleanField(
        label=gettext_lazy("I attest that the rows are accurate and complete."),
        help_text=gettext_lazy("Needed only to propose them; drafts can be attested one by one."),
        required=False,
    )

    def __init__(self, *args, proposing: bool = False, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.proposing = proposing

    def clean_attested(self) -> bool:
        """Whoever proposes answers for it."""
        if self.proposing and not self.cleaned_data["attested"]:
            raise ValidationError(_("Please attest that it is accurate and complete."))
        return self.cleaned_data["attested"]
