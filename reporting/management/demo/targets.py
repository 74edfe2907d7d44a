"""The target of a High case: a plan for safety, offered and accepted, apart from the subject's plan."""

from datetime import timedelta

from cases.actions.target_plans import (
    OfferGiven,
    StrategyGiven,
    TargetWords,
    record_target_offer,
    record_target_strategy,
    save_target_plan,
)
from cases.models import Party
from reporting.management.demo.story import Story
from tat.clock import CENTRAL


def keep_safe(story: Story) -> None:
    """A plan with a contact person, offered to the target; one strategy accepted, one declined."""
    case, contact, by = story.fresh(), story.team[-1], story.lead
    target = case.party_set.filter(role=Party.Role.TARGET).earliest("recorded_at")
    words = TargetWords(
        told="That there was talk of the concert with the name, that it is taken seriously, and what the school does about it.",
        told_at=story.now - timedelta(minutes=10),
        told_by=by.full_name,
        contact=contact,
        channel="In person in the band room before first period; by phone on days without school.",
        rhythm="Each school day until the concert is over, then twice a week.",
        supervision="A teacher stands at the band room before and after rehearsal. The way home is with two friends or by car.",
        supports="The counselor once a week; a quiet room at any time.",
        on_contact="Do not answer. Keep the message and show it to the contact person or in the office the same day.",
        parents="told",
        parents_note="Both, by phone, the same evening.",
        ends_when="When the team finds that no threat is left and the target agrees.",
    )
    save_target_plan(case=case, by=by, party_id=target.pk, version=0, words=words)
    offer = OfferGiven(answer="accepted", offered_at=story.now, by_whom=by.full_name)
    record_target_offer(case=case, by=by, party_id=target.pk, given=offer)
    today = story.now.astimezone(CENTRAL).date()
    for code, answer, note in (("TGT-6", "accepted", ""), ("TGT-4", "declined", "Keeps the usual way to rehearsal.")):
        given = StrategyGiven(strategy=code, answer=answer, answered_on=today, by_whom=by.full_name, note=note)
        record_target_strategy(case=case, by=by, party_id=target.pk, given=given)
