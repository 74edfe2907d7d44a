"""Ciphers, wrapped keys and the encrypted fields; it knows bytes only, a model hands it its own key."""

import hmac
import json
import os
import uuid
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

import jellyfish
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django import forms
from django.conf import settings
from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models.query_utils import DeferredAttribute

from . import opened
from .key_file import KEY_BYTES, read_secrets
from .names import name_parts

VERSION = b"\x01"
NONCE_BYTES = 12
OVERHEAD = len(VERSION) + NONCE_BYTES + 16


class VaultError(Exception):
    """A sealed value could not be opened. Its message never holds a value or a key."""


class WrongKey(VaultError):
    """The key-encryption key is not the one that wrapped this data key."""


class Shredded(VaultError):
    """The data key was destroyed on purpose; what it sealed is gone."""


class Tampered(VaultError):
    """The sealed bytes were changed, or moved to another row, column or key."""


@dataclass(frozen=True)
class Key:
    """One opened data key of 32 bytes."""

    id: uuid.UUID
    secret: bytes

    def __repr__(self) -> str:
        return f"Key({self.id})"

    @cached_property
    def cipher(self) -> AESGCM:
        """Set up once: a page opens dozens of texts under one key."""
        return AESGCM(self.secret)

    @cached_property
    def name(self) -> str:
        return str(self.id)


def seal(key: Key, context: str, plain: bytes) -> bytes:
    """Version, nonce and ciphertext; `context` says where the value belongs and is needed again to open it."""
    return _encrypt(key.cipher, f"{context}|{key.name}", plain)


def unseal(key: Key, context: str, sealed: bytes) -> bytes:
    """Raises Tampered when a bit differs or the value belongs elsewhere."""
    try:
        return _decrypt(key.cipher, f"{context}|{key.name}", sealed)
    except InvalidTag:
        raise Tampered("A sealed value does not belong where it was found, or was changed.") from None


def _encrypt(cipher: AESGCM, context: str, plain: bytes) -> bytes:
    nonce = os.urandom(NONCE_BYTES)
    return VERSION + nonce + cipher.encrypt(nonce, plain, context.encode())


def _decrypt(cipher: AESGCM, context: str, sealed: bytes) -> bytes:
    if sealed[:1] != VERSION or len(sealed) < OVERHEAD:
        raise InvalidTag
    return cipher.decrypt(sealed[1 : 1 + NONCE_BYTES], sealed[1 + NONCE_BYTES :], context.encode())


class MasterKey:
    """The key-encryption key of one key file, and the keys derived from it."""

    def __init__(self, wrapping_secret: bytes, naming_secret: bytes) -> None:
        self._wrapping = AESGCM(_derive(wrapping_secret, "wrap"))
        self.fingerprint = _derive(wrapping_secret, "fingerprint")[:16]
        self.naming = _derive(naming_secret, "names")
        self.mac = _derive(naming_secret, "mac")

    def wrap(self, key_id: uuid.UUID, secret: bytes) -> bytes:
        return _encrypt(self._wrapping, f"datakey|{key_id}", secret)

    def unwrap(self, key_id: uuid.UUID, wrapped: bytes) -> bytes:
        try:
            return _decrypt(self._wrapping, f"datakey|{key_id}", wrapped)
        except InvalidTag:
            raise WrongKey("FIELD_KEY_FILE does not hold the key that wrapped this data key. Put the right key file in place.") from None


def _derive(secret: bytes, purpose: str) -> bytes:
    return HKDF(SHA256(), KEY_BYTES, salt=None, info=f"tat {purpose}".encode()).derive(secret)


def read_key_file(path: str | Path) -> MasterKey:
    """The keys of a key file. Raises ImproperlyConfigured with a sentence when it is missing, malformed, or readable by others."""
    secrets = read_secrets(path)
    return MasterKey(secrets[0], secrets[-1])


@lru_cache(maxsize=1)
def master() -> MasterKey:
    """The key of settings.FIELD_KEY_FILE, read once in the life of the process."""
    return read_key_file(settings.FIELD_KEY_FILE)


def kek_fingerprint() -> bytes:
    """16 bytes that name the key-encryption key and tell nothing about it."""
    return master().fingerprint


def new_wrapped(key_id: uuid.UUID) -> bytes:
    """32 fresh random bytes, wrapped for this id."""
    return master().wrap(key_id, os.urandom(KEY_BYTES))


@lru_cache(maxsize=4096)
def unwrap(key_id: uuid.UUID, wrapped: bytes) -> Key:
    """The data key, kept in this process by id and wrapped bytes. Raises WrongKey."""
    return Key(key_id, master().unwrap(key_id, wrapped))


def forget() -> None:
    """Drop every opened key of this process; the act that shreds a key calls it."""
    unwrap.cache_clear()
    opened.forget()


