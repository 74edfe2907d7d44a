"""Case codes: building, year and four random characters without look-alikes, such as CHS-26-K7Q2."""

import secrets
from datetime import datetime

from cases.models import Case
from tat.clock import CENTRAL
from tat.models import Building

ALPHABET = "23456789ABCDEFGHJKMNPQRTUVWXYZ"


def new_code(building: Building, at: datetime) -> str:
    """An unused code; the year is the local one."""
    while True:
        tail = "".join(secrets.choice(ALPHABET) for _ in range(4))
        code = f"{building.code}-{at.astimezone(CENTRAL):%y}-{tail}"
        if not Case.objects.filter(code=code).exists():
            return code
