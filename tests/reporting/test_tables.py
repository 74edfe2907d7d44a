"""Tables to take along: each holds what its page shows the same person, as text and never as a formula (security.md 17)."""

import csv
import io
import uuid
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from django.contrib.auth.hashers import make_password
from django.test import Client

from reporting.documents import tables
from reporting.documents.tables import Sheet, TooManyRows, as_csv, as_xlsx
from tat.models import AccessEntry, Obligation, Team, User
from tat.roles import Role
from tests.cast import Cast, a_case, a_person, appoint, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.req("DO-4")]
At = Callable[[str], datetime]
AT = datetime(2026, 9, 14, 14, tzinfo=UTC)


def test_nothing_that_somebody_wrote_is_run_by_a_spreadsheet_and_letters_and_numbers_arrive(monkeypatch: pytest.MonkeyPatch) -> None:
    cells = [f"{sign}1+1" for sign in (*tables.FORMULA, " =", "\u00a0@")]
    rows = [[cell, "Łódź, “née” Peña", 7] for cell in cells]
    book = [Sheet("Tables", ("Name", "Letters", "Number"), rows)]

    text = b"".join(as_csv(book)).decode()
    head, *found = csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline=""))
    made = zipfile.ZipFile(io.BytesIO(as_xlsx(book, AT)))
    sheet, words = (made.read(f"xl/{name}.xml").decode() for name in ("worksheets/sheet1", "sharedStrings"))

    assert text.startswith("\ufeff") and head == ["Name", "Letters", "Number"] and {row[0][0] for row in found} == {"'"}
    assert {(row[1], row[2]) for row in found} == {("Łódź, “née” Peña", "7")}
    assert "<f>" not in sheet and "=1+1" in words and "Łódź" in words and "<v>7</v>" in sheet
    monkeypatch.setattr(tables, "MOST_ROWS", 3)
    with pytest.raises(TooManyRows):
        as_xlsx(book, AT)


def test_the_tables_of_teams_and_duties_ask_for_the_password_and_hold_the_same_rows_as_their_pages(at: At, cast: Cast) -> None:
    at("2026-09-14 08:00")
    ours = a_case(cast)
    at("2026-09-14 12:00")
    client = confirmed(cast.principal)

    duties, rosters = (table_of(client, address) for address in ("/duties/open.csv", "/teams/rosters.csv"))

    assert duties[0] == ["Case", "Duty", "Where", "Who", "Began", "Target", "Due", "State"]
    assert {row[0] for row in duties[1:] if row[0]} == {ours.code} and "Rowan Teller" not in str(duties)
    assert len(duties) - 1 == Obligation.objects.open().filter(about_id=ours.pk).count() + sum(1 for row in duties[1:] if not row[0])
    assert {row[0] for row in rosters[1:]} == {cast.team.name} and cast.psychologist.full_name in str(rosters)
    answer = client.get("/duties/open.xlsx")
    assert answer["Content-Disposition"] == 'attachment; filename="duties-20260914.xlsx"' and zipfile.is_zipfile(io.BytesIO(answer.content))
    assert AccessEntry.objects.filter(page="duty_export", user_id=cast.principal.pk).count() == 2
    assert {row[0] for row in table_of(confirmed(cast.superintendent), "/teams/rosters.csv")[1:]} == {
        *Team.objects.values_list("name", flat=True)
    }


def test_the_district_as_a_table_hides_small_counts_and_holds_no_name_and_no_code(at: At, cast: Cast) -> None:
    at("2026-09-14 08:00")
    cases = [a_case(cast), a_case(cast, "triage")]
    helper = a_person(cast.district, "prevention", "Remy Tennant", "Assistant Superintendent")
    appoint(helper, Role.SVP_TEAM)
    at("2026-09-14 12:00")

    rows = table_of(signed_in(cast.superintendent), "/district/numbers.csv")

    assert rows[0] == ["Building", "Open", "Reports this year", "Past due", "Team seats"] and ["Level", "Open cases"] in rows
    assert "fewer than 5" in str(rows) and not [word for word in (*(case.code for case in cases), "Rowan", "Whitlow") if word in str(rows)]
    assert table_of(signed_in(helper), "/district/numbers.csv") == rows
    assert signed_in(cast.counselor).get("/district/numbers.csv").status_code == 403
    assert AccessEntry.objects.filter(page="district_export", kind="list").count() == 2


def confirmed(person: User) -> Client:
    """Signed in, the password given a moment ago."""
    User.objects.filter(pk=person.pk).update(password=make_password("prairie-dock-lantern"))
    client = signed_in(User.objects.get(pk=person.pk))
    asked = client.get("/duties/open.csv")
    assert asked.status_code == 302 and "reauthenticate" in asked.url  # type: ignore[attr-defined]
    client.post(asked.url, {"password": "prairie-dock-lantern", "idempotency_key": str(uuid.uuid4())})  # type: ignore[attr-defined]
    return client


def table_of(client: Client, address: str) -> list[list[str]]:
    answer = client.get(address)
    assert answer.status_code == 200 and answer["Content-Type"].startswith("text/csv")
    return list(csv.reader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig"))))
