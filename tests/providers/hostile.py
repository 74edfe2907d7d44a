"""An OpenID provider that answers with whatever a test makes it say: what a stranger, or a provider that errs, could send."""

import base64
import hashlib
import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import jwt
from django.test import Client

from tests.providers.made import CLIENT, SECRET, new_key

PERSON = {"sub": "4711", "email": "", "amr": ["pwd", "mfa"]}


class Hostile:
    """Its key, what it has published, and what it answers to the next code."""

    def __init__(self) -> None:
        self.key, self.others_key = new_key(), new_key()
        self.issuer = ""
        self.described: dict[str, Any] = {}
        self.token = ""
        self.asked: list[tuple[dict[str, str], str]] = []

    def pages(self) -> dict[str, Any]:
        doors = {"authorization_endpoint": "/door", "token_endpoint": "/token", "jwks_uri": "/keys"}
        row = jwt.algorithms.RSAAlgorithm.to_jwk(self.key.public_key(), as_dict=True) | {"kid": "one", "use": "sig"}
        return {
            "/.well-known/openid-configuration": {"issuer": self.issuer}
            | {name: self.issuer + path for name, path in doors.items()}
            | self.described,
            "/keys": {"keys": [row]},
        }

    def signed(self, claims: dict[str, Any], *, key: Any = None, algorithm: str = "RS256", **headers: Any) -> str:
        return jwt.encode(claims, self.key if key is None else key, algorithm=algorithm, headers={"kid": "one"} | headers)

    def claims(self, bound: str, /, **changed: Any) -> dict[str, Any]:
        now = int(time.time())
        base = {"iss": self.issuer, "aud": CLIENT, "iat": now, "exp": now + 300, "auth_time": now, "nonce": bound} | PERSON | changed
        return {name: value for name, value in base.items() if value is not None}


@contextmanager
def hostile() -> Iterator[Hostile]:
    said = Hostile()

    class Pages(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.answer(said.pages().get(self.path))

        def do_POST(self) -> None:
            typed = {name: values[0] for name, values in parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode()).items()}
            said.asked.append((typed, self.headers.get("Authorization", "")))
            self.answer({"access_token": "unused", "token_type": "Bearer", "id_token": said.token} if said.token else None)

        def answer(self, page: Any) -> None:
            body = json.dumps(page or {"error": "invalid_grant"}).encode()
            self.send_response(200 if page else 400)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *words: Any) -> None:
            """Quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Pages)
    said.issuer = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield said
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def sent_away(browser: Client, way: str = "/account/provider/staff/", **typed: str) -> dict[str, str]:
    """What the product asks at the provider, when the button is pressed."""
    answer = browser.post(way, typed) if not way.endswith("go=1") else browser.get(way)
    assert answer.status_code == 302, answer.content.decode()
    return {name: values[0] for name, values in parse_qs(urlsplit(answer["Location"]).query).items()}


def proves_its_secret(provider: Hostile, asked: dict[str, str]) -> None:
    """What the product sent for the code: PKCE's verifier, and the client's secret in the header."""
    typed, header = provider.asked[-1]
    digest = hashlib.sha256(typed["code_verifier"].encode()).digest()
    assert asked["code_challenge"] == base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
    assert header == "Basic " + base64.b64encode(f"{CLIENT}:{SECRET}".encode()).decode()


def comes_back(browser: Client, provider: Hostile, asked: dict[str, str], *, make: Callable[..., str] | None = None, **claims: Any) -> Any:
    """The answer of the page to which the provider sends the person back."""
    said = provider.claims(asked["nonce"], **claims)
    provider.token = make(said) if make else provider.signed(said)
    return browser.get("/account/provider/staff/back/", {"code": "one", "state": asked["state"], "iss": provider.issuer})
