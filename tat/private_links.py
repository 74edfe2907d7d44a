"""The secret part of an address that opens one thing without signing in: what it is about, and keyed bytes that prove it is ours."""

import base64
import binascii
import hmac

from tat import vault

PROOF_BYTES = 26


def secret_of(purpose: str, about: bytes) -> str:
    """For an address; nobody with the database alone can make it. The same each time for the same purpose and thing."""
    return base64.urlsafe_b64encode(about + _proof(purpose, about)).decode().rstrip("=")


def about(purpose: str, secret: str) -> bytes | None:
    """What it is about; None for a secret that was never given out for this purpose."""
    try:
        given = base64.b64decode(secret + "=" * (-len(secret) % 4), altchars=b"-_", validate=True)
    except (ValueError, binascii.Error):
        return None
    what, proof = given[:-PROOF_BYTES], given[-PROOF_BYTES:]
    return what if hmac.compare_digest(_proof(purpose, what), proof) else None


def _proof(purpose: str, what: bytes) -> bytes:
    return vault.mac(purpose, what)[:PROOF_BYTES]
