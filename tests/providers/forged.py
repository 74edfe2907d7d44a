"""SAML answers that a test changes: with the provider's own key, so that only what they say is wrong, or without it."""

import base64
from collections.abc import Callable
from copy import deepcopy
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import xmlsec
from django.test import Client
from lxml import etree

from tests.providers.samlidp import Server, answered

NAMES = {
    "saml": "urn:oasis:names:tc:SAML:2.0:assertion",
    "samlp": "urn:oasis:names:tc:SAML:2.0:protocol",
    "ds": "http://www.w3.org/2000/09/xmldsig#",
}


def one(tree: Any, path: str) -> Any:
    (found,) = tree.xpath(path, namespaces=NAMES)
    return found


def sent_away(browser: Client, way: str = "/account/provider/school/", **typed: str) -> str:
    """The request that the product sends to the provider."""
    answer = browser.post(way, typed) if not way.endswith("go=1") else browser.get(way)
    assert answer.status_code == 302, answer.content.decode()
    said = parse_qs(urlsplit(answer["Location"]).query, keep_blank_values=True)
    assert said.get("RelayState", [""]) == [""]
    return said["SAMLRequest"][0]


def comes_back(browser: Client, response: str | bytes, *, at: str = "school", **posted: str) -> Any:
    """The provider's page posts to us without a cookie; our own page sends it on with the session."""
    sent = base64.b64encode(response.encode() if isinstance(response, str) else response).decode()
    strict = Client(enforce_csrf_checks=True)
    passing = strict.post(f"/account/provider/{at}/answer/", {"SAMLResponse": sent} | posted)
    assert passing.status_code == 200 and f'action="/account/provider/{at}/finish/"' in passing.content.decode()
    assert sent in passing.content.decode() and not passing.cookies
    return browser.post(f"/account/provider/{at}/finish/", {"SAMLResponse": sent} | posted)


def signed_again(response: str, change: Callable[[Any], None], key: Path) -> str:
    """The answer, changed, and signed once more by this key."""
    tree = etree.fromstring(response.encode())
    change(tree)
    xmlsec.tree.add_ids(tree, ["ID"])
    context = xmlsec.SignatureContext()
    context.key = xmlsec.Key.from_file(str(key), xmlsec.constants.KeyDataFormatPem)
    context.sign(one(tree, "/samlp:Response/saml:Assertion/ds:Signature"))
    return etree.tostring(tree).decode()


def changed(response: str, change: Callable[[Any], None]) -> str:
    """The answer, changed after it was signed."""
    tree = etree.fromstring(response.encode())
    change(tree)
    return etree.tostring(tree).decode()


def evil_twin(tree: Any, mail: str) -> tuple[Any, Any]:
    """The signed assertion, and one like it that names somebody else and is signed by nobody."""
    real = one(tree, "/samlp:Response/saml:Assertion")
    twin = deepcopy(real)
    twin.set("ID", "twin")
    twin.remove(one(twin, "ds:Signature"))
    one(twin, "saml:AttributeStatement/saml:Attribute[@FriendlyName='mail']/saml:AttributeValue").text = mail
    return real, twin


def wrapped_before(tree: Any, mail: str) -> None:
    real, twin = evil_twin(tree, mail)
    real.addprevious(twin)


def wrapped_after(tree: Any, mail: str) -> None:
    real, twin = evil_twin(tree, mail)
    real.addnext(twin)


def wrapped_inside(tree: Any, mail: str) -> None:
    """The twin stands where ours is looked for, and carries the real one in its signature."""
    real, twin = evil_twin(tree, mail)
    real.addprevious(twin)
    signature = one(real, "ds:Signature")
    twin.insert(1, signature)
    holder = etree.SubElement(signature, f"{{{NAMES['ds']}}}Object")
    holder.append(real)


def wrapped_with_the_same_id(tree: Any, mail: str) -> None:
    real, twin = evil_twin(tree, mail)
    twin.set("ID", real.get("ID"))
    real.addprevious(twin)
    extensions = etree.Element(f"{{{NAMES['samlp']}}}Extensions")
    one(tree, "/samlp:Response/saml:Issuer").addnext(extensions)
    twin.insert(1, deepcopy(one(real, "ds:Signature")))
    extensions.append(real)


def an_answer(server: Server, asked: str, person: dict[str, Any], since: int, **words: Any) -> str:
    return answered(server, asked, person, since, **words)[1]
