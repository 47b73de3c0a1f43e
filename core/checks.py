"""System checks: a wrong set-up speaks at start-up, with an id and a hint."""

from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import Error, Tags, Warning, register
from django.http.request import validate_host

from core import keys


@register(Tags.security, deploy=True)
def embedded_in_production(app_configs, **kwargs) -> list:
    """An embedded portal keeps its secrets beside its data and speaks plain http."""
    if settings.EMBEDDED:
        return [
            Warning(
                "The portal runs embedded.",
                hint="Set EMBEDDED=false and give SECRET_KEY and FIELD_KEY in the environment.",
                id="portal.W001",
            )
        ]
    return []


@register("keys")
def field_key(app_configs, **kwargs) -> list:
    """Every command that looks at its set-up refuses to touch personal data with the key of another database."""
    said = keys.fault()
    return [Error(said, id="portal.E002")] if said else []


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
