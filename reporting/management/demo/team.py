"""The second half of a demonstration case: assessment, level, positions, danger, plan, contacts, updates, closing."""

from datetime import timedelta

from cases.actions.classification import LevelGiven, classify
from cases.actions.closing import ClosingGiven, close_case
from cases.actions.contacts import ContactGiven, record_contact
from cases.actions.danger import DangerGiven, determine_danger
from cases.actions.findings import FindingGiven, add_finding, state_none_found
from cases.actions.pathway import set_pathway
from cases.actions.plan import PlanWords, adopt_plan, adoption_token, save_plan
from cases.actions.plan_facts import read_plan
from cases.actions.positions import PositionGiven, take_position
from cases.actions.questions import AnswerGiven, answer_question
from cases.actions.reopening import reopen
from cases.actions.strategies import FreeStrategy, StrategyWords, add_strategies, change_strategy
from cases.actions.transfers import TransferGiven, ask_transfer
from cases.actions.updates import UpdateGiven, submit_update
from cases.gates import GateReply
from cases.levels import Level
from cases.models import Contact, Finding, KeyAnswer, KeyQuestion, PathwayStage, Position
from cases.step import Grievance, StepDomain
from cases.workflow import ClosingReason
from cases.workflow.contacts import ContactKind, Monitoring
from reporting.management.demo.story import Story
from tat.clock import CENTRAL
from tat.models import Building, Seat

ACTIVE = Monitoring.ACTIVE
NO_DANGER = "Asked of the principal: no serious threat against a person who could be named has been determined."
FORT_NOTES = {
    "R": "The steps are the smallest that the team found enough, and each is looked at again at every update.",
    "T": "Each step followed the one before it as soon as the people could be reached.",
}


def assess(story: Story) -> None:
    """Findings under S and P, nothing found under T and E; key questions; the pathway; the danger question answered."""
    case, by = story.fresh(), story.team[-1]
    today = story.now.astimezone(CENTRAL).date()
    seen = {"source": Finding.Source.INTERVIEW, "observed_on": today, "status": Finding.Status.OBSERVED}
    told = FindingGiven(domain=StepDomain.SUBJECT, factor="S-01", text="Feels treated unfairly and says so often.", **seen)
    add_finding(case=case, by=by, given=told)
    kept = FindingGiven(domain=StepDomain.SUBJECT, factor="S-51", text="Talks with the band director every day.", **seen)
    add_finding(case=case, by=by, given=kept)
    ahead = FindingGiven(domain=StepDomain.PRECIPITATING, factor="P-01", text="The tryout list is posted next week.", **seen)
    add_finding(case=case, by=by, given=ahead)
    nothing = "Looked at schedules, routes and supervision; nothing stands out."
    for domain in (StepDomain.TARGET, StepDomain.ENVIRONMENT):
        state_none_found(case=story.fresh(), by=by, domain=domain, reason=nothing)
    _answer(story)


def _answer(story: Story) -> None:
    by = story.team[-1]
    for code in KeyQuestion.objects.in_force(story.building.district_id).values_list("code", flat=True):
        text = "Answered from the interview and the teachers' accounts; both agree."
        answer_question(case=story.fresh(), by=by, given=AnswerGiven(question=code, reading=KeyAnswer.Reading.NEUTRAL, text=text))
    stage, direction = PathwayStage.Stage.IDEA, PathwayStage.Direction.STALLED
    basis = "Words only; no research, no means, no rehearsal seen."
    set_pathway(case=story.fresh(), by=by, stage=stage, direction=direction, basis=basis, grievance=Grievance.YES)


def no_danger(story: Story) -> None:
    """Clear and present danger: asked, answered no."""
    given = DangerGiven(answer="no", determined_at=story.now, reason=NO_DANGER, subject_is_student=True)
    determine_danger(case=story.fresh(), by=story.lead, given=given)


def danger(story: Story) -> None:
    """Clear and present danger: determined; the 24 hours run from this moment."""
    facts = "A picture of a rifle, a named person, and a week. The subject did not deny it."
    given = DangerGiven(answer="yes", determined_at=story.now, facts=facts, subject_is_student=True)
    determine_danger(case=story.fresh(), by=story.lead, given=given)


def level(story: Story) -> None:
    """The lead signs the level of the story."""
    wanted = Level(story.plan["level"])
    serious = wanted in (Level.MODERATE, Level.HIGH)
    given = LevelGiven(
        level=wanted,
        rationale="It fits what was found. The next one up needs steps toward harm, and none were found; the next one down leaves it open.",
        fort_notes=FORT_NOTES,
        further_intervention=False if serious else None,
        further_intervention_reason="The plan is enough; nothing more has to be done to prevent harm." if serious else "",
        police_considered=False if wanted == Level.MODERATE else None,
        police_considered_reason="Talked over with the school resource officer; no need found." if wanted == Level.MODERATE else "",
        measures=wanted == Level.LOW and not story.plan.get("no_measures"),
        gates={"danger": GateReply(answer="no", reason=NO_DANGER)},
    )
    classify(case=story.fresh(), by=story.lead, given=given)


