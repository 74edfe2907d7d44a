"""Case codes: building, year and four random characters without look-alikes, such as CHS-26-K7Q2."""

import secrets
from datetime import datetime

from tat.clock import CENTRAL
from tat.models import Building

ALPHABET = "23456789ABCDEFGHJKMNPQRTUVWXYZ"


def new_code(building: Building, at: datetime) -> str:
    """A code, maybe one that another case has; the year is the local one."""
    tail = "".join(secrets.choice(ALPHABET) for _ in range(4))
    return f"{building.code}-{at.astimezone(CENTRAL):%y}-{tail}"
