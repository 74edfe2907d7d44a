"""SAML 2.0, Web Browser SSO profile: python3-saml judges signature, issuer, times and status; what it lets pass is judged here.

SAML 2.0 Profiles, 4.1.4: one signed assertion, for us as audience, sent here, in answer to what this browser asked, once.
"""

from binascii import Error as NotBase64
from datetime import datetime
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from lxml.etree import LxmlError
from onelogin.saml2.auth import OneLogin_Saml2_Auth
from onelogin.saml2.constants import OneLogin_Saml2_Constants as Words
from onelogin.saml2.errors import OneLogin_Saml2_Error, OneLogin_Saml2_ValidationError
from onelogin.saml2.response import OneLogin_Saml2_Response
from onelogin.saml2.settings import OneLogin_Saml2_Settings

from tat.identity import EMAIL, Provider
from tat.sign_in.asked import Asked, answered, keep
from tat.sign_in.proof import Proof, Refused, belonging_to, trusts

LARGEST = 262_144
TRANSFORMS = {"http://www.w3.org/2000/09/xmldsig#enveloped-signature", "http://www.w3.org/2001/10/xml-exc-c14n#"}
LATE = {OneLogin_Saml2_ValidationError.ASSERTION_EXPIRED, OneLogin_Saml2_ValidationError.SESSION_EXPIRED}
STAYS = {Words.NAMEID_PERSISTENT}
IN_ASSERTION = "/samlp:Response/saml:Assertion"
CONFIRMED = f"{IN_ASSERTION}/saml:Subject/saml:SubjectConfirmation/saml:SubjectConfirmationData"
SECURITY = {
    "wantAssertionsSigned": True,
    "wantNameId": True,
    "wantAttributeStatement": False,
    "requestedAuthnContext": False,
    "rejectDeprecatedAlgorithm": True,
    "allowRepeatAttributeName": True,
    "signatureAlgorithm": Words.RSA_SHA256,
    "digestAlgorithm": Words.SHA256,
}


def away(request: HttpRequest, provider: Provider, asked: Asked) -> str:
    """The address at the provider to which the person is sent, with the request in it. No RelayState: where to go on is kept here."""
    auth = OneLogin_Saml2_Auth(_here(provider), _prepared(provider))
    address: str = auth.login(return_to="", force_authn=bool(asked.again))
    keep(request, auth.get_last_request_id(), asked)
    return address


def proof(request: HttpRequest, provider: Provider) -> tuple[Asked, Proof]:
    """What was asked, and what the provider's answer proves. Raises Refused. A RelayState is not looked at."""
    response = _read(provider, request.POST.get("SAMLResponse", ""))
    word = response.get_in_response_to() or ""
    asked = answered(request, provider, word)
    if asked is None:
        raise Refused("unasked", "in response to nothing that was asked here")
    with belonging_to(asked):
        return asked, _judged(provider, response, word)


def metadata(provider: Provider) -> bytes:
    """What the provider's administrators read in: our name, and where answers are sent."""
    found: str | bytes = _prepared(provider).get_sp_metadata()
    return found.encode() if isinstance(found, str) else found


def our_name(provider: Provider) -> str:
    """Our entity id, one for each provider: an answer that was made for another is not for us."""
    return settings.SITE_URL + reverse("provider_metadata", args=[provider.id])


def our_address(provider: Provider) -> str:
    """Where answers are sent: by the setting, never by the Host header."""
    return settings.SITE_URL + reverse("provider_answer", args=[provider.id])


def _read(provider: Provider, sent: str) -> OneLogin_Saml2_Response:
    """Parsed without a document type, without entities, and without asking anybody."""
    if not sent or len(sent) > LARGEST:
        raise Refused("invalid", "no answer, or too long")
    try:
        return OneLogin_Saml2_Response(_prepared(provider), sent)
    except (OneLogin_Saml2_Error, OneLogin_Saml2_ValidationError, LxmlError, NotBase64, ValueError) as wrong:
        raise Refused("invalid", type(wrong).__name__) from None


