"""Training: the new member, the refresher, the sessions of the year; what proves each, who records it, what is refused."""

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied

from tat import clock
from tat.actions.team_reconcile import reconcile
from tat.actions.training import TrainingGiven, record_members
from tat.models import LogEntry, Obligation, SchoolYear, Seat, Team, Training, User
from tests.cast import Cast, a_seat, signed_in
from tests.typed import flat, send

pytestmark = [pytest.mark.django_db, pytest.mark.req("TM-4"), pytest.mark.req("OB-1")]
At = Callable[[str], datetime]


@pytest.fixture(autouse=True)
def monday(at: At) -> datetime:
    return at("2026-09-14 09:00")


def page_of(team: Team) -> str:
    return f"/teams/{team.ref}/training/"


def trained(team: Team, by: User, *people: User, topic: str = "initial", on: date = date(2026, 9, 1)) -> Training:
    words = {"hours": Decimal(6), "trainer": "Orla Finch", "expert_basis": "State trainer", "evidence": "Folder 3"}
    return record_members(team_ref=team.ref, by=by, given=TrainingGiven(topic=topic, on=on, people=[each.pk for each in people], **words))


def duties(rule: str, team: Team | None = None) -> list[Obligation]:
    rows = Obligation.objects.filter(rule=rule)
    return list((rows.filter(team=team) if team else rows).order_by("triggered_at", "recorded_at"))


def end(local: str) -> datetime:
    return datetime.fromisoformat(f"{local}T23:59:59").replace(tzinfo=clock.CENTRAL)


def typed_members(*people: User, **changes: object) -> dict[str, object]:
    words = {"topic": "initial", "people": [str(each.pk) for each in people], "on": "2026-09-10", "hours": "6.5", "trainer": "Orla Finch"}
    words |= {"expert_basis": "Trainer of the state's program", "evidence": "Office, folder 3"}
    return {f"member-{name}": value for name, value in (words | changes).items()}


def typed_session(cast: Cast, **changes: object) -> dict[str, object]:
    year = SchoolYear.objects.get(district=cast.district, starts_on__year=2026)
    words = {"topic": "community", "audience": ["parents", "students"], "year": str(year.ref), "on": "2026-09-10", "hours": "1"}
    words |= {"number": "84", "trainer": "Sol Ortiz-Lane", "evidence": "Sign-in sheet, office", "who": ""}
    return {f"session-{name}": value for name, value in (words | changes).items()}


def test_a_new_member_is_trained_within_60_days_of_the_seats_first_day_and_late_stays_late(cast: Cast, at: At) -> None:
    trained(cast.team, cast.principal, cast.principal, cast.counselor, cast.teacher, cast.officer, cast.psychologist, cast.social_worker)
    Seat.objects.filter(user=cast.backup).update(from_on="2026-09-14")
    reconcile()
    assert reconcile() == 0
    (duty,) = duties("TRN-INIT", cast.team)
    assert (duty.legal_due_at, duty.due_at(), duty.building) == (None, end("2026-11-13"), cast.building)
    home = flat(signed_in(cast.superintendent).get("/").content.decode())
    assert "Have the new member trained by an expert" in home and page_of(cast.team) in home and "Cordgrass High" in home
    page = flat(signed_in(cast.principal).get(page_of(cast.team)).content.decode())
    assert "Robin Voss" in page and "November 13, 2026" in page

    at("2026-11-20 09:00")
    answer = send(
        signed_in(cast.superintendent), page_of(cast.team), f"{page_of(cast.team)}members/", **typed_members(cast.backup, on="2026-11-14")
    )
    assert answer.status_code == 302
    (duty,) = duties("TRN-INIT", cast.team)
    training = Training.objects.latest("recorded_at")
    assert (duty.state, duty.was_late(), duty.proof_ref) == ("met", True, training.ref)
    assert "Refresher by November 14, 2028" in flat(signed_in(cast.principal).get(page_of(cast.team)).content.decode())
    assert training.trained.get().name == "Robin Voss" and training.expert_basis == "Trainer of the state's program"


