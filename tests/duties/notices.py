"""The rows of duties that a gate, a talk or a release starts: police, parents, agencies, the record of release."""

from datetime import timedelta
from typing import Any

from tat.models import Obligation
from tests.cast import a_case
from tests.duties.acting import do
from tests.duties.cases import AT_ONCE, CHIEF, TEN, local, notice, opens_the_report, reported
from tests.duties.rows import ROWS, Row, scene


@scene
def a_firearm_is_reported(cast: Any) -> None:
    reported(cast, "report_taker", firearm="yes", weapon="seen")


@scene
def a_firearm_is_verified(cast: Any) -> None:
    reported(cast, "report_taker", firearm="yes", firearm_verified="on", weapon="seen")


@scene
def gun_violence_is_threatened(cast: Any) -> None:
    reported(cast, "report_taker", gun_violence="yes")


@scene
def drugs_are_found(cast: Any) -> None:
    reported(cast, "report_taker", drugs="yes", drugs_verified="on")


@scene
def personnel_is_attacked(cast: Any) -> None:
    reported(cast, "report_taker", battery="yes")


@scene
def abuse_is_suspected(cast: Any) -> None:
    reported(cast, "report_taker", abuse="yes")


@scene
def a_knife_is_seen(cast: Any) -> None:
    reported(cast, "report_taker", weapon="seen", firearm="no")


@scene
def another_threat_is_for_the_police(cast: Any) -> None:
    do(cast, "notice_police", code=a_case(cast, "triage").code, reason="A neighbor was threatened outside school.")


@scene
def an_officer_joins_a_talk(cast: Any) -> None:
    case = a_case(cast, "assessment")
    talk = {"interviewee": "subject", "started_at": TEN, "police_present": "yes", "criminal_act": "yes", "statement": "“It was not me.”"}
    do(cast, "interview_record", "counselor", code=case.code, **talk)


@scene
def a_student_is_named_to_police(cast: Any) -> None:
    case = a_case(cast, "assessment")
    said = {"outcome": "reached", "told_at": TEN, "person": "Sergeant Bell", "method": "phone", "content": "What is known, and where."}
    why = {"legal_basis": "emergency", "purpose": "To find the student in time.", "release_threat": "A plan with a day and a place."}
    do(cast, "notice_record", code=case.code, recipient="NTF-LE", discloses_student="yes", **said, **why)


@scene
def records_will_follow(cast: Any) -> None:
    case = a_case(cast, "assessment")
    words = {"left_on": "2026-09-14", "where_to": "Far High School", "monitoring": "goes_on", "monitor": str(cast.counselor.pk)}
    do(cast, "departure_record", code=case.code, source="contact", records="follow", release_on="2026-09-18", **words)


# Proofs.


def gives_the_notice(cast: Any, row: Obligation) -> None:
    words = {"left_on": "2026-09-14", "where_to": "Far High School", "monitoring": "goes_on", "monitor": str(cast.counselor.pk)}
    told = {"notice_on": local()[:10], "notice_method": "letter", "release_on": "2026-09-18"}
    do(cast, "departure_record", code=row.code, source="contact", records="follow", **words, **told)


def answers_the_block(cast: Any, row: Obligation) -> None:
    told = {"parent_told": "reached", "told_at": "2026-09-14T09:30", "told_how": "By telephone.", "told_by": "Dana Whitlow"}
    who = {"present": "social_worker", "present_name": "Mika Feld", "youth_officer": "yes"}
    do(cast, "questioning_record", code=row.code, applies="yes", age="15", act="Theft of a telephone.", exception="none", **told, **who)


def enters_sirs(cast: Any, row: Obligation) -> None:
    """The worksheet is saved, then the number that SIRS gave."""
    kinds = {"BAT-SIRS": {"attack": "battery", "attacked": "teacher"}, "DRG-SIRS": {"drug": "cannabis"}, "FIR-SIRS": {"weapon": "pistol"}}
    words = {"grounds": "school", "done_by": "student", "injury": "none", "narrative": "Once, in the hall."}
    do(cast, "sirs_save", entry_id=row.pk, **words, **kinds[row.rule])
    do(cast, "sirs_prove", entry_id=row.pk, sirs_id="S-4411", entered_at=local())


POLICE, PARENTS, ELSE = notice("NTF-LE"), notice("NTF-PGS"), notice("NTF-OTH")
A_DAY_LATER = "2026-09-15 23:59:59"
LAST_DAY, BY_JULY_31, BY_AUGUST_1 = "2027-07-30 23:59:59", "2027-07-31 23:59:59", "2027-08-01 23:59:59"
"""The end of entries in SIRS for the year that began on July 1, 2026; its July 31 is a Saturday."""
ROWS |= {
    "OFF-FIR": Row("a_firearm_is_reported", None, AT_ONCE, "report_taker", f"report_taker {CHIEF}", opens_the_report),
    "FIR-LE": Row("a_firearm_is_reported", None, AT_ONCE, "principal", f"principal {CHIEF}", POLICE),
    "FIR-PG": Row("a_firearm_is_reported", None, AT_ONCE, "principal", f"principal {CHIEF}", PARENTS),
    "GUN-PG": Row("gun_violence_is_threatened", None, AT_ONCE, "principal", f"principal {CHIEF}", PARENTS),
    "FIR-LE2": Row("a_firearm_is_verified", None, AT_ONCE, CHIEF, CHIEF, POLICE),
    "DRG-LE2": Row("drugs_are_found", None, AT_ONCE, CHIEF, CHIEF, POLICE),
    "BAT-LE": Row("personnel_is_attacked", None, AT_ONCE, CHIEF, CHIEF, POLICE),
    "FIR-SIRS": Row("a_firearm_is_verified", BY_JULY_31, LAST_DAY, "", CHIEF, enters_sirs, at="2027-08-01 08:01"),
    "DRG-SIRS": Row("drugs_are_found", BY_AUGUST_1, LAST_DAY, "", CHIEF, enters_sirs, at="2027-08-02 08:01"),
    "BAT-SIRS": Row("personnel_is_attacked", BY_AUGUST_1, LAST_DAY, "", CHIEF, enters_sirs, at="2027-08-02 08:01"),
    "DRG-48": Row("drugs_are_found", timedelta(hours=48), timedelta(hours=48), "principal", CHIEF, POLICE),
    "SAFE-LE": Row("a_knife_is_seen", None, None, "", "", POLICE, late=False),
    "OTH-LE": Row("another_threat_is_for_the_police", None, None, "", "", POLICE, late=False),
    "OTH-DCFS": Row("abuse_is_suspected", None, AT_ONCE, "report_taker", f"report_taker {CHIEF}", ELSE),
    "Q-STU": Row(
        "an_officer_joins_a_talk",
        timedelta(0),
        timedelta(0),
        "principal",
        f"principal {CHIEF}",
        answers_the_block,
        at="2026-09-14 10:16",
        late=False,
    ),
    "EMR-PG": Row("a_student_is_named_to_police", A_DAY_LATER, "2026-09-15 16:00", "principal", CHIEF, PARENTS, at="2026-09-16 00:01"),
    "EMR-REC": Row("a_student_is_named_to_police", timedelta(0), timedelta(0), "", "", None, state="met"),
    "REL-PRE": Row("records_will_follow", "2026-09-18 00:00", "2026-09-18 00:00", "", CHIEF, gives_the_notice),
}
