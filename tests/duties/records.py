"""The rows of duties of records law: requests, orders, challenges, disposals, reviews, and what a release leaves."""

from datetime import timedelta
from typing import Any

from reporting.models import RecordsMatter
from tat import clock
from tat.models import Obligation, User
from tat.statutes import local_date
from tests.cast import a_case
from tests.duties.acting import do
from tests.duties.cases import CHIEF, local
from tests.duties.rows import ROWS, Row, scene
from tests.reporting.matters import a_matter, custodian, personnel_officer, stepped


def recorded(cast: Any, kind: str, **typed: Any) -> None:
    keeper = personnel_officer(cast) if kind == "personnel" else custodian(cast)
    a_matter(cast, keeper, kind, "" if kind == "disposal" else "2026-09-14", **typed)


@scene
def a_parent_asks_for_the_record(cast: Any) -> None:
    recorded(cast, "access")


@scene
def an_employee_asks_for_the_record(cast: Any) -> None:
    recorded(cast, "personnel")


@scene
def a_court_orders_the_record(cast: Any) -> None:
    recorded(cast, "order")


@scene
def a_challenge_is_decided(cast: Any) -> None:
    recorded(cast, "challenge")


@scene
def a_disposal_is_proposed(cast: Any) -> None:
    recorded(cast, "disposal", planned_on="2026-12-31")


@scene
def the_student_changes_schools(cast: Any) -> None:
    do(cast, "record_move", code=a_case(cast, "triage").code, on="2026-10-01")


@scene
def a_paper_is_released(cast: Any) -> None:
    words = {
        "what": "A copy of the last update.",
        "person": "Greta Holm",
        "capacity": "Registrar",
        "purpose": "The student is transferred.",
    }
    do(cast, "release_record", code=a_case(cast, "triage").code, basis="next_school", released_at="2026-09-14T09:30", **words)


# Proofs.


def steps(verb: str, **typed: str) -> Any:
    """One step on the page of the matter by whoever keeps it, today."""

    def taken(cast: Any, row: Obligation) -> None:
        matter = RecordsMatter.objects.get(pk=row.about_id)
        by = User.objects.get(pk=matter.recorded_by_id)
        answer = stepped(by, matter, verb, on=local_date(clock.now()).isoformat(), **typed)
        assert answer.status_code == 302, answer.content.decode()[:2000]

    return taken


def complies(cast: Any, row: Obligation) -> None:
    matter = RecordsMatter.objects.get(pk=row.about_id)
    told = {"person": "Ana Teller", "at": local(), "method": "certified"}
    assert stepped(cast.principal, matter, "notice", **told).status_code == 302
    answer = stepped(cast.principal, matter, "comply", on=local()[:10], method="letter", text="What the order names.")
    assert answer.status_code == 302, answer.content.decode()[:2000]


def certifies(cast: Any, row: Obligation) -> None:
    steps("certificate", what="sent", method="certified")(cast, row)
    steps("certificate", what="approved", text="C-26-114")(cast, row)


def reviews(cast: Any, row: Obligation) -> None:
    do(cast, "record_review", code=row.code, on=local()[:10], note="Read whole; nothing is out of place.")


TEN_DAYS, SEVEN_DAYS, APPEAL, BEFORE_DISPOSAL = "2026-09-28 23:59:59", "2026-09-23 23:59:59", "2026-10-13 23:59:59", "2026-11-01 23:59:59"
CHANGE = "2026-10-01 23:59:59"
ROWS |= {
    "ACC-10": Row("a_parent_asks_for_the_record", TEN_DAYS, TEN_DAYS, "", CHIEF, steps("answer", what="granted", method="letter")),
    "PRR-7": Row("an_employee_asks_for_the_record", SEVEN_DAYS, SEVEN_DAYS, "", CHIEF, steps("answer", what="granted", method="email")),
    "CRT-5": Row("a_court_orders_the_record", None, None, "", "principal", complies, at="2026-09-21 08:01", late=False),
    "CHL-APP": Row("a_challenge_is_decided", APPEAL, APPEAL, "", "principal", steps("letter", what="no_appeal"), late=False),
    "DSP-CERT": Row("a_disposal_is_proposed", BEFORE_DISPOSAL, BEFORE_DISPOSAL, "", CHIEF, certifies),
    "TMP-REV": Row("the_student_changes_schools", CHANGE, CHANGE, "", CHIEF, reviews),
    "REL-LOG": Row("a_paper_is_released", timedelta(0), timedelta(0), "", "", None, state="met"),
}
