"""The file that FIELD_KEY_FILE names: the key from outside the database, as it lies on disk."""

import base64
import binascii
import os
import stat
from pathlib import Path

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

KEY_BYTES = 32


def read_secrets(path: str | Path) -> list[bytes]:
    """The first line holds 32 random bytes in base64; a second line, if any, the naming key kept through a rotation.

    Raises ImproperlyConfigured with a sentence when the file is missing, malformed, or readable by others.
    """
    try:
        mode = stat.S_IMODE(os.stat(path).st_mode)
        lines = Path(path).read_text(encoding="ascii").split()
        secrets = [base64.b64decode(line, validate=True) for line in lines]
    except OSError:
        raise ImproperlyConfigured("The file named by FIELD_KEY_FILE cannot be read. Make one with: manage.py make_field_key") from None
    except (UnicodeDecodeError, binascii.Error):
        secrets = []
    if len(secrets) not in {1, 2} or any(len(secret) != KEY_BYTES for secret in secrets):
        raise ImproperlyConfigured("The file named by FIELD_KEY_FILE does not hold a key of 32 bytes in base64.")
    if mode & 0o077 and not settings.TEST:
        raise ImproperlyConfigured("The file named by FIELD_KEY_FILE may be read by others on this machine. Type: chmod 0400 on that file.")
    return secrets
