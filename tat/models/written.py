"""Who wrote an entry: name and position as they were at the time of writing (105 ILCS 10/4(d))."""

from typing import Any


def with_position(name: str, position: str) -> str:
    """A name with its position, where it has one."""
    return ", ".join(filter(None, (name, position)))


class Written:
    """What an entry that freezes its writer says of it."""

    recorded_name: Any
    recorded_position: Any

    @property
    def written_by(self) -> str:
        """Name and position at the time of writing."""
        return with_position(self.recorded_name, self.recorded_position)
