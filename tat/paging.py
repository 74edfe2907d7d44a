"""Pages of a list by key: page 2 000 costs what page 1 does, and a row that arrives meanwhile shifts nothing."""

import base64
import binascii
import datetime
import json
import uuid
from collections.abc import Sequence
from typing import Any, TypeVar, cast

from django.core.exceptions import ValidationError
from django.db.models import F, Field, Model, Q, QuerySet

Row = TypeVar("Row", bound=Model)


def page(rows: QuerySet[Row], keys: Sequence[str], after: str, size: int, *, newest_first: bool = False) -> tuple[list[Row], str]:
    """The rows after the token `after` ("" for the first page), `size` at most, and the token of the next page or "".

    `keys` are fields, the last one unique and only the first one nullable; empty ones come last. `newest_first` turns the order
    round, for keys that are never empty. A token that does not
    read gives the first page: it opens nothing, since the rows are scoped by the caller.
    """
    in_order = ordered(rows, keys, newest_first=newest_first)
    values = read(rows.model, keys, after)
    found = list(in_order[: size + 1]) if values is None else _later(in_order, keys, values, size + 1, "lt" if newest_first else "gt")
    return cut(found, keys, size)


def ordered(rows: QuerySet[Row], keys: Sequence[str], *, newest_first: bool = False) -> QuerySet[Row]:
    """The rows in the order of their pages."""
    return rows.order_by(*(F(key).desc() if newest_first else F(key).asc(nulls_last=True) for key in keys))


def cut(found: list[Row], keys: Sequence[str], size: int) -> tuple[list[Row], str]:
    """A page out of rows read in order, one more than the page at least where there are more; and the token of the next page or ""."""
    return found[:size], token(*(getattr(found[size - 1], key) for key in keys)) if len(found) > size else ""


def _later(ordered: QuerySet[Row], keys: Sequence[str], values: Sequence[Any], count: int, side: str) -> list[Row]:
    """Rows with a first key and rows without one are two ranges of the index, read one after the other."""
    first, *rest = keys
    if values[0] is None:
        return list(ordered.filter(Q(**{f"{first}__isnull": True}), _beyond(rest, values[1:], side))[:count])
    found = list(ordered.filter(Q(**{f"{first}__{side}e": values[0]}), _beyond(keys, values, side))[:count])
    if len(found) < count and _field(ordered.model, first).null:
        found += ordered.filter(**{f"{first}__isnull": True})[: count - len(found)]
    return found


def _field(model: type[Model], key: str) -> "Field[Any, Any]":
    return cast("Field[Any, Any]", model._meta.get_field(key))


def _beyond(keys: Sequence[str], values: Sequence[Any], side: str) -> Q:
    if not keys:
        return Q()
    later, same = Q(**{f"{keys[0]}__{side}": values[0]}), Q(**{keys[0]: values[0]})
    return later | (same & _beyond(keys[1:], values[1:], side)) if len(keys) > 1 else later


def token(*keys: Any) -> str:
    """The token of the page that begins after these keys; they need not be a row's."""
    text = json.dumps([_plain(key) for key in keys])
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def _plain(value: Any) -> Any:
    if isinstance(value, datetime.datetime | datetime.date):
        return value.isoformat()
    return str(value) if isinstance(value, uuid.UUID) else value


def read(model: type[Model], keys: Sequence[str], token: str) -> list[Any] | None:
    """The keys of the row after which a page begins; None for the first page, and for a token that does not read."""
    try:
        values = json.loads(base64.urlsafe_b64decode(token + "=" * (-len(token) % 4)))
        if not isinstance(values, list) or len(values) != len(keys):
            return None
        read = [_field(model, key).to_python(value) for key, value in zip(keys, values, strict=True)]
    except (ValueError, binascii.Error, UnicodeDecodeError, ValidationError, TypeError, OverflowError):
        return None
    return None if any(value is None for value in read[1:]) else read
