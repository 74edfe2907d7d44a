"""The rows of duties about a case: taken in, contained, triaged, assessed, classified, planned."""

from datetime import timedelta
from typing import Any

from django.contrib.auth.hashers import make_password

from cases.actions.recipients import missing_from
from cases.models import Case
from tat import clock
from tat.models import Obligation, User
from tests.cases import managed
from tests.cases.families import a_student_target
from tests.cast import NATURE, NOT_IMMINENT, a_case, signed_in
from tests.duties.acting import do
from tests.duties.rows import ROWS, Row, scene

AT_ONCE = timedelta(minutes=15)
TEN = "2026-09-14T10:00"
CHIEF = "superintendent"
PASSWORD = "prairie-dock-lantern"
TRIAGE, TEAM = "principal counselor teacher", "principal counselor teacher officer psychologist social_worker"
TODAY, NEXT_DAY, IN_TWO_DAYS, IN_TEN_DAYS = "2026-09-14 16:00", "2026-09-15 16:00", "2026-09-16 16:00", "2026-09-28 16:00"


def local() -> str:
    """Now, as a form asks for it."""
    return f"{clock.now().astimezone(clock.CENTRAL):%Y-%m-%dT%H:%M}"


def reported(cast: Any, by: str, **typed: Any) -> None:
    """A report about a student, taken in on its page at ten; nothing is decided yet."""
    about = {"nature": NATURE, "subject_name": "Rowan Teller", "subject_affiliation": "student_current", "reported_at": TEN}
    do(cast, "report_save", by, **(about | typed))


def with_password(cast: Any) -> None:
    User.objects.filter(pk=cast.principal.pk).update(password=make_password(PASSWORD))
    cast.principal.refresh_from_db()


@scene
def a_report_is_taken_in_by_the_office(cast: Any) -> None:
    reported(cast, "report_taker")


@scene
def a_report_is_taken_in_by_the_principal(cast: Any) -> None:
    reported(cast, "principal")


@scene
def a_threat_is_imminent(cast: Any) -> None:
    do(cast, "case_declare_imminent", code=a_case(cast).code)


@scene
def triage_begins(cast: Any) -> None:
    case = a_case(cast)
    do(cast, "case_determine", code=case.code, answer="no", rationale=NOT_IMMINENT)
    if Case.objects.get(pk=case.pk).stage == "intake":
        do(cast, "triage_begin", code=case.code)


@scene
def the_full_team_is_convened(cast: Any) -> None:
    do(cast, "tat_convene", code=a_case(cast, "triage").code)


@scene
def high_is_signed(cast: Any) -> None:
    case = managed.assessed(cast, targets=(a_student_target(),))
    do(cast, "interview_not_held", code=case.code, interviewee="target", reason="Called twice; nobody answered yet.")
    sign(cast, case, "high")


@scene
def moderate_is_signed(cast: Any) -> None:
    sign(cast, managed.assessed(cast), "moderate")


def sign(cast: Any, case: Case, level: str) -> None:
    """The principal signs a level on its page."""
    with_password(cast)
    reasons = dict.fromkeys(("rationale", "fort_F", "fort_O", "fort_R", "fort_T"), "It fits what was found.")
    asked = ("firearm", "gun_violence", "drugs", "battery", "identity", "safe2help", "order", "questioning", "abuse")
    gates = {f"gate_{code}": "no" for code in asked}
    for code in ("imminent", "danger"):
        gates |= {f"gate_{code}": "no", f"gate_{code}_reason": managed.NO_DANGER}
    decided = {
        f"{name}{tail}": value
        for name in ("police_considered", "further_intervention")
        for tail, value in (("", "yes"), ("_reason", "The plan needs it."))
    }
    do(cast, "case_classify", code=case.code, level=level, password=PASSWORD, **reasons, **gates, **decided)


@scene
def a_plan_is_adopted(cast: Any) -> None:
    case = managed.classified(cast, subject_name="Kim Park")
    managed.drafted(cast, case)
    with_password(cast)
    do(cast, "plan_adopt", code=case.code, password=PASSWORD)


