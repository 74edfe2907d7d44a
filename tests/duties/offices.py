"""The row of the duty that an office of the directory starts: the reciprocal agreement with the police."""

from typing import Any

from tat.models import Obligation
from tests.duties.acting import do
from tests.duties.rows import ROWS, Row, scene


@scene
def police_are_entered(cast: Any) -> None:
    do(cast, "agency_add", kind="law_enforcement", name="Bluestem Bend Police Department", phone_always="217-555-0142")


def files_the_agreement(cast: Any, row: Obligation) -> None:
    do(cast, "agency_agreement", agency_id=row.about_id, agreed_on="2025-08-04", kept_at="Board office, folder 7")


ROWS |= {"RECIP": Row("police_are_entered", None, None, "", "", files_the_agreement, late=False)}
