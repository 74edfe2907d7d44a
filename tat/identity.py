"""The districts' identity providers, as the file that IDENTITY_PROVIDERS_FILE names says it: read once, judged before anything serves."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

OIDC, SAML = "oidc", "saml"
EMAIL, STAFF_NUMBER = "email", "staff_number"
IDENTIFIER = re.compile(r"[a-z0-9][a-z0-9-]{0,38}", re.ASCII)
HERE = {"localhost", "127.0.0.1", "::1"}
COMMON = {"id", "name", "district", "protocol", "account", "claim", "second_factor", "origins"}
OWN = {OIDC: {"issuer", "client_id", "client_secret_file", "scope"}, SAML: {"issuer", "sso_url", "certificate_file"}}
NEEDED = {OIDC: {"issuer", "client_id"}, SAML: {"issuer", "sso_url", "certificate_file"}}
LISTS = {"second_factor", "origins"}
CERTIFICATE = re.compile(r"-----BEGIN CERTIFICATE-----(.+?)-----END CERTIFICATE-----", re.DOTALL)


@dataclass(frozen=True, kw_only=True)
class Provider:
    """One identity provider of one district."""

    id: str
    name: str
    district: str
    protocol: str
    issuer: str
    account: str = EMAIL
    claim: str = ""
    second_factor: tuple[str, ...] = ()
    origins: tuple[str, ...] = ()
    client_id: str = ""
    client_secret: str = field(default="", repr=False)
    scope: str = "openid email"
    sso_url: str = ""
    certificates: tuple[str, ...] = field(default=(), repr=False)

    @property
    def is_oidc(self) -> bool:
        return self.protocol == OIDC

    @property
    def form_targets(self) -> tuple[str, ...]:
        """The origins to which the button of the sign-in page leads: the provider's own, and those that it sends people on to."""
        return (_origin(self.sso_url or self.issuer), *self.origins)


def providers_in(path: str) -> Mapping[str, Provider]:
    """Every provider by its id, in the file's order; none for an empty path. Raises ImproperlyConfigured with what to mend."""
    if not path:
        return {}
    try:
        said = tomllib.loads(Path(path).read_text())
    except OSError:
        raise ImproperlyConfigured(f"IDENTITY_PROVIDERS_FILE: {path} cannot be read.") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ImproperlyConfigured(f"IDENTITY_PROVIDERS_FILE: {path} is no TOML: {error}.") from None
    found: dict[str, Provider] = {}
    for number, table in enumerate(said.get("provider", []), 1):
        wrong = " ".join(_wrong(table, found))
        if wrong:
            raise ImproperlyConfigured(f"IDENTITY_PROVIDERS_FILE, provider {number}: {wrong}")
        found[table["id"]] = _made(table, Path(path).parent)
    if set(said) - {"provider"} or not found:
        raise ImproperlyConfigured("IDENTITY_PROVIDERS_FILE holds one [[provider]] or more, and nothing else.")
    return found


def _wrong(table: Mapping[str, Any], before: Mapping[str, Provider]) -> Iterator[str]:
    """What must be mended in one table, in sentences."""
    protocol = table.get("protocol")
    if protocol not in OWN:
        yield "protocol is oidc or saml."
        return
    if unknown := sorted(set(table) - COMMON - OWN[protocol]):
        yield f"{', '.join(unknown)}: not known here."
    if missing := sorted(({"id", "name", "district"} | NEEDED[protocol]) - {key for key, value in table.items() if value}):
        yield f"{', '.join(missing)}: missing."
    kinds = {key: list if key in LISTS else str for key in table}
    if bad := sorted(key for key, kind in kinds.items() if not isinstance(table[key], kind)):
        yield f"{', '.join(bad)}: a list of texts is asked for, or one text."
        return
    if not IDENTIFIER.fullmatch(table.get("id", "")) or table["id"] in before:
        yield "id is made of small letters, digits and hyphens, and each stands once."
    if table.get("account", EMAIL) not in {EMAIL, STAFF_NUMBER}:
        yield "account is email or staff_number."
    addresses = [table.get("sso_url" if protocol == SAML else "issuer", ""), *table.get("origins", [])]
    if not all(map(_is_safe, addresses)):
        yield "Addresses begin with https://; http is accepted for this machine alone."


def _made(table: Mapping[str, Any], folder: Path) -> Provider:
    given: dict[str, Any] = {
        key: tuple(map(str, value)) if key in LISTS else value for key, value in table.items() if not key.endswith("_file")
    }
    given.setdefault("claim", "email" if table["protocol"] == OIDC else "")
    if "client_secret_file" in table:
        given["client_secret"] = _text_of(folder / table["client_secret_file"]).strip()
    if "certificate_file" in table:
        given["certificates"] = tuple("".join(each.split()) for each in CERTIFICATE.findall(_text_of(folder / table["certificate_file"])))
        if not given["certificates"]:
            raise ImproperlyConfigured(f"{table['certificate_file']} holds no certificate (PEM).")
    return Provider(**given)


def _text_of(path: Path) -> str:
    try:
        return path.read_text()
    except (OSError, UnicodeDecodeError):
        raise ImproperlyConfigured(f"{path}, which IDENTITY_PROVIDERS_FILE names, cannot be read.") from None


def _is_safe(address: str) -> bool:
    parts = urlsplit(address)
    return bool(parts.hostname) and (parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in HERE))


def _origin(address: str) -> str:
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}"


__all__ = ["EMAIL", "OIDC", "SAML", "STAFF_NUMBER", "Provider", "providers_in"]
