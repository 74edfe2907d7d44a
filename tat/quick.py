"""What Django and psycopg do at every step, and slower than a page can bear; set right once, when a process starts (ADR 12)."""

from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.db.backends.postgresql import psycopg_any
from django.utils.translation import trans_real
from psycopg import _queries
from psycopg.types.datetime import TimestamptzLoader

WORDS = 10_000
LONGEST_STATEMENT = 8_192
"""Characters: of a longer one psycopg looks for the values' places each time anew."""


def set_right() -> None:
    """Call it before the process answers anything."""
    for code, _ in settings.LANGUAGES:
        words_once(trans_real.translation(code))
    psycopg_any.get_adapters_template(settings.USE_TZ, UTC).register_loader("timestamptz", Instant)
    _queries.MAX_CACHED_STATEMENT_LENGTH = LONGEST_STATEMENT


def words_once(language: Any) -> None:
    """A page has hundreds of words, most of them ours, and Django searches each in every catalogue there is."""
    language.gettext = lru_cache(WORDS)(language.gettext)


class Instant(TimestamptzLoader):
    """A point in time in UTC, which is what Django asks of every connection; what is written otherwise goes the long way."""

    timezone = UTC

    def load(self, data: Any) -> datetime:
        """Raises psycopg.DataError for what no datetime holds, such as infinity."""
        try:
            return datetime.fromisoformat(str(data, "ascii"))
        except ValueError:
            return super().load(data)
