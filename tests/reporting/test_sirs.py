"""SIRS: the worksheet, its proof, the years, the table to take along, and who may what (handbook 8.1, 8.9; examples 52 and 53)."""

import csv
import io
import uuid
from datetime import date, datetime
from typing import Any

import pytest
from django.contrib.auth.hashers import make_password
from django.urls import reverse

from cases.actions.circle import record_conflict
from cases.models import Case
from reporting.models import SirsEntry
from tat import clock
from tat.models import LogEntry, Obligation, User
from tat.statutes import local_date
from tests.cases.outside import SECRET, a_designee, another_districts_superintendent, duty_of, enter_facts, page_of, reported
from tests.cases.test_case_pages import statements
from tests.cast import Cast, signed_in
from tests.typed import flat, send

pytestmark = [pytest.mark.django_db, pytest.mark.req("OB-5")]


def local(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=clock.CENTRAL)


def words(answer: Any) -> str:
    return flat(answer.content.decode())


def sheet(user: User, duty: Obligation) -> Any:
    return signed_in(user).get(reverse("sirs_worksheet", args=[duty.pk]))


def save(user: User, duty: Obligation, **typed: Any) -> Any:
    """The worksheet through its page; what the facts of the incident do not say is typed."""
    given = {"grounds": "school", "done_by": "student", "injury": "none", "narrative": "A student struck a teacher once.", **typed}
    kinds = {"BAT-SIRS": {"attack": "battery", "attacked": "teacher"}, "DRG-SIRS": {"drug": "cannabis"}, "FIR-SIRS": {"weapon": "pistol"}}
    return send(
        signed_in(user),
        reverse("sirs_worksheet", args=[duty.pk]),
        reverse("sirs_save", args=[duty.pk]),
        **{**kinds[duty.rule], **given},
    )


def prove(user: User, duty: Obligation, **typed: Any) -> Any:
    given = {"proof-sirs_id": "S-4411", "proof-entered_at": f"{clock.now().astimezone(clock.CENTRAL):%Y-%m-%dT%H:%M}", **typed}
    return send(signed_in(user), reverse("sirs_worksheet", args=[duty.pk]), reverse("sirs_prove", args=[duty.pk]), **given)


def battery(cast: Cast, **typed: Any) -> tuple[Case, Obligation]:
    case = reported(cast.principal, battery="yes", **typed)
    return case, duty_of(case, "BAT-SIRS")


@pytest.mark.parametrize(
    ("known", "happened", "target", "legal", "year"),
    [
        ("2026-05-30 13:00", "2026-05-30T12:00", date(2026, 7, 31), date(2026, 8, 1), "2025–26"),
        ("2026-07-01 08:00", "2026-06-30T23:30", date(2026, 7, 31), date(2026, 8, 1), "2025–26"),
        ("2026-07-01 08:00", "2026-07-01T00:10", date(2027, 7, 30), date(2027, 8, 1), "2026–27"),
    ],
)
def test_the_reporting_year_goes_by_the_local_day_of_the_incident(cast: Cast, at, known, happened, target, legal, year) -> None:
    """Examples 52 and 53, whether the report says when it happened or the facts do so later."""
    at(known)
    _, stated = battery(cast, occurred_at=happened)
    case, corrected = battery(cast, subject_name="Ellis Marrow")
    enter_facts(cast.principal, case, "battery", happened_at=happened)
    corrected.refresh_from_db()
    for duty in (stated, corrected):
        assert (local_date(duty.target_due_at), local_date(duty.legal_due_at)) == (target, legal)
        assert f"reporting year {year}" in words(sheet(cast.superintendent, duty))
    listed = words(signed_in(cast.superintendent).get("/sirs/", {"year": year[:4]}))
    assert stated.code in listed and corrected.code in listed


