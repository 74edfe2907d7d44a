"""The budget of reading: the statement that records a look at a case, or at a file taken along, counts, and writes down what is unusual."""

import uuid
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from tat.statutes.limits import AN_HOUR, CASES_AN_HOUR, DENIED_AT_ONCE, DENIED_WITHIN, FILES_AT_ONCE, FILES_WITHIN

CASES, FILES, DENIED = ("case", "protected"), ("file", "paper"), ("denied",)
HINT_SHOWN = "record_exists"
"""Of a search that told somebody that a record exists which may not be shown: it counts as a case (security 3, case 2)."""
ON_SCREEN = "paper_html"
"""A paper that is read on the page is not taken along. Files without a code (exhibits, sign-in sheets) are of no case."""

# One statement, as before there was a budget. What was read before the last alert has been told already and is not counted again. A look
# of this statement is not there for its own count, so it is put beside the others.
WRITTEN = """
with written as (
    insert into tat_accessentry (id, at, user_id, user_name, user_position, kind, page, about_id, code, digest)
    values (%(id)s::uuid, %(at)s::timestamptz, %(user)s::bigint, %(name)s::text, %(position)s::text, %(kind)s::text,
            %(page)s::text, %(about)s::uuid, %(code)s::text, %(digest)s::bytea)
), since as (
    select greatest(%(since)s::timestamptz, (
        select max(r.at) from tat_readingalert r where r.person_id = %(user)s::bigint and r.kind = %(counted)s::text)) as at
), found as (
    :found
)
insert into tat_readingalert (id, person_id, district_id, kind, at, count, finding)
select gen_random_uuid(), %(user)s::bigint, %(district)s::bigint, %(counted)s::text, %(at)s::timestamptz, found.n, ''::bytea
  from found where found.n > %(most)s::bigint
"""
CASES_SQL = WRITTEN.replace(
    ":found",
    """select count(distinct seen.it) as n from (
        select coalesce(a.about_id, a.id) as it from tat_accessentry a, since
         where a.user_id = %(user)s::bigint and a.at > since.at and (a.kind = any(%(kinds)s::text[]) or a.page = %(hint)s::text)
        union all select coalesce(%(about)s::uuid, %(id)s::uuid)) as seen""",
)
FILES_SQL = WRITTEN.replace(
    ":found",
    """select count(*) + 1 as n from tat_accessentry a, since
         where a.user_id = %(user)s::bigint and a.at > since.at
           and a.kind = any(%(kinds)s::text[]) and a.code <> '' and a.page <> %(screen)s::text""",
)
DENIED_SQL = WRITTEN.replace(
    ":found",
    """select count(*) + 1 as n from tat_accessentry a, since
         where a.user_id = %(user)s::bigint and a.at > since.at and a.kind = any(%(kinds)s::text[])""",
)


def counted(kind: str, page: str, code: str) -> str:
    """Towards which budget a look counts: “cases”, “files”, “denied”, or none."""
    if kind in DENIED:
        return "denied"
    if kind in CASES or page == HINT_SHOWN:
        return "cases"
    return "files" if kind in FILES and code and page != ON_SCREEN else ""


def statement(budget: str, *, at: datetime, kind: str, values: Sequence[Any], district_id: int | None) -> tuple[str, dict[str, Any]]:
    """The statement for one look and its values; `values` are those of an entry from the user on, in the order of its columns."""
    user, name, position, page, about, code, digest = values
    of_cases = budget == "cases"
    given = {"id": uuid.uuid4(), "at": at, "user": user, "name": name, "position": position, "kind": kind, "page": page, "about": about}
    given |= {"code": code, "digest": digest, "district": district_id, "counted": budget, "hint": HINT_SHOWN, "screen": ON_SCREEN}
    if of_cases:
        return CASES_SQL, given | {"since": at - AN_HOUR, "most": CASES_AN_HOUR, "kinds": list(CASES)}
    if budget == "denied":
        return DENIED_SQL, given | {"since": at - DENIED_WITHIN, "most": DENIED_AT_ONCE - 1, "kinds": list(DENIED)}
    return FILES_SQL, given | {"since": at - FILES_WITHIN, "most": FILES_AT_ONCE, "kinds": list(FILES)}


__all__ = ["counted", "statement"]
