"""Which open duties are a person's: the conditions behind Home and the Duties page."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db.models import Q, QuerySet

from tat import notices
from tat.models import Absence, Designation, Notice, Obligation, Seat, Standing
from tat.models.obligations import ObligationQuerySet
from tat.models.prepared import Given
from tat.obligations.roster import ACTS_FOR, CLERKS
from tat.permissions import Scope
from tat.roles import Role
from tat.statutes import HAND_OVER, ActorRole, local_date

KEYS = ("target_due_at", "id")
Capacity = Standing.Capacity
NAMED = frozenset(set(Capacity) - {Capacity.EXCLUDED, Capacity.ASIDE})
OF_AN_OFFICE = {
    Role.SUPERINTENDENT: (ActorRole.SUPERINTENDENT, ActorRole.BOARD),
    Role.CUSTODIAN: (ActorRole.CUSTODIAN, ActorRole.PARENT),  # a time that runs for parents is watched by who keeps the records
    Role.HR: (ActorRole.HR,),
}


def held_by(scope: Scope) -> dict[str, Any]:
    """What decides which duties are a person's, by name."""
    offices = scope.offices & OF_AN_OFFICE.keys()
    return {
        "district": scope.district_id,
        "user": scope.user_id,
        "told": [scope.user_id],
        "today": local_date(scope.at),
        "day": local_date(scope.at).isoformat(),
        "briefs": notices.briefs_of(scope.user_id),
        "questions": notices.questions_of(scope.user_id),
        "watches": notices.watches_of(scope.user_id),
        "in_office": bool(offices),
        "of_offices": [role for office in sorted(offices) for role in OF_AN_OFFICE[office]],
        "clerk_of": [role for role, office in CLERKS.items() if office in offices],
        "as_chief": list(OF_AN_OFFICE[Role.SUPERINTENDENT]) if Role.SUPERINTENDENT in offices else [],
        "principal_of": list(scope.principal_of),
        "member_of": list(scope.member_of),
        "triage_of": list(scope.triage_of),
        "seated_in": list(scope.seated_in),
        "backup_in": list(scope.backup_in),
        "named": list(scope.cases_as(*NAMED - Standing.OF_A_SEAT)),
        "named_by_seat": scope.array_as(*NAMED & Standing.OF_A_SEAT),
        **{word: scope.array_as(capacity) for word, capacity in STANDS_AS.items()},
        "excluded": list(scope.excluded),
    }


Held = Mapping[str, Any]
CARRYING = {"managing": Capacity.CASE_MANAGER, "engaging": Capacity.ENGAGER}
STANDS_AS = {"leading": Capacity.LEAD, "standing_in": Capacity.BACKUP, "on_panel": Capacity.PANEL, "playing": Capacity.PLAYER, **CARRYING}


def rows_held(held: Held, given: Sequence[Designation] = ()) -> ObligationQuerySet:
    """The open duties of the person's Home; `given` is what is designated to the person today."""
    whose = _asked(held) | _escalated(held, given) | _by_role(held) | _led(held) | _stood_in_for(held) | _any(map(_by, given))
    return _listed(held, whose, given)


def rows_of_buildings_held(held: Held, given: Sequence[Designation] = ()) -> ObligationQuerySet:
    """Those of Home, of the team, and those of the own office that were handed to somebody."""
    own = rows_held(held, given)
    of_team = Q(team_id__any_of=held["triage_of"]) & ~Q(rule=HAND_OVER)  # the case is not the team's before its principal accepts it
    more = _any([of_team] * bool(held["triage_of"]) + [_handed_on(held)] * held["in_office"])
    return _listed(held, Q(pk__in=own.order_by().values("pk")) | more, given) if held["triage_of"] or held["in_office"] else own


def rows_handed_on(held: Held) -> ObligationQuerySet:
    """Those of the own office that were handed to somebody."""
    return _listed(held, _handed_on(held))


def _handed_on(held: Held) -> Q:
    return Q(handed_by__isnull=False, actor_role__any_of=held["of_offices"]) & ~Q(actor_role__in=[*CLERKS])


def changes_held(held: Held) -> QuerySet[Notice]:
    """What waits on Home to be opened."""
    words = {word: held[word] for word in ("briefs", "questions", "watches", "day")}
    waiting = notices.to_open(held["user"], **words)
    return waiting.exclude(about_id__any_of=held["excluded"])