def test_a_worksheet_is_prepared_copied_line_by_line_and_proven(cast: Cast, at) -> None:
    at("2026-09-14 10:40")
    case, duty = battery(cast)
    enter_facts(cast.principal, case, "battery", happened_at="2026-09-14T10:20")
    before = words(sheet(cast.superintendent, duty))
    assert "struck a teacher once on the arm" in before and "Type it into SIRS" not in before and SECRET not in before
    assert "Save the worksheet first" in before
    assert save(cast.superintendent, duty, police_agency="Bluestem Bend Police", action_taken="Sent home.").status_code == 302
    page = words(sheet(cast.superintendent, duty))
    order = ["School code (RCDTS)", "Incident date", "Incident time", "Location", "Family", "Attack kind", "Offender kind", "Victim kind"]
    places = [page.index(f'<span class="k">{label}') for label in (*order, "Injury", "Police told", "Action taken", "Narrative")]
    assert places == sorted(places) and "17-999-0010-26-0001" in page and "SIRS form" not in page
    at("2026-09-15 09:00")
    assert prove(cast.superintendent, duty).status_code == 302
    duty.refresh_from_db()
    entry = SirsEntry.objects.get(obligation=duty)
    assert (duty.state, duty.was_late(), duty.proof_ref) == ("met", False, f"sirs:{entry.pk}")
    assert (entry.sirs_id, entry.entered_by, entry.version) == ("S-4411", cast.superintendent, 1)
    assert list(LogEntry.objects.filter(action__startswith="sirs").order_by("seq").values_list("action", flat=True)) == [
        "sirs_prepared",
        "sirs_entered",
    ]
    assert "S-4411" in words(sheet(cast.superintendent, duty)) and "Entered" in words(signed_in(cast.superintendent).get("/sirs/"))


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"proof-sirs_id": "  "}, "sirs_id"),
        ({"proof-entered_at": ""}, "entered_at"),
        ({"proof-entered_at": "2026-09-14T12:00"}, "entered_at"),
        ({"proof-entered_at": "2026-09-13T12:00"}, "entered_at"),
    ],
)
def test_a_proof_without_its_number_or_with_a_time_that_cannot_be_is_refused(cast: Cast, at, typed, field) -> None:
    at("2026-09-14 10:40")
    _, duty = battery(cast)
    save(cast.superintendent, duty)
    answer = prove(cast.superintendent, duty, **typed)
    assert answer.status_code == 200 and f"id_proof-{field}" in answer.content.decode() and 'role="alert"' in answer.content.decode()
    duty.refresh_from_db()
    assert duty.state == "open"


def test_an_entry_of_august_second_stays_late(cast: Cast, at) -> None:
    at("2027-05-28 10:40")
    _, duty = battery(cast)
    at("2027-08-02 09:00")
    assert "Past due" in words(signed_in(cast.superintendent).get("/sirs/?year=2026"))
    save(cast.superintendent, duty)
    assert prove(cast.superintendent, duty).status_code == 302
    duty.refresh_from_db()
    assert (duty.state, duty.was_late()) == ("met", True)
    assert "Entered late" in words(signed_in(cast.superintendent).get("/sirs/?year=2026"))


def test_a_name_in_the_narrative_is_asked_about_and_who_sees_no_case_learns_no_name_by_asking(cast: Cast, at) -> None:
    at("2026-09-14 10:40")
    case = reported(cast.principal, firearm="yes", firearm_verified="on")
    duty = duty_of(case, "FIR-SIRS")
    answer = save(cast.principal, duty, narrative="It was Quandary.")
    assert answer.status_code == 200 and "A name may stand here." in words(answer) and "It was Quandary." in words(answer)
    assert save(cast.superintendent, duty, narrative="It was Quandary.").status_code == 302
    for told in ("It was Orson Welk.", "Ms. Holt saw it."):
        refused = save(cast.superintendent, duty, narrative=told)
        assert refused.status_code == 200 and "A name may stand here." in words(refused)
    assert save(cast.superintendent, duty, narrative="At Cordgrass High School, by the Blue Door.", nobody_named="on").status_code == 302
    assert SirsEntry.objects.get().version == 2


def test_who_saves_on_an_older_state_is_told_and_nothing_is_overwritten(cast: Cast, at) -> None:
    at("2026-09-14 10:40")
    case = reported(cast.principal, drugs="yes", drugs_verified="on")
    duty = duty_of(case, "DRG-SIRS")
    save(cast.principal, duty, narrative="The first.")
    answer = save(cast.superintendent, duty, narrative="The second.", version="0")
    assert answer.status_code == 409 and "The second." in words(answer) and "The first." in words(answer)
    assert SirsEntry.objects.get().narrative == "The first."


