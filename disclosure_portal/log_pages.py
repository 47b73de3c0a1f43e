"""The public log: everything that was published or withdrawn, chained so that nothing can be changed unseen."""

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from catalog.disclosures import authenticity, records
from catalog.disclosures.visibility import shown_payloads
from catalog.models import Attachment, Disclosure
from catalog.public.lists import Addresses
from core.files.types import sha256
from core.models import LogEntry
from core.proof.evidence import CHECKPOINT
from core.proof.log import BEGINNING, entry_hash, kind_of

ROWS = 30


class CheckForm(forms.Form):
    """A file or its fingerprint, to be looked for in the log. The file is not kept."""

    sha256 = forms.RegexField(
        regex=r"^\s*[0-9A-Fa-f]{64}\s*$",
        label=gettext_lazy("Fingerprint (SHA-256)"),
        required=False,
        max_length=80,
        error_messages={
            "invalid": gettext_lazy("A fingerprint has 64 characters, digits and the letters a to f.")
        },
    )
    file = forms.FileField(
        label=gettext_lazy("Or the file itself"),
        required=False,
        help_text=gettext_lazy("It is only measured, not kept."),
        error_messages={"empty": gettext_lazy("This file is empty.")},
    )

    def clean_file(self):
        """A file larger than any that can be published need not be looked for."""
        file = self.cleaned_data["file"]
        if file and file.size > settings.UPLOAD_LIMIT_BYTES:
            limit = filesizeformat(settings.UPLOAD_LIMIT_BYTES)
            raise ValidationError(_("Files here are never larger than %(limit)s."), params={"limit": limit})
        return file

    def clean(self) -> dict:
        """One of the two is needed."""
        data = super().clean()
        if not self.errors and not data.get("sha256") and not data.get("file"):
            raise ValidationError(_("Give a fingerprint or choose a file."))
        return data

    @property
    def digest(self) -> str:
        """The fingerprint that is looked for, once the form is valid."""
        file = self.cleaned_data["file"]
        return sha256(file) if file else self.cleaned_data["sha256"].strip().lower()


@require_http_methods(["GET", "HEAD", "POST"])
def log(request: HttpRequest) -> HttpResponse:
    """The newest entries, and the check whether a file is what was published."""
    form = CheckForm(request.POST, request.FILES) if request.method == "POST" else CheckForm()
    context = {"form": form, "trail": []}
    if request.method == "POST" and form.is_valid():
        answers = answers_for(form.digest)
        differs = any(answer.get("differs") for answer in answers)
        context.update(digest=form.digest, answers=answers, differs=differs, was_asked=True)
    before = request.GET.get("before", "")
    entries = LogEntry.objects.exclude(kind=CHECKPOINT).order_by("-number")
    if before.isascii() and before.isdigit() and len(before) < 19:
        entries = entries.filter(number__lt=int(before))
    rows = list(entries[: ROWS + 1])
    shown = shown_payloads(rows[:ROWS])
    context.update(
        entries=[_entry_line(row, shown[row.number]) for row in rows[:ROWS]],
        older_url=f"?before={rows[ROWS - 1].number}" if len(rows) > ROWS else "",
        newer_url=reverse("log") if before else "",
    )
    return render(request, "pages/log.html", context)


def _entry_line(entry: LogEntry, payload: dict) -> dict:
    said = payload.get("title") or payload.get("reason", "")
    return {
        "number": entry.number,
        "href": reverse("log_entry", args=[entry.number]),
        "at": entry.at,
        "kind": kind_of(entry.kind),
        # Some entries tell of no title, such as a seal: the link is called by their number then, never by nothing.
        "title": said or payload.get("not_shown") or _("Entry %(number)s") % {"number": entry.number},
        "subject": entry.subject,
        "hash": entry.hash,
    }


def answers_for(digest: str) -> list[dict]:
    """The public disclosures with a file, a record or a log entry of this fingerprint, each as (words, address).

    That a file is unaltered is said by the public log, never by the row of the file alone.
    """
    addresses = Addresses()
    files = Attachment.objects.filter(sha256=digest, disclosure__in=Disclosure.objects.public())
    found = []
    for file in files.select_related("disclosure__agency", "disclosure__item")[:10]:
        words = {"file": file.name, "title": file.disclosure.title}
        is_whole = authenticity.standing(file.disclosure).is_whole
        if is_whole:
            said = _("This is the file “%(file)s” of “%(title)s”, unaltered.") % words
        else:
            said = (
                _("A file “%(file)s” of “%(title)s” is kept so, but that is not what the log tells.") % words
            )
        found.append(
            {"words": said, "href": addresses.disclosure(file.disclosure_id), "differs": not is_whole}
        )
    told = LogEntry.objects.filter(payload__record_sha256=digest).order_by("-number")[:1]
    found += [
        {
            "words": _("This is the record of “%(title)s”, as entry %(number)d of the public log tells.")
            % {
                "title": shown_payloads([entry])[entry.number].get("title", entry.subject),
                "number": entry.number,
            },
            "href": reverse("log_entry", args=[entry.number]),
        }
        for entry in told
    ]
    return found + [
        {
            "words": _("This is the fingerprint of entry %(number)d of the public log.")
            % {"number": entry.number},
            "href": reverse("log_entry", args=[entry.number]),
        }
        for entry in LogEntry.objects.filter(hash=digest)
    ]


@require_safe
def entry(request: HttpRequest, number: int) -> HttpResponse:
    """One entry with its content, its hash calculated anew, and its neighbours in the chain."""
    found = get_object_or_404(LogEntry, number=number)
    before = LogEntry.objects.filter(number=number - 1).values_list("hash", flat=True).first()
    content = {
        name: getattr(found, name) for name in ("number", "at", "kind", "subject", "payload", "previous_hash")
    }
    payload = shown_payloads([found])[number]
    disclosure = (
        # A consultation is in the log while its draft is not public yet: that has no page to lead to.
        Disclosure.objects.filter(index_number=found.subject, audience="public", published_at__isnull=False)
        .select_related("agency", "item")
        .first()
    )
    standing = authenticity.standing(disclosure) if disclosure and found.kind in records.TELLING else None
    if standing and standing.entry != found:
        standing = None  # a later entry tells of what is kept now
    has_next = LogEntry.objects.filter(number=number + 1).exists()
    context = {
        "entry": found,
        "kind": kind_of(found.kind),
        "is_whole": entry_hash(**content) == found.hash and found.previous_hash == (before or BEGINNING),
        "standing": standing,
        "disclosure_href": Addresses().disclosure(disclosure.pk) if disclosure else "",
        "before_href": reverse("log_entry", args=[number - 1]) if before else "",
        "after_href": reverse("log_entry", args=[number + 1]) if has_next else "",
        "payload": payload,
        "files": payload.get("files", []),
        "trail": [(_("Public log"), reverse("log"))],
    }
    return render(request, "pages/log_entry.html", context)
