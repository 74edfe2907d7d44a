"""The first half of a demonstration case: report, review, imminence, triage, the full team."""

from datetime import timedelta
from typing import Any

from cases.actions.imminence import Determining, declare_imminent, determine_imminence
from cases.actions.interviews import Conversation, interview_not_held, record_interview
from cases.actions.opening import Incident
from cases.actions.parties import PartyGiven
from cases.actions.records import review_records
from cases.concurrence import Answer
from cases.models import Affiliation, Case, Party, RecordsReview
from cases.step import Interviewee
from reporting.management.demo.story import Story
from tat.models import Seat
from triage.actions.given import ReporterGiven, ReportGiven
from triage.actions.meetings import record_meeting
from triage.actions.reports import receive_report, review_report
from triage.actions.triage import OpinionGiven, begin_triage, give_opinion

NOT_IMMINENT = "The student is with an adult in the office; bag and phone are with the family; nobody could be reached today."


def report(story: Story) -> None:
    """The report is taken in, by the office where the story says so, else by the principal."""
    plan = story.plan
    by = story.person(plan.get("taker", f"principal.{plan['at'].lower()}"))
    name = plan["subject"]
    affiliation = plan.get("affiliation", Affiliation.STUDENT_CURRENT if name else Affiliation.UNKNOWN)
    subject = PartyGiven(role=Party.Role.SUBJECT, name=name, affiliation=affiliation)
    given = ReportGiven(
        building=story.building,
        incident=Incident(nature=plan["nature"], location="On school grounds", means=("oral",), observed_by="The reporting party"),
        reported_at=story.now - timedelta(minutes=3),
        received_by=by,
        subject=subject,
        targets=_targets(plan),
        reporter=ReporterGiven(name="", anonymous=True),
    )
    story.case = receive_report(by=by, given=given).case


def _targets(plan: dict[str, Any]) -> tuple[PartyGiven, ...]:
    if not plan.get("target"):
        return ()
    affiliation = plan.get("target_affiliation", Affiliation.STUDENT_CURRENT)
    return (PartyGiven(role=Party.Role.TARGET, name=plan["target"], affiliation=affiliation),)


def review(story: Story) -> None:
    """The principal opens the report."""
    review_report(report=story.case.reports.get(), by=story.lead)


def contain(story: Story) -> None:
    """A threat is imminent; the record comes later."""
    declare_imminent(case=story.case, by=story.lead)


def determine(story: Story) -> None:
    """No threat is imminent, for a reason; triage begins."""
    determine_imminence(case=story.case, by=story.lead, given=Determining(answer="no", rationale=NOT_IMMINENT))
    story.forward(minutes=12)
    begin_triage(case=story.fresh(), by=story.lead)


def look(story: Story) -> None:
    """Records are checked; those who can be heard are heard."""
    case, by = story.fresh(), story.triage[-1]
    for source in (RecordsReview.Source.PRIOR_CASES, RecordsReview.Source.DISCIPLINE):
        review_records(case=case, by=by, source=source, result=RecordsReview.Result.NONE_FOUND)
    talk = Conversation(
        interviewee=Interviewee.SUBJECT,
        started_at=story.now - timedelta(minutes=40),
        ended_at=story.now - timedelta(minutes=10),
        statement="Says it was anger at one moment. Describes what led to it, and who could help.",
        place="Counseling office",
        second_adult="School nurse",
        language="No interpreter needed; asked.",
        police_present="no",
        purpose_told=True,
    )
    record_interview(case=case, by=by, given=talk)
    _others(case, story)


def _others(case: Case, story: Story) -> None:
    interview_not_held(case=case, by=story.triage[-1], interviewee=Interviewee.REPORTER, reason="The report came without a name.")
    if story.plan.get("target"):
        reason = "The family asked to wait some days; the counselor keeps in touch."
        interview_not_held(case=case, by=story.triage[-1], interviewee=Interviewee.TARGET, reason=reason)


def concur(story: Story, count: int = 99) -> None:
    """So many members seal that no threat is identifiable; the last one closes the case at triage."""
    for member in story.triage[:count]:
        reason = "I read the report, spoke with the student, and checked the records. Nothing points to a threat."
        give_opinion(case=story.fresh(), by=member, given=OpinionGiven(answer=Answer.NONE, reason=reason))
        story.forward(minutes=30)


def convene(story: Story) -> None:
    """One member asks for the full team: the seal opens and the team is convened."""
    reason = "What was said names a person and a time. The whole team should look at it."
    give_opinion(case=story.fresh(), by=story.triage[-1], given=OpinionGiven(answer=Answer.FULL_TAT, reason=reason))


def meet(story: Story) -> None:
    """The full team meets; who stood aside or is in conflict is not there."""
    seats = Seat.objects.filter(team=story.fresh().team, kind=Seat.Kind.CORE, user__isnull=False).exclude(user_id__in=story.kept_out())
    came = list(seats.values_list("id", flat=True))
    record_meeting(case=story.case, by=story.lead, held_at=story.now, attended=came, police="consulted")
