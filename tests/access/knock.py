"""One request of one person at one address, and what its answer must carry whatever it says."""

import re
from collections import Counter
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.test import Client

from tat.models import AccessEntry

TOKENS = re.compile(rb'(name="(?:csrfmiddlewaretoken|idempotency_key)" value=")[^"]*')
HEADERS = {
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Frame-Options": "DENY",
}
POLICY = {"default-src 'none'", "script-src 'self'", "style-src 'self'", "object-src 'none'", "base-uri 'none'", "frame-ancestors 'none'"}
KEPT_OUT = ("camera", "microphone", "geolocation", "payment", "usb")


@dataclass(frozen=True)
class Answer:
    """What came back: status, body without its one-time tokens, where a redirect leads."""

    status: int
    body: bytes
    location: str
    missing_headers: tuple[str, ...]

    @property
    def asks_to_sign_in(self) -> bool:
        return self.status == 302 and self.location.startswith("/account/login/")


def knock(browser: Client, method: str, address: str, body: dict[str, Any] | None = None) -> Answer:
    """Ask once."""
    send = getattr(browser, method.lower())
    response = send(address, body or {}) if method == "POST" else send(address)
    content = b"".join(response.streaming_content) if response.streaming else response.content
    return Answer(response.status_code, TOKENS.sub(rb"\1", content), response.get("Location", ""), tuple(missing(response)))


def missing(response: Any) -> list[str]:
    """Names of the headers of F13 that the answer lacks or has wrong."""
    wrong = [name for name, value in HEADERS.items() if response.get(name) != value]
    policy = {each.strip() for each in response.get("Content-Security-Policy", "").split(";")}
    if not policy >= POLICY or any("unsafe" in each or "*" in each for each in policy):
        wrong.append("Content-Security-Policy")
    if any(f"{feature}=()" not in response.get("Permissions-Policy", "") for feature in KEPT_OUT):
        wrong.append("Permissions-Policy")
    return wrong


WRITTEN_SQL = """
select relname, n_tup_ins + n_tup_upd + n_tup_del from pg_stat_xact_user_tables
 where n_tup_ins + n_tup_upd + n_tup_del > 0 and relname <> 'django_session'
"""


def written() -> dict[str, int]:
    """Rows written in this transaction so far, by table, attempts undone included; sessions aside."""
    with connection.cursor() as cursor:
        cursor.execute(WRITTEN_SQL)
        return dict(cursor.fetchall())


DENIALS = ("tat_accessentry", "tat_readingalert")
"""Where it stands that something was denied, and that it was often."""


def written_beside_denials() -> dict[str, int]:
    """As `written`, without the lines that say that somebody was denied; a view among them shows in `views_on_record`."""
    return {table: rows for table, rows in written().items() if table not in DENIALS}


def views_on_record() -> Counter[tuple[int, str]]:
    """How many views each person has on record, by person and code (a list's is empty); what was denied is no view."""
    return Counter(AccessEntry.objects.exclude(kind="denied").values_list("user_id", "code"))
