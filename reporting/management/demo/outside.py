"""Incidents of the demonstration that are reported outside: an attack on staff an hour old, and a verified drug incident of last week."""

from collections.abc import Callable, Mapping
from datetime import timedelta

from cases.actions.asked_again import answer_after_raise
from cases.actions.gate_facts import FactsGiven, record_gate_facts
from cases.actions.notifications import NoticeGiven, record_notice
from cases.actions.outside_proofs import PoliceToldGiven, tell_police
from cases.duty_facts import incidents_of
from cases.gates import REPORTED, GateReply
from cases.models import Case
from reporting.actions.sirs import SirsGiven, prepare_sirs, prove_sirs
from reporting.management.demo.school import account
from tat import clock
from tat.models import Obligation, User

POLICE = {"agency": "Bluestem Bend Police Department", "person": "Dispatcher 4", "method": "phone", "discloses_student": "no"}
Ago = Callable[[float], None]


def make_outside(cases: Mapping[str, Case]) -> None:
    """Put them on record in those of these cases, by key, that there are. The clock is afterwards as it was, whatever happens."""
    moved = clock.moved_by()

    def ago(minutes: float) -> None:
        clock.offset(moved - timedelta(minutes=minutes))

    try:
        if "due_today" in cases:
            _drugs(cases["due_today"], ago)
        if "sms_assess" in cases:
            _attack(cases["sms_assess"], ago)
    finally:
        clock.offset(moved)


def _attack(case: Case, ago: Ago) -> None:
    """Ten minutes old: the facts are entered, the police are the superintendent's to tell, the worksheet is prepared."""
    lead, chief = _person("principal.sms"), _person("superintendent")
    ago(10)
    facts = FactsGiven(
        happened_at=clock.now() - timedelta(minutes=20),
        grounds="school",
        place="Gym",
        what="A student struck a teacher once on the arm.",
        attack="battery",
        personnel="teacher",
        done_by="student",
        injury="none",
        injury_note="Seen by the nurse",
        complaint="yes",
        complaint_at=clock.now(),
    )
    _on_record(case, "battery", lead, facts)
    words = {"grounds": "school", "location": "Gym", "attack": "battery", "attacked": "teacher", "done_by": "student", "injury": "none"}
    given = SirsGiven(**words, happened_at=facts.happened_at, narrative=facts.what)
    prepare_sirs(duty=_duty(case, "BAT-SIRS"), by=chief, given=given)


def _drugs(case: Case, ago: Ago) -> None:
    """Last week: told by the principal within the hour, by the superintendent in the same call, and entered in SIRS the day after."""
    lead, chief = _person("principal.sms"), _person("superintendent")
    ago(7 * 24 * 60)
    facts = FactsGiven(
        happened_at=clock.now(),
        grounds="conveyance",
        place="Bus 12",
        what="A student had cannabis gummies.",
        drug="cannabis",
        done_by="student",
    )
    _on_record(case, "drugs", lead, facts, is_verified=True)
    ago(7 * 24 * 60 - 8)
    told_at = clock.now()
    told = NoticeGiven(
        **POLICE,
        recipient="NTF-LE",
        outcome="reached",
        told_at=told_at,
        reference="26-10877",
        content="What was found, and where.",
        meets=(_duty(case, "DRG-48").pk,),
    )
    entry = record_notice(case=case, by=lead, given=told)
    tell_police(duty=_duty(case, "DRG-LE2"), by=chief, given=PoliceToldGiven(same_call=entry.pk))
    ago(6 * 24 * 60)
    words = {"grounds": "conveyance", "location": "Bus 12", "drug": "cannabis", "done_by": "student", "injury": "none"}
    told_words = {"police_agency": POLICE["agency"], "police_at": told_at, "police_report": "26-10877", "action_taken": "Parents met."}
    given = SirsGiven(**words, **told_words, happened_at=facts.happened_at, narrative=facts.what)
    prepare_sirs(duty=_duty(case, "DRG-SIRS"), by=lead, given=given)
    prove_sirs(duty=_duty(case, "DRG-SIRS"), by=lead, sirs_id="S-20417", entered_at=clock.now())


def _on_record(case: Case, gate: str, lead: User, facts: FactsGiven, *, is_verified: bool = False) -> None:
    answer_after_raise(case=case, by=lead, replies={gate: GateReply("yes", is_verified=is_verified)})
    (answer,) = [row for row, _facts in incidents_of(case, REPORTED) if row.gate == gate]
    record_gate_facts(case=case, by=lead, answer_id=answer.pk, given=facts)


def _duty(case: Case, rule: str) -> Obligation:
    return Obligation.objects.get(about_kind="case", about_id=case.pk, rule=rule)


def _person(short: str) -> User:
    return User.objects.get(email=account(short))
