"""A stream sealed for one receiver: written by whoever has the public key, opened only by who has the private one, piece by piece."""

import base64
import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from . import Tampered, WrongKey
from .key_file import KEY_BYTES, read_secrets

MARK = b"TATPARCEL1"
PIECE_BYTES = 1024 * 1024
TAG_BYTES = 16


def public_half(secret: bytes) -> bytes:
    """32 bytes that may lie anywhere: with them alone nothing is opened."""
    return X25519PrivateKey.from_private_bytes(secret).public_key().public_bytes_raw()


def read_private_key(path: str | Path) -> bytes:
    """Of a file of 32 random bytes in base64. Raises ImproperlyConfigured when it is missing, malformed, or readable by others."""
    return read_secrets(path, "--backup-key", "make_backup_key")[0]


def seal_into(out: BinaryIO, pieces: Iterable[bytes], public: bytes, label: str) -> None:
    """Each parcel has a key of its own, so that a counter is nonce enough; label, number and last-flag are bound to each piece."""
    own = X25519PrivateKey.from_private_bytes(os.urandom(KEY_BYTES))
    ours = own.public_key().public_bytes_raw()
    cipher = _cipher(own, public, ours, public)
    out.write(MARK + ours)
    number, waiting = 0, b""
    for piece in pieces:
        waiting += piece
        while len(waiting) > PIECE_BYTES:
            out.write(cipher.encrypt(_nonce(number), waiting[:PIECE_BYTES], _context(label, number, last=False)))
            waiting, number = waiting[PIECE_BYTES:], number + 1
    out.write(cipher.encrypt(_nonce(number), waiting, _context(label, number, last=True)))


def open_from(sealed: BinaryIO, secret: bytes, label: str) -> Iterator[bytes]:
    """The pieces as they were. Raises WrongKey at the first piece, Tampered at one that was cut, changed, swapped or repeated."""
    head = sealed.read(len(MARK) + KEY_BYTES)
    if not head.startswith(MARK) or len(head) != len(MARK) + KEY_BYTES:
        raise Tampered("That file is no part of a backup.")
    private, theirs = X25519PrivateKey.from_private_bytes(secret), head[len(MARK) :]
    cipher = _cipher(private, theirs, theirs, private.public_key().public_bytes_raw())
    piece, number = sealed.read(PIECE_BYTES + TAG_BYTES), 0
    while True:
        following = sealed.read(PIECE_BYTES + TAG_BYTES)
        try:
            yield cipher.decrypt(_nonce(number), piece, _context(label, number, last=not following))
        except InvalidTag:
            if number == 0 and _is_first(cipher, piece, label, last=bool(following)) is False:
                raise WrongKey("That is not the private half of the key that this backup was sealed for.") from None
            raise Tampered(f"Piece {number + 1} of the backup's part “{label}” was cut or changed.") from None
        if not following:
            return
        piece, number = following, number + 1


def _is_first(cipher: AESGCM, piece: bytes, label: str, *, last: bool) -> bool:
    """Whether it opens as a first piece with the other flag: the key is right, and the parcel was cut or grew."""
    try:
        cipher.decrypt(_nonce(0), piece, _context(label, 0, last=last))
    except InvalidTag:
        return False
    return True


def _cipher(private: X25519PrivateKey, public: bytes, sender: bytes, receiver: bytes) -> AESGCM:
    shared = private.exchange(X25519PublicKey.from_public_bytes(public))
    return AESGCM(HKDF(SHA256(), KEY_BYTES, salt=sender + receiver, info=b"tat parcel").derive(shared))


def _nonce(number: int) -> bytes:
    return number.to_bytes(12, "big")


def _context(label: str, number: int, *, last: bool) -> bytes:
    return f"{label}|{number}|{'last' if last else 'more'}".encode()


def as_text(key: bytes) -> str:
    """One line of base64, as keys lie in files."""
    return base64.b64encode(key).decode() + "\n"
