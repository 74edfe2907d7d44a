"""What is held from one local day to another: seats, offices, designations."""

from datetime import date
from typing import Any, Self, TypeVar

from django.db import models

Row = TypeVar("Row", bound=models.Model)


class HeldQuerySet(models.QuerySet[Row]):
    """Rows with a `from_on` and an `until_on` that may be empty."""

    def held_on(self, day: date | Any) -> Self:
        """Those that run on that local day, the last one included. `day` may be a Given."""
        return self.filter(from_on__lte=day).exclude(until_on__lt=day)