def test_who_may_enter_which_kind_and_who_finds_nothing(cast: Cast, at) -> None:
    at("2026-09-14 10:40")
    case = reported(cast.principal, battery="yes", firearm="yes", firearm_verified="on")
    attack, firearm = duty_of(case, "BAT-SIRS"), duty_of(case, "FIR-SIRS")
    for_attacks, for_firearms = a_designee(cast, "BAT-SIRS"), a_designee(cast, "FIR-SIRS", acts_for="principal")
    may = {cast.superintendent: (1, 1), cast.principal: (0, 1), for_attacks: (1, None), for_firearms: (None, 1)}
    may |= {cast.outsider: (None, None), another_districts_superintendent(): (None, None), cast.sysadmin: (None, None)}
    ended = a_designee(cast, "BAT-SIRS", until_on=date(2026, 9, 13))
    for person, expected in {**may, ended: (None, None)}.items():
        for duty, answer in zip((attack, firearm), expected, strict=True):
            page = sheet(person, duty)
            assert page.status_code == (404 if answer is None else 200), (person, duty.rule)
            assert answer is None or ("Save the worksheet" in words(page).replace("Save the worksheet first", "")) is bool(answer)
    assert signed_in(cast.principal).post(reverse("sirs_save", args=[attack.pk]), {}).status_code == 403
    assert sheet(cast.superintendent, duty_of(case, "BAT-LE")).status_code == 404
    assert f"/sirs/{attack.pk}/" in words(page_of(for_attacks, attack))


def test_the_year_lists_what_each_person_answers_for(cast: Cast, at) -> None:
    at("2026-09-14 10:40")
    case, attack = battery(cast)
    drugs = duty_of(reported(cast.principal, drugs="yes", drugs_verified="on", subject_name="Ellis Marrow"), "DRG-SIRS")
    hidden = duty_of(reported(cast.principal, drugs="yes", drugs_verified="on", subject_affiliation="employee_current"), "DRG-SIRS")
    seen = {cast.superintendent: (1, 1, 1), a_designee(cast, "BAT-SIRS"): (1, 0, 0), cast.principal: (0, 1, 1), cast.outsider: (0, 0, 0)}
    for person, expected in seen.items():
        page = words(signed_in(person).get("/sirs/"))
        assert tuple(int(duty.code in page) for duty in (attack, drugs, hidden)) == expected, person
    for person in (cast.counselor, cast.sysadmin, cast.report_taker):
        assert signed_in(person).get("/sirs/").status_code == 403 == signed_in(person).get("/sirs/entries.csv").status_code
    record_conflict(case=case, by=cast.principal, person=cast.superintendent)
    assert attack.code not in words(signed_in(cast.superintendent).get("/sirs/"))
    assert sheet(cast.superintendent, attack).status_code == 404


def test_the_list_costs_the_same_for_many_rows_and_has_pages(cast: Cast, at, monkeypatch) -> None:
    at("2026-09-14 10:40")
    for name in ("Ellis Marrow", "Ada Lind"):
        _, duty = battery(cast, subject_name=name)
        save(cast.superintendent, duty)
    client = signed_in(cast.superintendent)
    client.get("/sirs/")
    few = statements(client, "/sirs/")
    for name in ("Jo Weld", "Max Orr", "Una Pike"):
        _, duty = battery(cast, subject_name=name)
        save(cast.superintendent, duty)
    assert statements(client, "/sirs/") == few
    monkeypatch.setattr("reporting.views.sirs_year.PAGE", 3)
    first = client.get("/sirs/")
    after = words(first).split('href="?year=2026&amp;after=')[1].split('"')[0]
    follow = client.get(f"/sirs/?year=2026&after={after}")
    codes = [set(Obligation.objects.filter(rule="BAT-SIRS").values_list("code", flat=True)) & shown(page) for page in (first, follow)]
    assert [len(each) for each in codes] == [3, 2] and not codes[0] & codes[1]


def shown(page: Any) -> set[str]:
    return {code for code in Obligation.objects.values_list("code", flat=True) if code in page.content.decode()}


def test_the_table_asks_for_the_password_holds_no_names_and_runs_no_formula(cast: Cast, at) -> None:
    at("2026-09-14 10:40")
    _, duty = battery(cast)
    save(cast.superintendent, duty, police_agency="=cmd|' /C calc'!A0", narrative="Nobody here.", location="Bay 4")
    User.objects.filter(pk=cast.superintendent.pk).update(password=make_password("prairie-dock-lantern"))
    client = signed_in(User.objects.get(pk=cast.superintendent.pk))
    asked = client.get("/sirs/entries.csv?year=2026")
    assert asked.status_code == 302 and "reauthenticate" in asked.url
    client.post(asked.url, {"password": "prairie-dock-lantern", "idempotency_key": str(uuid.uuid4())})
    answer = client.get("/sirs/entries.csv?year=2026")
    assert answer.status_code == 200 and answer["Content-Type"].startswith("text/csv")
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    (row,) = csv.DictReader(io.StringIO(text))
    assert row["Case"] == duty.code and row["Police agency"].startswith("'=") and row["Reporting year"] == "2026–27"
    assert row["Target"] == "July 30, 2027" and row["Due"] == "August 1, 2027"
    assert not [word for word in ("Quandary", "Nobody here", "Bay 4", "Whitlow") if word in text]