def positions(story: Story, leave: int = 0) -> None:
    """Every other seat concurs, but for the last `leave`."""
    seats = Seat.objects.filter(team=story.fresh().team, kind=Seat.Kind.CORE, user__isnull=False).exclude(user=story.lead).order_by("id")
    waiting = [seat for seat in seats if seat.user_id not in story.kept_out()]
    for seat in waiting[: len(waiting) - leave]:
        found = story.case.classification_set.latest("recorded_at")
        given = PositionGiven(seat_id=seat.pk, stance=Position.Stance.CONCUR)
        take_position(case=story.fresh(), by=seat.user, classification_id=found.pk, given=given)


def plan(story: Story) -> None:
    """A plan with two strategies, a case manager and somebody who keeps in touch, adopted by the lead."""
    manager, engager = story.team[-1], story.team[-2]
    today = story.now.astimezone(CENTRAL).date()
    words = PlanWords(
        facts_relied_on="The findings of the assessment.",
        goals="Short term: calm and contact. Longer term: a grievance that is heard.",
        least_intrusive="Talks and one check-in a day are the smallest steps that keep the contact; nothing compelled is needed.",
        lower_rungs="Conversation alone did not hold over the first week.",
        monitoring=story.plan.get("monitoring", ACTIVE),
        contact_days=story.plan.get("contact_days"),
        contact_plan="Every school day at lunch.",
        case_manager=manager,
        engager=engager,
    )
    save_plan(case=story.fresh(), by=manager, version="", words=words)
    ahead = FreeStrategy(label="Tell the subject in person before a list is posted", domain=StepDomain.PRECIPITATING, rung=1)
    daily = StrategyWords(owner=engager, starts_on=today, rhythm="daily", status="active")
    add_strategies(case=story.fresh(), by=manager, codes=["SUB-1b", "SUB-4a"], words=daily, free=ahead)
    sheet = read_plan(story.fresh(), story.now)
    adopt_plan(case=story.case, by=story.lead, version=adoption_token(sheet), fort_notes=FORT_NOTES)


def end_watch(story: Story) -> None:
    """The date that was watched has passed: the plan says what came of it."""
    row = story.fresh().planstrategy_set.filter(plan__state="adopted", domain=StepDomain.PRECIPITATING).get()
    came = "The list was posted; nothing followed."
    words = StrategyWords(owner=row.owner, starts_on=row.starts_on, rhythm=row.rhythm, status="done", outcome=came)
    change_strategy(case=story.case, by=story.team[-1], strategy_id=row.pk, version=row.version, words=words)


def contact(story: Story) -> None:
    """Who keeps in touch has talked with the subject."""
    given = ContactGiven(
        who=Contact.Who.SUBJECT,
        kind=ContactKind.IN_PERSON,
        said="Talked at lunch. “It is going okay.” Sat with two friends; spoke of the weekend.",
        occurred_at=story.now - timedelta(hours=1),
        subject_is=Contact.SubjectIs.AS_BEFORE,
        watch_items_checked=True if story.plan.get("monitoring", ACTIVE) == ACTIVE else None,
    )
    record_contact(case=story.fresh(), by=story.team[-2], given=given)


def attempt(story: Story) -> None:
    """Who keeps in touch has tried to reach the family."""
    said = "Called the mother at noon and at three; nobody answered. Left a message."
    given = ContactGiven(who=Contact.Who.PARENT, kind=ContactKind.TRIED, said=said, occurred_at=story.now)
    record_contact(case=story.fresh(), by=story.team[-2], given=given)


def update(story: Story, *, resolved: bool = False) -> None:
    """The case manager's update."""
    given = UpdateGiven(
        status_of_subject="Comes to school every day, keeps the check-ins, talks about the future.",
        responses="Both strategies are kept. The band director joins once a week.",
        new_information="Nothing new; asked the teachers and the family.",
        target_contact="The target's family was called; no contact.",
        coming_up="A week without classes; the check-ins go on by phone.",
        level_fits="yes",
        no_longer_poses_threat=resolved,
    )
    gates = {code: GateReply(answer="no", reason=NO_DANGER) for code in ("danger", "firearm", "abuse", "imminent")}
    submit_update(case=story.fresh(), by=story.team[-1], given=given, gates=gates)


def close(story: Story) -> None:
    """The lead closes the case for the reason that its level gives."""
    reason = {"routine": ClosingReason.ROUTINE, "low": ClosingReason.LOW_NO_ACTION}.get(story.plan["level"], ClosingReason.RESOLVED)
    given = ClosingGiven(
        reason=reason,
        basis="Three updates without a concern; the grievance is settled; the family and the counselor agree.",
        no_longer_poses_threat=True,
        target_told="Told by phone on the day of closing.",
        fort_notes=FORT_NOTES,
        owners={},
    )
    close_case(case=story.fresh(), by=story.lead, given=given)


def open_again(story: Story) -> None:
    """New information after closing."""
    reopen(case=story.fresh(), by=story.lead, reason="A classmate showed a new message with the same name.")


def hand_over(story: Story, school: str) -> None:
    """The lead asks another building to take the case; nobody has answered."""
    given = TransferGiven(
        building_id=Building.objects.get(code=school).pk,
        reason="The family moves, and the student changes to the other school next week.",
        concern="Words on a desk about one classmate; the full team assesses anew since a new message was shown.",
        in_place="A check-in every morning, and two seats apart in the shared classes.",
        coming_up="The first day at the new school, and a team list that is posted that week.",
    )
    ask_transfer(case=story.fresh(), by=story.lead, given=given)