def rewrap(key_id: uuid.UUID, wrapped: bytes, old: MasterKey, new: MasterKey) -> bytes:
    """The same data key under the new key-encryption key. Raises WrongKey."""
    return new.wrap(key_id, old.unwrap(key_id, wrapped))


def mac(purpose: str, content: bytes) -> bytes:
    """32 keyed bytes: equal for equal content, and not to be guessed for short content."""
    return hmac.digest(master().mac, purpose.encode() + b"\0" + content, "sha256")


def name_tokens(name: str) -> list[bytes]:
    """Keyed tokens of 16 bytes for the whole name, each part, and the sound of each part; blank for a blank name."""
    parts = name_parts(name)
    if not parts:
        return []
    words = ["whole|" + " ".join(parts)] + [f"part|{part}" for part in parts]
    words += [f"sound|{sound}" for sound in map(jellyfish.metaphone, parts) if sound]
    return [hmac.digest(master().naming, word.encode(), "sha256")[:16] for word in dict.fromkeys(words)]


class Ciphertext(bytes):
    """Sealed bytes as they lie in the database, not yet opened."""

    def __repr__(self) -> str:
        return f"<{len(self)} sealed bytes>"


class SealedAttribute(DeferredAttribute):
    """Keeps plaintext when assigned; keeps ciphertext when loaded, and opens it at the first read."""

    field: "SealedText"

    def __get__(self, instance: Any, cls: type | None = None) -> Any:
        if instance is None:
            return self
        own, name = instance.__dict__, self.field.attname
        value = own[name] if name in own else super().__get__(instance, cls)
        if isinstance(value, bytes):
            value = own[name] = self.field.read(instance, value)
        return value

    def __set__(self, instance: models.Model, value: Any) -> None:
        instance.__dict__[self.field.attname] = value


class SealedText(models.Field):
    """Text encrypted in its column, bound to table, column, row and key. `max_length` counts characters, for forms only.

    The model has a UUID primary key and a method `data_key() -> Key`. Blank text is stored as no bytes and needs no key.
    Values cannot be filtered by, compared in SQL, or given to update() and bulk_update().
    """

    descriptor_class = SealedAttribute

    def get_internal_type(self) -> str:
        return "BinaryField"

    @property
    def validators(self) -> list:
        limit = [MaxLengthValidator(self.max_length)] if self.max_length else []
        return [*super().validators, *limit]

    def formfield(self, **kwargs: Any) -> forms.Field | None:
        return super().formfield(**{"max_length": self.max_length, "widget": forms.Textarea, **kwargs})

    def value_to_string(self, obj: models.Model) -> str:
        raise TypeError("A sealed field is not written into a serialised dump.")

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Ciphertext | None:
        return None if value is None else Ciphertext(value)

    def pre_save(self, model_instance: Any, add: bool) -> Ciphertext | None:
        """Seals for save and bulk_create, each time with a fresh nonce."""
        value = getattr(model_instance, self.attname)
        if value is None and self.null:
            return None
        if value == self.blank_value():
            return Ciphertext()
        plain = self.encode(value)
        return Ciphertext(seal(model_instance.data_key(), self.context(model_instance), plain))

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        if value is None:
            return None
        if value == self.blank_value():
            value = Ciphertext()
        if not isinstance(value, Ciphertext):
            raise TypeError(f"{self.model.__name__}.{self.name} is sealed: save the row itself, and filter by blank only.")
        return connection.Database.Binary(bytes(value))

    def open(self, instance: Any, value: bytes) -> Any:
        """The plaintext of a loaded value. Raises Tampered, WrongKey or Shredded."""
        if not value:
            return self.blank_value()
        return self.decode(unseal(instance.data_key(), self.context(instance), value))

    def read(self, instance: models.Model, value: bytes) -> Any:
        """As `open`, of a row that keeps its key for its further texts."""
        if not value:
            return self.blank_value()
        key, row = opened.by(instance)
        try:
            return self.decode(_decrypt(key.cipher, self.place + row, value))
        except InvalidTag:  # the row may have been read again, sealed under another key meanwhile
            return self.open(instance, value)

    def context(self, instance: models.Model) -> str:
        return f"{self.place}{instance.pk}"

    @cached_property
    def place(self) -> str:
        return f"{self.model._meta.db_table}|{self.column}|"

    def blank_value(self) -> Any:
        return ""

    def encode(self, value: str) -> bytes:
        return value.encode()

    def decode(self, plain: bytes) -> Any:
        return plain.decode()


class SealedJSON(SealedText):
    """A JSON-able value, encrypted in its column like SealedText; an empty default is stored as no bytes."""

    empty_strings_allowed = False

    def formfield(self, **kwargs: Any) -> forms.Field | None:
        return super().formfield(**{"form_class": forms.JSONField, **kwargs})

    def blank_value(self) -> Any:
        return None if (value := self.get_default()) else value

    def encode(self, value: Any) -> bytes:
        return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()

    def decode(self, plain: bytes) -> Any:
        return json.loads(plain)
