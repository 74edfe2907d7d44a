"""Keys, certificates and the settings of two districts' providers, for tests; and the providers started as processes."""

import json
import os
import select
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID

from devstack.console import ROOT
from tat.identity import Provider

CLIENT, SECRET = "threat-assessment", "between-us-and-the-provider"
PASSWORD = "the-providers-own-password"
MFA = "https://refeds.org/profile/mfa"
MAIL = "urn:mace:dir:attribute-def:mail"
ONE_FACTOR = "urn:oasis:names:tc:SAML:2.0:ac:classes:PasswordProtectedTransport"


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]


def new_key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


def as_pem(key: rsa.RSAPrivateKey) -> bytes:
    return key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())


def certificate(key: rsa.RSAPrivateKey) -> bytes:
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "staff.example")])
    now = datetime.now(UTC)
    made = x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number(), now - timedelta(1), now + timedelta(30))
    return made.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)


def in_one_line(pem: bytes) -> str:
    return "".join(pem.decode().splitlines()[1:-1])


def openid(district: str, issuer: str, **changed: Any) -> Provider:
    given = {"id": "staff", "name": "Staff account", "second_factor": ("mfa",), "claim": "email"}
    given |= {"client_id": CLIENT, "client_secret": SECRET}
    return Provider(**given | {"protocol": "oidc", "district": district, "issuer": issuer} | changed)


def saml(district: str, base: str, pem: bytes, **changed: Any) -> Provider:
    given = {"id": "school", "name": "School account", "second_factor": (MFA,), "claim": MAIL}
    given |= {"issuer": f"{base}/metadata", "sso_url": f"{base}/sso", "certificates": (in_one_line(pem),)}
    return Provider(**given | {"protocol": "saml", "district": district} | changed)


@contextmanager
def running(module: str, folder: Path) -> Iterator[None]:
    """A provider in a process of its own, which ends with the block."""
    words = [sys.executable, "-W", "ignore", "-m", module, str(folder)]
    environment = {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}
    with (folder / "said.txt").open("wb") as said:
        process = subprocess.Popen(words, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=said)
        try:
            waiting, _, _ = select.select([process.stdout], [], [], 60)
            line = process.stdout.readline() if waiting else b""  # type: ignore[union-attr]
            assert line == b"ready\n", (folder / "said.txt").read_text()
            yield
        finally:
            process.terminate()
            process.wait(10)
            process.stdout.close()  # type: ignore[union-attr]


@contextmanager
def openid_process(folder: Path, redirects: list[str], people: list[dict[str, Any]]) -> Iterator[str]:
    """Gives the issuer."""
    said = {"port": free_port(), "redirects": redirects, "client_id": CLIENT, "client_secret": SECRET, "people": people}
    (folder / "openid.json").write_text(json.dumps(said))
    (folder / "openid.key").write_bytes(as_pem(new_key()))
    with running("tests.providers.openid", folder):
        yield f"http://127.0.0.1:{said['port']}/o"


@contextmanager
def saml_process(folder: Path, metadata: str, port: int, people: list[dict[str, Any]]) -> Iterator[None]:
    """The key and certificate lie in the folder already: `keys_in`."""
    (folder / "samlidp.json").write_text(json.dumps({"port": port, "metadata": metadata, "people": people}))
    with running("tests.providers.samlidp", folder):
        yield


def keys_in(folder: Path) -> bytes:
    """A key and its certificate in the folder; gives the certificate."""
    key = new_key()
    (folder / "samlidp.key").write_bytes(as_pem(key))
    (folder / "samlidp.pem").write_bytes(found := certificate(key))
    return found