@scene
def a_danger_is_determined(cast: Any) -> None:
    case = a_case(cast, "assessment")
    do(
        cast,
        "danger_determine",
        code=case.code,
        answer="yes",
        subject_is_student="yes",
        determined_at=TEN,
        facts="A plan, a place, a day.",
        confirm="confirmed",
    )


@scene
def a_clinician_determines_a_danger(cast: Any) -> None:
    case = a_case(cast, "assessment")
    words = {"answer": "yes", "subject_is_student": "yes", "determined_at": TEN, "facts": "Seen in my office, as a clinical psychologist."}
    do(
        cast,
        "danger_determine",
        "principal",
        code=case.code,
        capacity="clinician",
        determined_by_name="Ines Castell",
        confirm="confirmed",
        **words,
    )


# Proofs.


def opens_the_report(cast: Any, row: Obligation) -> None:
    """The report's page marks it as read; of a firearm the principal's office knows by it."""
    signed_in(cast.principal).get(f"/cases/{row.code}/report/")


def begins_triage(cast: Any, row: Obligation) -> None:
    do(cast, "case_determine", code=row.code, answer="no", rationale=NOT_IMMINENT)
    do(cast, "triage_begin", code=row.code)


def decides(cast: Any, row: Obligation) -> None:
    do(cast, "case_determine", code=row.code, answer="no", rationale=NOT_IMMINENT)


def starts_the_plan(cast: Any, row: Obligation) -> None:
    do(cast, "case_containment_facts", code=row.code, rationale="He has a knife.", seocrp_answer="started", seocrp_at=local())


def calls_police(cast: Any, row: Obligation) -> None:
    police = {"police_agency": "City police", "police_person": "Dispatcher", "police_at": local(), "police_method": "911"}
    do(cast, "case_containment_facts", code=row.code, rationale="He has a knife.", **police)


def gives_an_opinion(cast: Any, row: Obligation) -> None:
    giver = next(role for role in TRIAGE.split() if getattr(cast, role).pk == row.actor_id)
    do(cast, "opinion_give", giver, code=row.code, answer="unsure", reason="I could not talk with the subject yet.", confirm="confirmed")


def takes_a_position(cast: Any, row: Obligation) -> None:
    holder = next(role for role in TEAM.split() if getattr(cast, role).pk == row.actor_id)
    User.objects.filter(pk=row.actor_id).update(password=make_password(PASSWORD))
    getattr(cast, holder).refresh_from_db()
    do(cast, "position_take", holder, code=row.code, stance="concur", password=PASSWORD)


def notice(recipient: str) -> Any:
    """The ledger's entry that the recipient was reached now, which proves the duty where its box is ticked."""

    def told_now(cast: Any, row: Obligation) -> None:
        said = {
            "outcome": "reached",
            "told_at": local(),
            "person": "Sergeant Bell",
            "method": "phone",
            "content": "What is known, and where.",
        }
        ticked = {"meets": [str(row.pk)]} if row.rule not in ("LVL-ADM", "LVL-LE", "LVL-NTF") else {}
        do(cast, "notice_record", code=row.code, recipient=recipient, discloses_student="no", **said, **ticked)

    return told_now


def measure(rule: str, answer: str) -> Any:
    def taken(cast: Any, row: Obligation) -> None:
        words = {"done_at": local(), "by_whom": "Dana Whitlow", "note": "With the counselor until the parents come."}
        do(cast, "measure_record", code=row.code, query=f"?measure={rule}", answer=answer, **words)

    return taken


def reports_to_the_state_police(cast: Any, row: Obligation) -> None:
    words = {"confirmation": "ISP-26-0001", "submitted_at": local(), "submitted_by": str(cast.principal.pk)}
    do(cast, "isp_prove", report_id=row.pk, **words)


def meets_the_team(cast: Any, row: Obligation) -> None:
    came = [str(pk) for pk in cast.team.seats.filter(kind="core").values_list("pk", flat=True)]
    do(cast, "meeting_record", code=row.code, held_at=local(), attended=came, police="present")


def adopts_the_plan(cast: Any, row: Obligation) -> None:
    managed.drafted(cast, Case.objects.get(code=row.code))
    with_password(cast)
    do(cast, "plan_adopt", code=row.code, password=PASSWORD)


def classifies(cast: Any, row: Obligation) -> None:
    case = Case.objects.get(code=row.code)
    managed.put_on_record(cast, case)
    sign(cast, case, "low")


