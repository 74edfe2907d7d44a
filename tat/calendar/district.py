"""What a district may set about its clocks: earlier than the product, never later."""

from dataclasses import dataclass
from datetime import time

from tat.calendar.words import clock_words
from tat.statutes.limits import DAY_ENDS_AT, LONGEST_TARGET_MINUTES, TARGET_MINUTES, UPDATE_DAYS


@dataclass(frozen=True)
class DistrictClocks:
    """The district's own settings (design 10, "What a district may edit"); ValueError where one is later than allowed.

    `target_minutes` answer "immediately"; `update_days` are calendar days between updates; `day_ends_at` is local time.
    """

    target_minutes: int = TARGET_MINUTES
    update_days: int = UPDATE_DAYS
    day_ends_at: time = DAY_ENDS_AT

    def __post_init__(self) -> None:
        if not 0 < self.target_minutes <= LONGEST_TARGET_MINUTES:
            raise ValueError(f"The target lies between 1 and {LONGEST_TARGET_MINUTES} minutes.")
        if not 0 < self.update_days <= UPDATE_DAYS:
            raise ValueError(f"Updates are 1 to {UPDATE_DAYS} calendar days apart.")
        if self.day_ends_at > DAY_ENDS_AT:
            raise ValueError(f"The day ends at {clock_words(DAY_ENDS_AT)} or earlier.")


PRODUCT_CLOCKS = DistrictClocks()
