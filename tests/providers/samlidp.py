"""A SAML identity provider in a process of its own: pysaml2 answers, libxmlsec signs. `python -m tests.providers.samlidp FOLDER`.

FOLDER/samlidp.json says port, our metadata and people; a person's `context` is what the provider asserts of how they proved it.
"""

import base64
import html
import json
import sys
import time
import warnings
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from http.cookies import SimpleCookie
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs
from wsgiref.simple_server import make_server

import xmlsec
from lxml import etree

from tests.providers.openid import Threaded


@contextmanager
def without_warnings() -> Iterator[None]:
    """pysaml2 warns of its own parts, at its import and its calls; our suite takes a warning for an error."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


with without_warnings():
    from saml2 import BINDING_HTTP_REDIRECT
    from saml2.config import IdPConfig
    from saml2.saml import NAMEID_FORMAT_PERSISTENT, NameID
    from saml2.server import Server
    from saml2.sigver import CryptoBackend

RSA_SHA256, SHA256 = "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256", "http://www.w3.org/2001/04/xmlenc#sha256"
BASIC = "urn:oasis:names:tc:SAML:2.0:attrname-format:basic"
SIGN_IN = """<!doctype html><html lang="en"><title>Staff sign-in</title><h1>Staff sign-in</h1><form method="post" action="/sign-in">
<input type="hidden" name="asked" value="{asked}"><label>Address <input name="username"></label>
<label>Password <input name="password" type="password"></label><button>Continue</button></form>"""
PASS_ON = """<!doctype html><html lang="en"><title>Passing on</title><form method="post" action="{where}">
<input type="hidden" name="SAMLResponse" value="{response}"><input type="hidden" name="RelayState" value="{state}">
<button>Continue</button></form>
<script>document.forms[0].submit()</script>"""


class LibXmlsec(CryptoBackend):
    """pysaml2 calls a program `xmlsec1`; the library that it is made of does the same, and comes in a wheel."""

    def version(self) -> str:
        return "1.3"

    def sign_statement(self, statement: Any, node_name: str, key_file: str, node_id: str) -> str:
        tree = etree.fromstring(statement if isinstance(statement, bytes) else str(statement).encode())
        xmlsec.tree.add_ids(tree, ["ID"])
        (element,) = tree.xpath("//*[@ID=$id]", id=node_id)
        signature = xmlsec.tree.find_child(element, "Signature", xmlsec.constants.DSigNs)
        context = xmlsec.SignatureContext()
        context.key = xmlsec.Key.from_file(key_file, xmlsec.constants.KeyDataFormatPem)
        context.sign(signature)
        return etree.tostring(tree).decode()


@without_warnings()
def provider(folder: Path, said: dict[str, Any]) -> Server:
    base = f"http://127.0.0.1:{said['port']}"
    config = IdPConfig().load(
        {
            "entityid": f"{base}/metadata",
            "service": {
                "idp": {
                    "endpoints": {"single_sign_on_service": [(f"{base}/sso", BINDING_HTTP_REDIRECT)]},
                    "policy": {"default": {"lifetime": {"minutes": 5}, "attribute_restrictions": None, "name_form": BASIC}},
                    "name_id_format": [NAMEID_FORMAT_PERSISTENT],
                    "sign_assertion": True,
                }
            },
            "key_file": str(folder / "samlidp.key"),
            "cert_file": str(folder / "samlidp.pem"),
            "metadata": {"inline": [said["metadata"]]},
            "xmlsec_binary": sys.executable,
        }
    )
    server = Server(config=config)
    server.sec.crypto = LibXmlsec()
    return server


@without_warnings()
def answered(server: Server, asked: str, person: dict[str, Any], since: int, **changed: Any) -> tuple[str, str]:
    """Where the answer goes, and the answer."""
    request = server.parse_authn_request(asked, BINDING_HTTP_REDIRECT)
    words = server.response_args(request.message)
    given = {name: words[name] for name in ("in_response_to", "destination", "sp_entity_id")}
    given |= {"sign_assertion": True, "sign_response": False, "sign_alg": RSA_SHA256, "digest_alg": SHA256} | changed
    response = server.create_authn_response(
        {"mail": [person["email"]], **person.get("attributes", {})},
        userid=person["email"],
        name_id=NameID(format=NAMEID_FORMAT_PERSISTENT, text=person["id"], sp_name_qualifier=words["sp_entity_id"]),
        authn={"class_ref": person["context"], "authn_instant": since},
        **given,
    )
    return words["destination"], str(response)


class Site:
    """Two pages: one asks for address and password, the other passes the answer on."""

    def __init__(self, server: Server, people: list[dict[str, Any]]) -> None:
        self.server, self.people, self.known = server, {each["email"]: each for each in people}, {}

    def __call__(self, environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        said = parse_qs(environ["QUERY_STRING"])
        if environ["PATH_INFO"] == "/sign-in":
            said = parse_qs(environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"])).decode())
            person = self.people.get(said.get("username", [""])[0])
            if person and said.get("password") == [person["password"]]:
                self.known[person["email"]] = int(time.time())
                return self._pass_on(start, said["asked"][0], person)
            return self._page(start, SIGN_IN.format(asked=html.escape(said["asked"][0])))
        if environ["PATH_INFO"] != "/sso":
            start("404 Not Found", [])
            return []
        asked = said["SAMLRequest"][0]
        known = SimpleCookie(environ.get("HTTP_COOKIE", "")).get("samlidp")
        again = self.server.parse_authn_request(asked, BINDING_HTTP_REDIRECT).message.force_authn == "true"
        if known and known.value in self.known and not again:
            return self._pass_on(start, asked, self.people[known.value])
        return self._page(start, SIGN_IN.format(asked=html.escape(asked)))

    def _pass_on(self, start: Callable[..., Any], asked: str, person: dict[str, Any]) -> Iterable[bytes]:
        where, response = answered(self.server, asked, person, self.known[person["email"]])
        sent = base64.b64encode(response.encode()).decode()
        page = PASS_ON.format(where=html.escape(where), response=sent, state="https://evil.example/")
        return self._page(start, page, [("Set-Cookie", f"samlidp={person['email']}; Path=/; HttpOnly; SameSite=Lax")])

    def _page(self, start: Callable[..., Any], page: str, headers: list[tuple[str, str]] | None = None) -> Iterable[bytes]:
        start("200 OK", [("Content-Type", "text/html; charset=utf-8"), *(headers or [])])
        return [page.encode()]


def main() -> None:
    folder = Path(sys.argv[1])
    said = json.loads((folder / "samlidp.json").read_text())
    with make_server("127.0.0.1", said["port"], Site(provider(folder, said), said["people"]), Threaded) as running:
        print("ready", flush=True)
        running.serve_forever()


if __name__ == "__main__":
    main()
