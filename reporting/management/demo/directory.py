"""The demonstration's directory of help: invented services alone."""

import json
from pathlib import Path
from typing import Any

from django.conf import settings

from cases.actions.services import ServiceGiven, add_service
from tat.models import District, User

SOURCE = Path(settings.ROOT) / "fixtures" / "demo_services.json"


def make_directory(district: District, chief: User) -> None:
    """Fill the directory as the superintendent does."""
    told: list[dict[str, Any]] = json.loads(SOURCE.read_text())
    for each in told:
        add_service(district=district, by=chief, given=ServiceGiven(**each))
