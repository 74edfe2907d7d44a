"""What everybody takes on before opening a case, once in each school year: confidentiality, working together, the building's process."""

import uuid
from collections.abc import Collection
from datetime import date, datetime
from typing import Any

from django.db import models

from tat.models.written import Written
from tat.statements import ask

STANDING_SQL = """
select a.recorded_by_id, a.recorded_at
  from tat_acknowledgement a
  left join tat_schoolyear y on y.id = a.school_year_id
 where a.recorded_by_id = any(%(people)s) and a.district_id = %(district)s
   and coalesce(y.starts_on, (a.recorded_at at time zone 'America/Chicago')::date)
       >= coalesce((select max(z.starts_on) from tat_schoolyear z where z.district_id = %(district)s and z.starts_on <= %(day)s), %(july)s)
"""
"""Who has acknowledged for the school year that began last, or for the coming one; a district without a calendar begins on July 1."""


class Acknowledgement(Written, models.Model):
    """One person's acknowledgement for one school year, with the words as they read; never changed."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    district = models.ForeignKey("tat.District", models.PROTECT, related_name="+")
    school_year = models.ForeignKey(
        "tat.SchoolYear", models.PROTECT, null=True, blank=True, related_name="+", help_text="Null where the district has entered none."
    )
    text = models.TextField(help_text="What was read, as it read.")
    recorded_by = models.ForeignKey("tat.User", models.PROTECT, related_name="acknowledgements")
    recorded_name = models.CharField(max_length=150)
    recorded_position = models.CharField(max_length=150, blank=True)
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["recorded_by", "school_year"], name="acknowledged_once_a_year")]

    def __str__(self) -> str:
        return str(self.id)


def asked_of(people: Collection[int], district_id: int | None, day: date) -> dict[str, Any]:
    """The parameters of STANDING_SQL on a local day; `people` by number."""
    july = date(day.year - (day.month < 7), 7, 1)
    return {"people": list(people), "district": district_id, "day": day, "july": july}


def standing_acknowledgements(people: Collection[int], district_id: int | None, day: date) -> dict[int, datetime]:
    """Who of these has acknowledged for the running school year, and when (UTC), in one statement."""
    return dict(ask(STANDING_SQL, asked_of(people, district_id, day))) if people else {}
