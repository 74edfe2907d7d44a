"""The rows of duties of teams: rosters, trainings, reporting channels."""

from typing import Any

from tat.models import Obligation, ReportingMechanism, SchoolYear
from tests.duties.acting import do
from tests.duties.cases import CHIEF, local
from tests.duties.rows import ROWS, Row, scene


def trained(cast: Any, people: str, on: str, topic: str = "initial") -> None:
    ids = [str(getattr(cast, each).pk) for each in people.split()]
    words = {"topic": topic, "people": ids, "on": on, "hours": "6.5", "trainer": "Orla Finch"}
    how = {"expert_basis": "Trainer of the state's program", "evidence": "Office, folder 3"}
    do(cast, "training_members", CHIEF, team_ref=cast.team.ref, **words, **how)


def session(cast: Any, row: Obligation, **changes: str) -> None:
    year = SchoolYear.objects.get(district=cast.district, starts_on__year=2026)
    words = {"topic": "community", "year": str(year.ref), "on": local()[:10], "hours": "1", "number": "84", "trainer": "Sol Ortiz-Lane"}
    more = {"audience": ["parents"], "evidence": "Sign-in sheet, office", "who": ""}
    do(cast, "training_session", CHIEF, team_ref=row.team.ref, **(words | more | changes))


@scene
def the_roster_is_to_be_checked(cast: Any) -> None:
    do(cast, "roster_check_ask", team_id=cast.team.pk, team_ref=cast.team.ref)


@scene
def a_member_joins(cast: Any) -> None:
    words = {"who": cast.consultant.email, "place": "member", "expertise": ["EXP-COM"], "from_on": "2026-09-14"}
    do(cast, "seat_add", team_ref=cast.team.ref, **words)


@scene
def a_training_of_two_years_ago_is_recorded(cast: Any) -> None:
    trained(cast, "counselor", "2024-10-01")


@scene
def the_school_year_that_has_begun_is_entered(cast: Any) -> None:
    SchoolYear.objects.filter(district=cast.district, starts_on__year=2026).delete()
    do(cast, "school_year_add", starts_on="2026-08-19", ends_on="2027-05-27")


@scene
def a_channel_is_recorded(cast: Any) -> None:
    words = {"kind": "email", "name": "Tips by e-mail", "reach": "tips@bluestem.example", "hours": "Every day at 8:00"}
    do(cast, "mechanism_add", owner=str(cast.counselor.pk), since="2026-09-01", **words)


# Proofs.


def signs(cast: Any, row: Obligation) -> None:
    do(
        cast,
        "roster_check_sign",
        "principal",
        check_id=row.about_id,
        process="The office takes reports each day.",
    )


def trains_all_staff(cast: Any, row: Obligation) -> None:
    words = {"on": local()[:10], "hours": "2", "number": "60", "trainer": "Ursula Kemp", "evidence": "Lists", "who": "Everybody"}
    do(cast, "training_staff", year_ref=row.about_id, complete="on", **words)


def trains_the_member(cast: Any, row: Obligation) -> None:
    trained(cast, "consultant", local()[:10])


def refreshes(cast: Any, row: Obligation) -> None:
    trained(cast, "counselor", local()[:10], "refresher")


def names_report_takers(cast: Any, row: Obligation) -> None:
    session(cast, row, topic="takers", who="Alba Quill")


def tests_the_channel(cast: Any, row: Obligation) -> None:
    channel = ReportingMechanism.objects.get(pk=row.about_id)
    do(cast, "mechanism_test", channel_id=channel.pk, sent_at=local(), outcome="arrived", received_at=local(), result="Sol read it.")


SIXTY_DAYS, A_YEAR = "2026-11-13 23:59:59", "2027-08-19 23:59:59"
ROWS |= {
    "TEAM-CHK": Row("the_roster_is_to_be_checked", None, "2026-08-18 23:59:59", f"principal {CHIEF}", CHIEF, signs, at="2026-09-15 08:01"),
    "TRN-INIT": Row("a_member_joins", None, SIXTY_DAYS, CHIEF, CHIEF, trains_the_member),
    "TRN-REF": Row("a_training_of_two_years_ago_is_recorded", None, "2026-10-01 23:59:59", CHIEF, CHIEF, refreshes),
    "TRN-STAFF": Row("the_school_year_that_has_begun_is_entered", A_YEAR, A_YEAR, "", CHIEF, trains_all_staff),
    "TRN-COMM": Row("the_school_year_that_has_begun_is_entered", None, A_YEAR, "", "", session),
    "TRN-TAKE": Row("the_school_year_that_has_begun_is_entered", None, A_YEAR, "", CHIEF, names_report_takers),
    "MECH-CHK": Row("a_channel_is_recorded", None, "2026-10-14 23:59:59", "", CHIEF, tests_the_channel),
}
