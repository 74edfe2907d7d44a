"""The signature under a checkpoint of the log: Ed25519, by a key from outside the database and its backups."""

import base64
import binascii
import hashlib
from functools import lru_cache
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from django.core.exceptions import ImproperlyConfigured

from .key_file import KEY_BYTES, read_secrets

SIGNATURE_BYTES = 64


class Signer:
    """The private half, held in memory by the process that signs."""

    def __init__(self, secret: bytes) -> None:
        self._private = Ed25519PrivateKey.from_private_bytes(secret)
        self.public = self._private.public_key().public_bytes_raw()

    def sign(self, statement: bytes) -> bytes:
        """64 bytes."""
        return self._private.sign(statement)


@lru_cache(maxsize=4)
def signer(path: str) -> Signer:
    """The key of a file of 32 random bytes in base64. Raises ImproperlyConfigured when it is missing, malformed, or readable by others."""
    return Signer(read_secrets(path, "CHECKPOINT_KEY_FILE", "make_checkpoint_key")[0])


def is_signed(public: bytes, statement: bytes, signature: bytes) -> bool:
    """Whether the owner of the private half signed exactly this."""
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, statement)
    except (InvalidSignature, ValueError):
        return False
    return True


def key_name(public: bytes) -> str:
    """Sixteen letters that name a public key, as they stand in a checkpoint."""
    return hashlib.sha256(public).hexdigest()[:16]


def read_public_key(path: str | Path) -> bytes:
    """32 bytes from a file of one line in base64. Raises ImproperlyConfigured with a sentence."""
    try:
        public = base64.b64decode(Path(path).read_text(encoding="ascii").strip(), validate=True)
    except (OSError, UnicodeDecodeError, binascii.Error):
        public = b""
    if len(public) != KEY_BYTES:
        raise ImproperlyConfigured("That file does not hold a public key of 32 bytes in base64.")
    return public