def test_a_refresher_is_due_24_months_after_the_last_training_and_ends_with_the_next(cast: Cast, at: At) -> None:
    trained(cast.team, cast.principal, cast.counselor, on=date(2024, 10, 31))
    (first,) = duties("TRN-REF")
    assert (first.due_at(), first.legal_due_at) == (end("2026-10-31"), None)
    trained(cast.team, cast.principal, cast.counselor, on=date(2024, 1, 31))
    assert [each.state for each in duties("TRN-REF")] == ["open"], "an older training moves nothing"
    at("2026-12-02 09:00")
    trained(cast.team, cast.principal, cast.counselor, topic="refresher", on=date(2026, 12, 1))
    (first,) = duties("TRN-REF")
    assert (first.state, first.was_late()) == ("met", True)
    at("2028-10-01 09:00")
    reconcile()
    assert len(duties("TRN-REF")) == 1, "nobody looks at it for two years"
    at("2028-10-02 08:01")
    reconcile()
    assert [row.due_at() for row in duties("TRN-REF")] == [end("2026-10-31"), end("2028-12-01")]


def test_a_seat_that_ends_ends_its_duty_and_another_seat_of_the_same_team_begins_no_new_60_days(cast: Cast, at: At) -> None:
    reconcile()
    seat = cast.seat(cast.officer)
    (before,) = [each for each in duties("TRN-INIT", cast.team) if each.trigger_ref == f"seat:{seat.ref}"]
    assert before.is_overdue(clock.now()), "seated since 2020"
    seat.until_on = date(2026, 9, 14)
    seat.save()
    moved = Seat.objects.create(team=cast.team, user=cast.officer, statutory="", expertise=["EXP-LE"], from_on="2026-09-15")
    at("2026-09-15 09:00")
    reconcile()
    assert before.trigger_ref in [each.trigger_ref for each in duties("TRN-INIT", cast.team) if each.state == "open"]
    assert f"seat:{moved.ref}" not in [each.trigger_ref for each in duties("TRN-INIT", cast.team)]
    moved.until_on = date(2026, 9, 15)
    moved.save()
    at("2026-09-16 09:00")
    reconcile()
    before.refresh_from_db()
    assert before.state == "superseded"
    assert LogEntry.objects.filter(action="teams_reconciled").count() == 2, "one line each time that something changed"
    again = a_seat(cast.team, cast.officer, "LEO", "EXP-LE")
    Seat.objects.filter(pk=again.pk).update(from_on="2026-09-20")
    at("2026-09-20 09:00")
    reconcile()
    assert f"seat:{again.ref}" in [each.trigger_ref for each in duties("TRN-INIT", cast.team) if each.state == "open"]


def test_the_school_year_asks_each_team_for_its_sessions_and_the_district_for_all_staff(cast: Cast, at: At) -> None:
    reconcile()
    for rule, number in (("TRN-STAFF", 1), ("TRN-COMM", 2), ("TRN-TAKE", 2)):
        rows = duties(rule)
        assert len(rows) == number and {row.due_at() for row in rows} == {end("2027-08-19")}
        assert {row.legal_due_at for row in rows} == ({end("2027-08-19")} if rule == "TRN-STAFF" else {None})
    page = page_of(cast.team)
    assert "Name and train the people who take reports" in signed_in(cast.teacher).get("/").content.decode()
    assert send(signed_in(cast.teacher), page, f"{page}session/", **typed_session(cast)).status_code == 302
    assert (
        send(signed_in(cast.principal), page, f"{page}session/", **typed_session(cast, topic="takers", who="Alba Quill")).status_code == 302
    )
    assert [(row.team, row.state) for row in duties("TRN-COMM", cast.team)] == [(cast.team, "met")]
    assert duties("TRN-TAKE", cast.team)[0].state == "met"
    assert {row.state for row in duties("TRN-COMM", cast.other_team)} == {"open"}

    year = SchoolYear.objects.get(district=cast.district, starts_on__year=2026)
    page = f"/teams/staff/{year.ref}/"
    words = {"on": "2026-08-17", "hours": "2", "number": "60", "trainer": "Ursula Kemp", "evidence": "Lists", "who": "High school"}
    client = signed_in(cast.superintendent)
    assert send(client, page, f"{page}session/", **{f"staff-{name}": value for name, value in words.items()}).status_code == 302
    assert duties("TRN-STAFF")[0].state == "open", "not everybody yet"
    words |= {"on": "2026-09-11", "complete": "on"}
    assert send(client, page, f"{page}session/", **{f"staff-{name}": value for name, value in words.items()}).status_code == 302
    assert duties("TRN-STAFF")[0].state == "met"
    at("2027-08-18 07:00")
    reconcile()
    assert duties("TRN-STAFF")[-1].due_at() == end("2028-08-18")


