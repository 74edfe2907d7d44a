"""Help in a case of the demonstration that is managed: one offer that helped, one that was declined."""

from datetime import date, timedelta
from typing import Any

from cases.actions.families import parties_of
from cases.actions.referrals import AnswerGiven, ReferralGiven, add_referral, answer_referral
from cases.actions.services import OFFERED
from cases.models import Party, Referral
from reporting.management.demo.story import Story
from tat.clock import CENTRAL


def offer(story: Story) -> None:
    """The subject gets a mentor; the target's family says no, thank you."""
    mentor = _offered(story, Party.Role.SUBJECT, "mentoring", "Somebody outside class who keeps an eye on how the season goes.")
    talks = _offered(story, Party.Role.TARGET, "counseling", "Somebody to talk to after what was said in class.")
    story.forward(days=2)
    _answered(story, mentor, answer="accepted", answered_on=_today(story), appointment_on=_today(story) + timedelta(days=5))
    _answered(story, talks, answer="declined", answered_on=_today(story), words="The family has somebody of its own.")


def went(story: Story) -> None:
    """What came of the mentor."""
    story.forward(days=9)
    mentor = story.fresh().referral_set.get(party__role=Party.Role.SUBJECT)
    last = mentor.answers.get()
    given = {"answer": last.answer, "answered_on": last.answered_on, "appointment_on": last.appointment_on, "outcome": "helped"}
    _answered(story, mentor, **given, words="Goes every Thursday, and says it is the best hour of the week.")


def _offered(story: Story, role: str, kind: str, why: str) -> Referral:
    case, by = story.fresh(), story.team[-1]
    party = next(each for each in parties_of(case) if each.role == role)
    service = next(each for each in OFFERED(district=case.district_id) if each.kind == kind)
    given = ReferralGiven(party_id=party.pk, service_id=service.pk, why=why, offered_on=_today(story), offered_by=by.full_name)
    return add_referral(case=case, by=by, given=given)


def _answered(story: Story, referral: Referral, **words: Any) -> None:
    given, version = AnswerGiven(**words), referral.answers.count()
    answer_referral(case=story.fresh(), by=story.team[-1], referral_id=referral.pk, version=version, given=given)


def _today(story: Story) -> date:
    return story.now.astimezone(CENTRAL).date()
