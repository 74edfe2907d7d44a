"""A file with a key from outside the database, as it lies on disk: that of FIELD_KEY_FILE, and those made like it."""

import base64
import binascii
import os
import stat
from pathlib import Path

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

KEY_BYTES = 32


def read_secrets(path: str | Path, variable: str = "FIELD_KEY_FILE", made_by: str = "make_field_key") -> list[bytes]:
    """The first line holds 32 random bytes in base64; a second line, if any, the naming key kept through a rotation.

    `variable` names the file and `made_by` the command that makes one, for the sentence.
    Raises ImproperlyConfigured with a sentence when the file is missing, malformed, or readable by others.
    """
    try:
        mode = stat.S_IMODE(os.stat(path).st_mode)
        lines = Path(path).read_text(encoding="ascii").split()
        secrets = [base64.b64decode(line, validate=True) for line in lines]
    except OSError:
        raise ImproperlyConfigured(f"The file named by {variable} cannot be read. Make one with: manage.py {made_by}") from None
    except (UnicodeDecodeError, binascii.Error):
        secrets = []
    if len(secrets) not in {1, 2} or any(len(secret) != KEY_BYTES for secret in secrets):
        raise ImproperlyConfigured(f"The file named by {variable} does not hold a key of 32 bytes in base64.")
    if mode & 0o077 and not settings.TEST:
        raise ImproperlyConfigured(f"The file named by {variable} may be read by others on this machine. Type: chmod 0400 on that file.")
    return secrets