def _listed(held: Held, whose: Q, given: Sequence[Designation] = ()) -> ObligationQuerySet:
    """A restricted row is for who is named in it, and for the superintendent or designee whose own duty it is, without the case.

    A row of a practice case is for the exercise's players alone.
    """
    handed = Q(rule=HAND_OVER, building_id__any_of=held["principal_of"])
    open_to = Q(restricted=False) | Q(actor_id=held["user"]) | Q(escalated_to__contains=held["told"]) | _named(held) | handed
    open_to |= Q(actor=None, actor_role__any_of=held["as_chief"]) | _any(_by(each) for each in given if each.acts_for != Role.PRINCIPAL)
    in_play = Q(practice=False) | Q(about_id__any_of=held["playing"])
    rows = Obligation.objects.open().filter(Q(district_id=held["district"]), whose, open_to, in_play)
    return rows.exclude(about_id__any_of=held["excluded"]).select_related("building", "district", "team", "actor").order_by(*KEYS)


def _named(held: Held) -> Q:
    """Duties about a case in which the person stands by name; what is of a seat asks one in its team still."""
    return Q(about_id__any_of=held["named"]) | _seated(held, "named_by_seat")


def _seated(held: Held, cases: str) -> Q:
    return Q(about_id__any_of=held[cases], team_id__any_of=held["seated_in"])


def _asked(held: Held) -> Q:
    """Duties that name the person. That of a seat, and what was handed over in the team, asks one there still; in an office, that office.

    What was handed to a designee is listed by the designation, and leaves with it.
    """
    by_fact = Q(handed_by=None) & ~Q(actor_role=ActorRole.SEAT)
    in_team = Q(team_id__any_of=held["seated_in"]) & ~Q(actor_role__in=[*ACTS_FOR, *CLERKS])
    return Q(actor_id=held["user"]) & (by_fact | in_team | Q(actor_role__any_of=held["of_offices"]))


def _by_role(held: Held) -> Q:
    """Duties without a named actor whose role the person holds there."""
    found = Q(actor_role__in=[ActorRole.TAT, ActorRole.TRIAGE], team_id__any_of=held["triage_of"])
    found |= Q(actor_role=ActorRole.TAT, team_id__any_of=held["member_of"])
    found |= Q(actor_role__in=[ActorRole.CASE_MANAGER, ActorRole.ENGAGER]) & _seated(held, "managing")
    found |= Q(actor_role=ActorRole.ENGAGER) & _seated(held, "engaging")
    in_place = Q(actor_role__in=[ActorRole.TAT, ActorRole.TRIAGE, ActorRole.CASE_MANAGER, ActorRole.ENGAGER])
    found |= in_place & (Q(about_id__any_of=held["standing_in"]) | _seated(held, "on_panel"))
    found |= Q(actor_role__any_of=held["of_offices"])
    among_clerks = Q(handed_by__isnull=False, actor_role__any_of=held["clerk_of"])  # they have no other list to find it on
    return Q(actor=None) & found | among_clerks


def _led(held: Held) -> Q:
    return Q(building_id__any_of=held["principal_of"]) | Q(about_id__any_of=held["leading"]) & ~Q(rule=HAND_OVER)


def _stood_in_for(held: Held) -> Q:
    """Duties of a colleague who is away today and whose back-up the person is."""
    if not held["backup_in"]:
        return Q(pk__in=[])
    today = held["today"]
    away = Absence.objects.filter(from_on__lte=today, until_on__gte=today).values("user_id")
    covered = Seat.objects.filter(backups__in=Seat.objects.filter(user_id=held["user"], kind=Seat.Kind.BACKUP), user_id__in=away)
    return Q(actor_id__in=covered.values("user_id"), team_id__any_of=held["backup_in"])


def _escalated(held: Held, given: Sequence[Designation]) -> Q:
    """What was escalated to the person, while the place that it was escalated to is still theirs."""
    told = Q(escalated_to__contains=held["told"])
    if held["in_office"]:
        return told
    place = Q(building_id__any_of=held["principal_of"]) | Q(district__second_contact_id=held["user"])
    place |= Q(team_id__any_of=held["seated_in"]) | _named(held)
    place |= Q(rule__in={rule for each in given for rule in each.rules})
    return told & place


def designated_rows() -> QuerySet[Designation]:
    """What is designated to a person on a day."""
    today = Given("today")
    return Designation.objects.filter(Q(until_on=None) | Q(until_on__gte=today), designee_id=Given("user"), from_on__lte=today)


def _by(given: Designation) -> Q:
    roles = [actor_role for actor_role, office in ACTS_FOR.items() if office == given.acts_for]
    where = Q(district_id=given.district_id) & (Q(building_id=given.building_id) if given.building_id else Q())
    theirs = Q(actor=None) | Q(actor_id=given.designee_id, handed_by__isnull=False)
    return where & theirs & Q(rule__in=given.rules, actor_role__in=roles, in_person=False)


def _any(conditions: Iterable[Q]) -> Q:
    found = Q(pk__in=[])
    for condition in conditions:
        found |= condition
    return found
