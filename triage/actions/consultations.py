"""Questions to a team: asked without filing a report, answered, and taken up as a report where that is what they are."""

import uuid
from collections import defaultdict
from collections.abc import Collection
from datetime import date, datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import F, Q
from django.http import Http404
from django.utils.translation import gettext as _

from tat import audit, clock, notices
from tat.actions.stamps import stamp
from tat.models import Absence, Appointment, Building, DataKey, SchoolOfficial, Seat, Team, User
from tat.notices import questions
from tat.permissions import Scope, scope_of
from tat.roles import Role
from tat.statutes import POLICE, local_date
from tat.workflow import refuse
from triage.access import is_asked, seen_consultations
from triage.models import Consultation, ConsultationAnswer, Report

EMPTY = "Write your question, in a sentence or two."
NO_ANSWER = "Write the answer, in a sentence or two."
NO_BUILDING = "Choose the school whose team you ask."
NOBODY = "Nobody of this team can be asked today. Turn to the principal, or to the superintendent."


@transaction.atomic
def ask_team(*, by: User, building: Building | None, question: str) -> Consultation:
    """Ask the team that serves a building. Each of its members, and the building's principal, finds it on Home until it is answered.

    Raises PermissionDenied for a building of another district, Blocked with what is missing.
    """
    at = clock.now()
    if building is not None and building.district_id != by.district_id:
        raise PermissionDenied
    team = building.teams.order_by("pk").first() if building else None
    asked = people_asked([team], at).get(team.pk, set()) - {by.pk} if team else set()
    refuse(
        ("building", _(NO_BUILDING), building is None),
        ("building", _(NOBODY), building is not None and not asked),
        ("question", _(EMPTY), not question.strip()),
    )
    assert building is not None and team is not None
    row = Consultation(district_id=building.district_id, building=building, team=team, key=DataKey.objects.mint(), **stamp(by, at))
    row.question = question.strip()
    row.save(force_insert=True)
    questions.tell_question(asked, question_id=row.pk, step=notices.ASKED, ref=str(row.pk), at=at)
    _log("consultation_asked", row, by, at)
    return row


@transaction.atomic
def answer_question(*, consultation_id: uuid.UUID, by: User, text: str) -> ConsultationAnswer:
    """Answer as a member of the team; the first answer ends the wait. A later one adds to it. The asker is told.

    Raises Http404 for a question that is not theirs to read, PermissionDenied for who is not asked, Blocked without a text.
    """
    at = clock.now()
    scope = scope_of(by, at)
    row = _locked(consultation_id, scope)
    if not is_asked(scope, row):
        raise PermissionDenied
    refuse(("text", _(NO_ANSWER), not text.strip()))
    answer = ConsultationAnswer(consultation=row, **stamp(by, at))
    answer.text = text.strip()
    answer.save(force_insert=True)
    if row.answered_at is None:
        row.answered_at = at
        row.save(update_fields=["answered_at"])
    questions.end_question(row.pk)
    questions.tell_question([row.recorded_by_id], question_id=row.pk, step=notices.ANSWERED, ref=str(answer.pk), at=at)
    _log("consultation_answered", row, by, at)
    return answer


def link_consultations(ids: Collection[uuid.UUID], report: Report, *, scope: Scope, by: User, at: datetime) -> int:
    """The questions that this report takes up point at it, and wait no more; what they say stays. Gives how many did.

    One that the person may not read, or that is a report already, is left as it is. The calling action writes the log.
    """
    if not ids:
        return 0
    readable = seen_consultations(scope).filter(pk__in=ids).order_by().values("pk")
    rows = list(Consultation.objects.select_for_update(of=("self",)).filter(pk__in=readable, report=None).order_by("pk"))
    Consultation.objects.filter(pk__in=[row.pk for row in rows]).update(report=report, turned_by=by, turned_at=at)
    for row in rows:
        questions.end_question(row.pk)
    return len(rows)


def people_asked(teams: Collection[Team], at: datetime) -> dict[int, set[int]]:
    """By team, who answers its questions today: members, back-ups of those who are away, and the principals of its buildings; no officer
    without the district's designation.
    """
    today, numbers = local_date(at), [team.pk for team in teams]
    held = Seat.objects.held_on(today).filter(team__in=numbers, user__is_active=True)
    away = Absence.objects.filter(from_on__lte=today, until_on__gte=today).values("user")
    members = held.filter(kind=Seat.Kind.CORE).values_list("team", "user")
    backups = held.filter(kind=Seat.Kind.BACKUP, covers__user__in=away).values_list("team", "user")
    offices = Appointment.objects.held_on(today).filter(role=Role.PRINCIPAL, building__teams__in=numbers, user__is_active=True)
    leads = offices.annotate(of_team=F("building__teams")).values_list("of_team", "user")
    found: dict[int, set[int]] = defaultdict(set)
    for team, user in (*members, *backups, *leads):
        found[team].add(user)
    outside = _outside({user for users in found.values() for user in users}, today)
    return {team: users - outside for team, users in found.items()}


def _outside(users: Collection[int], today: date) -> set[int]:
    """Of these people, who sits on a police seat and is no school official today."""
    police = Seat.objects.held_on(today).filter(Q(statutory=POLICE) | Q(covers__statutory=POLICE), user__in=users)
    officials = SchoolOfficial.objects.held_on(today).filter(person__in=users)
    return set(police.exclude(user__in=officials.values("person")).values_list("user_id", flat=True))


def settle_questions() -> int:
    """Ask whoever came to a team since, and no longer who left it, for each question that waits; gives how many changed hands."""
    at = clock.now()
    waiting = list(Consultation.objects.filter(answered_at=None, report=None).select_related("team").order_by("recorded_at", "pk"))
    if not waiting:
        return 0
    asked, told = people_asked({row.team for row in waiting}, at), questions.asked_about([row.pk for row in waiting])
    changed = [row for row in waiting if asked.get(row.team_id, set()) - {row.recorded_by_id} != told.get(row.pk, set())]
    return sum(_settled(row.pk, asked.get(row.team_id, set()) - {row.recorded_by_id}, at) for row in changed)


@transaction.atomic
def _settled(consultation_id: uuid.UUID, people: set[int], at: datetime) -> bool:
    row = _waiting(consultation_id)
    if row is None:
        return False
    new = people - questions.asked_about([row.pk]).get(row.pk, set())
    questions.end_question(row.pk, beside=people)
    questions.tell_question(new, question_id=row.pk, step=notices.ASKED, ref=f"{row.pk}:{at:%y%m%d%H%M%S}", at=at)
    _log("consultation_passed_on", row, None, at)
    return True


def _waiting(consultation_id: uuid.UUID) -> Consultation | None:
    """The question, its row locked, where it waits still."""
    rows = Consultation.objects.select_for_update(of=("self",)).filter(pk=consultation_id, answered_at=None, report=None)
    return rows.first()


def _locked(consultation_id: uuid.UUID, scope: Scope) -> Consultation:
    rows = Consultation.objects.select_for_update(of=("self",)).select_related("key")
    row = rows.filter(pk=consultation_id).first()
    if row is None or not seen_consultations(scope).filter(pk=row.pk).exists():
        raise Http404
    return row


def _log(action: str, row: Consultation, by: User | None, at: datetime) -> None:
    audit.record(action, by=by, at=at, about=("consultation", row.pk), district_id=row.district_id)