def offers_a_plan(cast: Any, row: Obligation) -> None:
    target = Case.objects.get(code=row.code).party_set.get(role="target").pk
    do(cast, "target_plan_offer", code=row.code, party_id=target, answer="declined", offered_at=local(), by_whom="Sol Ortiz-Lane")


def tells_the_list(cast: Any, row: Obligation) -> None:
    required = missing_from(Case.objects.get(code=row.code), row)
    assert len(required) > 1
    for each in required:
        notice(each.recipient.code)(cast, row)


def updates(cast: Any, row: Obligation) -> None:
    gates = {f"gate_{name}": "no" for name in ("firearm", "danger", "abuse")} | {"reason_danger": managed.NO_DANGER}
    words = {"status_of_subject": "Comes to school each day and talks with the counselor.", "level_fits": "yes"}
    do(cast, "update_submit", code=row.code, **words, **gates)


ROWS |= {
    "STAFF-RPT": Row("a_report_is_taken_in_by_the_office", None, AT_ONCE, "", "", None, state="met"),
    "RPT-REV": Row("a_report_is_taken_in_by_the_office", None, AT_ONCE, f"{TRIAGE} backup", f"{TRIAGE} backup {CHIEF}", opens_the_report),
    "ACT-TAT": Row("a_report_is_taken_in_by_the_office", None, TODAY, "", "", begins_triage),
    "IMM-DET": Row("a_report_is_taken_in_by_the_principal", None, AT_ONCE, f"{TRIAGE} backup", f"{TRIAGE} backup {CHIEF}", decides),
    "IMM-SEO": Row("a_threat_is_imminent", None, AT_ONCE, f"{TRIAGE} backup", f"{TRIAGE} backup {CHIEF}", starts_the_plan),
    "IMM-LE": Row("a_threat_is_imminent", None, AT_ONCE, f"{TRIAGE} backup", f"{TRIAGE} backup {CHIEF}", calls_police),
    "TRI-DONE": Row("triage_begins", None, NEXT_DAY, "", "principal", gives_an_opinion),
    "TAT-CONV": Row("the_full_team_is_convened", None, NEXT_DAY, TEAM.removeprefix("principal "), CHIEF, meets_the_team),
    "TAT-CLS": Row("the_full_team_is_convened", None, IN_TEN_DAYS, "", CHIEF, classifies),
    "SIG": Row("high_is_signed", None, IN_TWO_DAYS, "", "principal", takes_a_position),
    "LVL-ADM": Row("high_is_signed", None, AT_ONCE, TEAM, f"{TEAM} {CHIEF}", notice("NTF-SUP")),
    "LVL-LE": Row("high_is_signed", None, AT_ONCE, TEAM, f"{TEAM} {CHIEF}", notice("NTF-LE")),
    "LVL-CON": Row("high_is_signed", None, AT_ONCE, TEAM, f"{TEAM} {CHIEF}", measure("LVL-CON", "done")),
    "LVL-CRI": Row("high_is_signed", None, AT_ONCE, TEAM, f"{TEAM} {CHIEF}", measure("LVL-CRI", "activated")),
    "LVL-TGT": Row("high_is_signed", None, AT_ONCE, TEAM, f"{TEAM} {CHIEF}", offers_a_plan),
    "LVL-NTF": Row("high_is_signed", None, timedelta(hours=1), "principal", f"principal {CHIEF}", tells_the_list),
    "LVL-CONS": Row("moderate_is_signed", timedelta(0), timedelta(0), "", "", None, state="met"),
    "PLAN": Row("moderate_is_signed", None, IN_TWO_DAYS, "", CHIEF, adopts_the_plan),
    "UPD-30": Row("a_plan_is_adopted", "2026-10-14 23:59:59", "2026-10-14 23:59:59", "", "principal", updates, at="2026-10-15 08:01"),
    "CPD-ISP": Row("a_danger_is_determined", timedelta(hours=24), timedelta(hours=24), "principal", CHIEF, reports_to_the_state_police),
    "CPD-DHS": Row("a_clinician_determines_a_danger", timedelta(hours=24), timedelta(hours=24), "principal", CHIEF, notice("NTF-OTH")),
}