def test_a_session_counts_for_the_year_that_is_chosen_and_a_late_one_is_late(cast: Cast, at: At) -> None:
    reconcile()
    at("2027-09-02 09:00")
    reconcile()
    page = page_of(cast.team)
    assert send(signed_in(cast.principal), page, f"{page}session/", **typed_session(cast, on="2027-09-01")).status_code == 302
    first, second = duties("TRN-COMM", cast.team)
    assert (first.state, first.was_late(), second.state) == ("met", True, "open")
    other = SchoolYear.objects.get(district=cast.district, starts_on__year=2027)
    early = send(signed_in(cast.principal), page, f"{page}session/", **typed_session(cast, year=str(other.ref), on="2027-05-27"))
    assert "This day lies before the school year that you chose." in early.content.decode()
    summer = send(signed_in(cast.principal), page, f"{page}session/", **typed_session(cast, year=str(other.ref), on="2027-07-05"))
    assert summer.status_code == 302 and duties("TRN-COMM", cast.team)[1].state == "met"


def test_what_is_wrong_gets_its_sentence_and_what_was_typed_stays(cast: Cast) -> None:
    page, client = page_of(cast.team), signed_in(cast.principal)
    for wrong, sentence in (
        ({"on": "2026-09-15"}, "This day has not come yet."),
        ({"people": []}, "Choose at least one member who was there."),
        ({"people": [str(cast.outsider.pk)]}, "holds no seat on this team"),
        ({"trainer": " "}, "Write who trained."),
        ({"expert_basis": ""}, "what makes the trainer an expert"),
        ({"evidence": ""}, "Write where the certificates"),
        ({"hours": "0"}, "Write how many hours it took"),
        ({"hours": "all day"}, "Write the hours in figures"),
    ):
        sent = typed_members(cast.counselor, **wrong)
        answer = send(client, page, f"{page}members/", **sent)
        text = answer.content.decode()
        assert answer.status_code == 200 and sentence in text, wrong
        kept = ("trainer", "evidence", "hours", "on")
        assert all(str(sent[f"member-{name}"]) in text for name in kept if str(sent[f"member-{name}"]).strip()), wrong
    for wrong, sentence in (
        ({"audience": []}, "Choose for whom it was."),
        ({"topic": "takers"}, "Write the names of the report takers"),
        ({"number": "0"}, "Write how many people came"),
        ({"on": "2026-09-15"}, "This day has not come yet."),
    ):
        assert sentence in send(client, page, f"{page}session/", **typed_session(cast, **wrong)).content.decode(), wrong
    assert not Training.objects.exists()
    with pytest.raises(PermissionDenied):
        trained(cast.team, cast.counselor, cast.counselor)


def test_who_reads_and_who_records(cast: Cast) -> None:
    page = page_of(cast.team)
    for person in (cast.principal, cast.counselor, cast.backup, cast.superintendent):
        assert signed_in(person).get(page).status_code == 200
    for person in (cast.outsider, cast.report_taker, cast.sysadmin, cast.consultant):
        assert signed_in(person).get(page).status_code == 404
        assert signed_in(person).post(f"{page}session/", {}).status_code == 404
    assert signed_in(cast.counselor).post(f"{page}members/", {}).status_code == 404
    assert signed_in(cast.counselor).post(f"{page}session/", {}).status_code == 400
    year = SchoolYear.objects.get(district=cast.district, starts_on__year=2026)
    assert signed_in(cast.superintendent).get(f"/teams/staff/{year.ref}/").status_code == 200
    for person in (cast.principal, cast.counselor, cast.outsider):
        assert signed_in(person).get(f"/teams/staff/{year.ref}/").status_code == 404