def _judged(provider: Provider, response: OneLogin_Saml2_Response, word: str) -> Proof:
    try:
        _hold(_before(response))
        response.is_valid(_here(provider), word, raise_exceptions=True)
        _hold(_after(provider, response, word))
        return _proven(provider, response)
    except Refused:
        raise
    except OneLogin_Saml2_ValidationError as wrong:
        if wrong.code == OneLogin_Saml2_ValidationError.STATUS_CODE_IS_NOT_SUCCESS:
            raise Refused("stopped", "status of the provider") from None
        raise Refused("late" if wrong.code in LATE else "invalid", f"saml {wrong.code}") from None
    except Exception as wrong:  # whatever its parts raise on what a stranger sent: nobody gets in
        raise Refused("invalid", type(wrong).__name__) from None


def _hold(asked: dict[str, bool]) -> None:
    for why, holds in asked.items():
        if not holds:
            raise Refused("invalid", why)


def _before(response: OneLogin_Saml2_Response) -> dict[str, bool]:
    """What must hold before a signature is worked out: no transform but those of the profile (SAML 2.0 Core, 5.4.4)."""
    transforms = {each.get("Algorithm") for each in _nodes(response, "//ds:Transform")}
    return {"transforms": transforms <= TRANSFORMS}


def _after(provider: Provider, response: OneLogin_Saml2_Response, word: str) -> dict[str, bool]:
    """What the library lets pass where it is missing, or compares in part. `is_valid` found one assertion, signed."""
    own_ids = [f"#{each.get('ID')}" for each in _nodes(response, IN_ASSERTION)]
    references = [each.get("URI") for each in _nodes(response, f"{IN_ASSERTION}/ds:Signature/ds:SignedInfo/ds:Reference")]
    confirmed = [dict(each.attrib) for each in _nodes(response, CONFIRMED)]
    ours = {"Recipient": our_address(provider), "InResponseTo": word}
    return {
        "reference": len(own_ids) == 1 and references == own_ids,
        "audience": response.get_audiences() == [our_name(provider)],
        "confirmation": len(confirmed) == 1 and "NotOnOrAfter" in confirmed[0] and ours.items() <= confirmed[0].items(),
    }


def _proven(provider: Provider, response: OneLogin_Saml2_Response) -> Proof:
    name = _claimed(provider, response)
    lasting = response.get_nameid_format() in STAYS
    subject = response.get_nameid() if lasting else "" if provider.account == EMAIL else name
    return Proof(
        name=name,
        subject=subject,
        by_two=trusts(provider, set(response.get_authn_contexts())),
        age=_seconds(response, f"{IN_ASSERTION}/saml:AuthnStatement/@AuthnInstant", f"{IN_ASSERTION}/@IssueInstant"),
    )


def _claimed(provider: Provider, response: OneLogin_Saml2_Response) -> str:
    """The one value of the attribute that the settings name, or the NameID. Two values are none: which of them is the person?"""
    if not provider.claim:
        return str(response.get_nameid() or "")
    values = response.get_attributes().get(provider.claim, [])
    return str(values[0] or "") if len(values) == 1 else ""


def _seconds(response: OneLogin_Saml2_Response, since: str, until: str) -> int:
    """Both instants are the provider's own, in UTC."""
    begun, made = (datetime.fromisoformat(str(_nodes(response, path)[0])) for path in (since, until))
    return int((made - begun).total_seconds())


def _nodes(response: OneLogin_Saml2_Response, path: str) -> list[Any]:
    found: list[Any] = response.document.xpath(path, namespaces=Words.NSMAP)
    return found


def _here(provider: Provider) -> dict[str, Any]:
    """The request as the library wants it: it arrived where answers are sent, whatever its headers say."""
    scheme, _, rest = our_address(provider).partition("://")
    host, _, path = rest.partition("/")
    where = {"https": "on" if scheme == "https" else "off", "http_host": host, "script_name": "", "path_info": f"/{path}"}
    return where | {"get_data": {}, "post_data": {}}


def _prepared(provider: Provider) -> OneLogin_Saml2_Settings:
    return OneLogin_Saml2_Settings(
        {
            "strict": True,
            "debug": False,
            "sp": {
                "entityId": our_name(provider),
                "assertionConsumerService": {"url": our_address(provider), "binding": Words.BINDING_HTTP_POST},
                "NameIDFormat": Words.NAMEID_UNSPECIFIED,
            },
            "idp": {
                "entityId": provider.issuer,
                "singleSignOnService": {"url": provider.sso_url, "binding": Words.BINDING_HTTP_REDIRECT},
                "x509certMulti": {"signing": list(provider.certificates)},
            },
            "security": SECURITY,
        }
    )


__all__ = ["away", "metadata", "our_name", "proof"]
