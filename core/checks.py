"""System checks: a wrong set-up speaks at start-up, with an id and a hint."""

from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import Error, Info, Tags, Warning, register
from django.http.request import validate_host

from core import keys, witness
from core.exports import pdf


@register(Tags.security, deploy=True)
def embedded_in_production(app_configs, **kwargs) -> list:
    """An embedded portal keeps its secrets beside its data and speaks plain http."""
    if settings.EMBEDDED:
        return [
            Warning(
                "The portal runs embedded.",
                hint="Set EMBEDDED=false and give SECRET_KEY, FIELD_KEY and SEAL_KEY in the environment.",
                id="portal.W001",
            )
        ]
    return []


@register("keys")
def field_key(app_configs, **kwargs) -> list:
    """Every command that looks at its set-up refuses to touch personal data with the key of another database."""
    said = keys.fault()
    return [Error(said, id="portal.E002")] if said else []


@register("keys")
def seal_key(app_configs, **kwargs) -> list:
    """The same for the key of seals: with another one all that was ever written would count as forged."""
    said = witness.wrong_key()
    return [Error(said, id="portal.E004")] if said else []


@register(Tags.urls)
def site_address(app_configs, **kwargs) -> list:
    """Letters and QR codes carry the public address: it must be one that the portal answers to."""
    host = urlsplit(settings.SITE_URL).hostname or ""
    name = f"[{host}]" if ":" in host else host
    if settings.DEBUG or validate_host(name, settings.ALLOWED_HOSTS):
        return []
    return [
        Error(
            f"SITE_URL names the host {name}, which ALLOWED_HOSTS does not.",
            hint=f"Add {name} to ALLOWED_HOSTS or correct SITE_URL.",
            id="portal.E001",
        )
    ]


@register("typefaces")
def typefaces(app_configs, **kwargs) -> list:
    """The portal brings its typefaces along, for PDF files and redactions; those of rare characters are installed."""
    missing = [name for name in pdf.FONT_FILES if not (pdf.FONTS / name).is_file()]
    if missing:
        said = f"The typeface {missing[0]} is missing from core/fonts: no letter can be printed, no file redacted."
        return [Error(said, hint="Copy it from the released portal.", id="portal.E003")]
    if not all(file.is_file() for file in pdf.RARE_FILES):
        said = "Rare characters of names beyond the basic plane are printed as hollow squares."
        return [Info(said, hint=f"apt-get install {pdf.RARE_PACKAGE}", id="portal.I001")]
    return []
