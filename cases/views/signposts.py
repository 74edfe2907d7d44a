"""Signposts: a button sends to the page of a step those who have something to do there; whoever reads comes by the rail."""

from cases.access import Door, can
from cases.models import Case
from tat.roles import Permission

P = Permission
DONE_BY: dict[str, tuple[Permission, ...]] = {
    "duty_detail": (P.ASSESS,),
    "case_imminence": (P.DETERMINE_IMMINENCE,),
    "case_triage": (P.GIVE_OPINION, P.RECORD_TRIAGE),
    "case_assessment": (P.ASSESS,),
    "case_interviews": (P.ASSESS,),
    "case_questioning": (P.ASSESS,),
    "case_questions": (P.ASSESS,),
    "case_danger": (P.ASSESS,),
    "case_classification": (P.TAKE_POSITION, P.CLASSIFY),
    "case_notices": (P.NOTIFY,),
    "case_family": (P.NOTIFY,),
    "case_releases": (P.NOTIFY,),
    "case_targets": (P.VIEW_TARGET_PLAN,),
    "case_plan": (P.WRITE_PLAN, P.ADOPT_PLAN),
    "case_system": (P.ASSESS,),
    "case_safeguard": (P.WRITE_PLAN,),
    "case_dates": (P.WRITE_PLAN,),
    "case_updates": (P.SUBMIT_UPDATE,),
    "case_contacts": (P.SUBMIT_UPDATE,),
    "case_reassess": (P.ASSESS,),
    "case_closing": (P.CLOSE_CASE,),
    "case_reopening": (P.REOPEN_CASE,),
    "case_transfer": (P.HAND_OVER_CASE, P.SUBMIT_UPDATE),
    "case_merging": (P.RECORD_TRIAGE,),
    "case_record_review": (P.REVIEW_RECORD,),
}


def leads(way: Door, place: str, case: Case) -> bool:
    """Whether this person may do something on that page, by its URL name; what is not in the table is for whoever sees the case."""
    return place not in DONE_BY or any(can(way, permission, case) for permission in DONE_BY[place])
