"""The kind of paper that an exercise leaves."""

from typing import Any

from django.utils.translation import gettext_lazy as _l

EXERCISE = "exercise"
OF_EXERCISES: dict[str, Any] = {EXERCISE: _l("Record of a tabletop exercise")}
