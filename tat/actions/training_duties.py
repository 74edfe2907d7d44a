"""The duties to train: of each member, and of each school year; derived again from seats and trainings, so that none is lost."""

import uuid
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from tat import obligations
from tat.actions.school_years import DAY_BEGINS, NOON, begun
from tat.actions.team_leads import lead_buildings
from tat.calendar import SchoolCalendar, due_at
from tat.models import Building, Obligation, SchoolYear, Seat, Team, Trained, Training, User
from tat.obligations import Opening
from tat.obligations.ending import supersede_rows
from tat.statutes import RULES, local_date, wall_time
from tat.statutes.ladders import ladder

INITIAL, REFRESH, STAFF, COMMUNITY, TAKERS = "TRN-INIT", "TRN-REF", "TRN-STAFF", "TRN-COMM", "TRN-TAKE"
MEMBER_RULES, SESSION_RULES = (INITIAL, REFRESH), (COMMUNITY, TAKERS)
TOPICS = {STAFF: Training.Topic.STAFF, COMMUNITY: Training.Topic.COMMUNITY, TAKERS: Training.Topic.TAKERS}
SEAT_ENDED = "seat_ended"
ONE_DAY = timedelta(days=1)
Key = tuple[str, uuid.UUID, str]


@dataclass(frozen=True)
class Spell:
    """A person's time on one team without a day between two seats; `seat` is its first. A change of seat begins no new one."""

    seat: Seat
    team: Team
    user_id: int


def current_spells(today: date, users: Collection[int] | None = None) -> list[Spell]:
    """Everybody who holds a seat today, with the first seat of the present spell."""
    rows = Seat.objects.filter(user__isnull=False, user__is_active=True, from_on__lte=today).select_related("team__district")
    if users is not None:
        rows = rows.filter(user__in=users)
    held: dict[tuple[int, int], list[Seat]] = defaultdict(list)
    for seat in rows.order_by("from_on", "pk"):
        held[seat.team_id, seat.user_id or 0].append(seat)
    found = []
    for (_team, user_id), seats in held.items():
        first, until = _last_spell(seats)
        if until is None or until >= today:
            found.append(Spell(first, first.team, user_id))
    return found


def _last_spell(seats: Sequence[Seat]) -> tuple[Seat, date | None]:
    """The first seat of the last unbroken row of seats, and its last day."""
    first, until = seats[0], seats[0].until_on
    for seat in seats[1:]:
        if until is not None and seat.from_on > until + ONE_DAY:
            first, until = seat, seat.until_on
        elif until is not None:
            until = None if seat.until_on is None else max(until, seat.until_on)
    return first, until


def trained(users: Collection[int] | None = None) -> dict[int, list[Trained]]:
    """The initial trainings and refreshers of each person, the earliest first."""
    rows = Trained.objects.filter(training__topic__in=Training.OF_MEMBERS).select_related("training__recorded_by")
    if users is not None:
        rows = rows.filter(user__in=users)
    found: dict[int, list[Trained]] = defaultdict(list)
    for row in rows.order_by("training__on", "training__recorded_at"):
        found[row.user_id].append(row)
    return found


def first_initial(rows: Iterable[Trained]) -> Trained | None:
    """The earliest initial training of these."""
    return next((row for row in rows if row.training.topic == Training.Topic.INITIAL), None)


def refresher_due(day: date) -> datetime:
    """Until when the refresher after a training of that day is held."""
    due = due_at(RULES[REFRESH].clock, wall_time(day, DAY_BEGINS), SchoolCalendar()).target_due
    assert due is not None
    return due


def reminds_at(day: date) -> datetime:
    """When the duty of that refresher is opened: at its first reminder, so that nobody looks at it for two years."""
    begins = wall_time(day, DAY_BEGINS)
    return ladder(RULES[REFRESH], begins, due_at(RULES[REFRESH].clock, begins, SchoolCalendar()))[0].at


def settle_members(at: datetime, *, by: User | None, users: Collection[int] | None = None) -> list[str]:
    """Bring TRN-INIT and TRN-REF of these people, or of everybody, up to what seats and trainings say. Returns the keys that changed."""
    spells, done = current_spells(local_date(at), users), trained(users)
    wanted: dict[Key, tuple[Spell, date]] = {}
    for spell in spells:
        rows = done.get(spell.user_id, [])
        if first_initial(rows) is None:
            wanted[INITIAL, spell.team.ref, f"seat:{spell.seat.ref}"] = (spell, spell.seat.from_on)
        if rows and reminds_at(rows[-1].training.on) <= at:
            wanted[REFRESH, spell.team.ref, f"trained:{rows[-1].pk}:{spell.seat.pk}"] = (spell, rows[-1].training.on)
    ended = _end_members(wanted.keys(), done, at, by, users)
    return ended + _start_members(wanted, at, by)


def _start_members(wanted: dict[Key, tuple[Spell, date]], at: datetime, by: User | None) -> list[str]:
    known = _known(MEMBER_RULES, {key[1] for key in wanted})
    missing = {key: each for key, each in wanted.items() if key not in known}
    leads = lead_buildings({spell.team for spell, _day in missing.values()}, at)
    openings = [
        _of_team(rule, spell.team, trigger, wall_time(day, DAY_BEGINS), leads.get(spell.team.pk))
        for (rule, _ref, trigger), (spell, day) in missing.items()
    ]
    if openings:
        obligations.start_all(openings, at=at, by=by)
    return [key[2] for key in missing]


def _end_members(
    wanted: Collection[Key], done: dict[int, list[Trained]], at: datetime, by: User | None, users: Collection[int] | None
) -> list[str]:
    """Meet what a training answers; what belongs to a seat that ended is superseded."""
    rows = Obligation.objects.open().filter(rule__in=MEMBER_RULES, about_kind="team")
    if users is not None:
        rows = rows.filter(about_id__in=Team.objects.filter(seats__user__in=users).values("ref"))
    left = [row for row in rows if (row.rule, row.about_id, row.trigger_ref) not in wanted]
    people = whose(left)
    gone = []
    for row in left:
        person = people.get(row.trigger_ref)
        if users is not None and person not in users:
            continue
        proof = _proof(row, done.get(person or 0, []))
        if proof is None:
            gone.append(row)
            continue
        moment = min(at, wall_time(proof.training.on, NOON))
        obligations.meet(row, at=at, by=by or proof.training.recorded_by, proof_ref=proof.training.ref, occurred_at=moment)
    supersede_rows(gone, at=at, by=by, reason_code=SEAT_ENDED)
    return [row.trigger_ref for row in left if users is None or people.get(row.trigger_ref) in users]


def _proof(row: Obligation, rows: Sequence[Trained]) -> Trained | None:
    """The training that answers this duty: the first initial one, or the next after the one that began it."""
    if row.rule == INITIAL:
        return first_initial(rows)
    began = row.trigger_ref.split(":")[1]
    place = next((n for n, each in enumerate(rows) if str(each.pk) == began), None)
    return rows[place + 1] if place is not None and place + 1 < len(rows) else None


def whose(duties: Iterable[Obligation]) -> dict[str, int]:
    """By trigger the person whom a member's duty is about."""
    kinds: dict[str, dict[uuid.UUID, str]] = {"seat": {}, "trained": {}}
    for duty in duties:
        kind, number, *_rest = duty.trigger_ref.split(":")
        kinds[kind][uuid.UUID(number)] = duty.trigger_ref
    seats = Seat.objects.filter(ref__in=kinds["seat"]).values_list("ref", "user_id")
    rows = Trained.objects.filter(pk__in=kinds["trained"]).values_list("pk", "user_id")
    return {kinds["seat"][ref]: user for ref, user in seats if user} | {kinds["trained"][pk]: user for pk, user in rows}


def settle_years(at: datetime, *, by: User | None, district_id: int | None = None) -> list[str]:
    """Start what the running school year asks of each district and team, and meet what its sessions answer. Returns the keys."""
    years = SchoolYear.objects.select_related("district").order_by("starts_on")
    if district_id is not None:
        years = years.filter(district=district_id)
    by_district: dict[int, list[SchoolYear]] = defaultdict(list)
    for year in years:
        by_district[year.district_id].append(year)
    begun_last = {number: begun(each, local_date(at)) for number, each in by_district.items()}
    running = {number: year for number, year in begun_last.items() if year}
    return _start_years(running, at, by) + _meet_years(at, by, district_id)


def _start_years(running: dict[int, SchoolYear], at: datetime, by: User | None) -> list[str]:
    teams = list(Team.objects.filter(district__in=running).select_related("district"))
    wanted: dict[Key, Team | None] = {(STAFF, year.ref, f"school_year:{year.ref}"): None for year in running.values()}
    wanted |= {(rule, team.ref, f"school_year:{running[team.district_id].ref}"): team for team in teams for rule in SESSION_RULES}
    known = _known((STAFF, *SESSION_RULES), {key[1] for key in wanted})
    missing = {key: team for key, team in wanted.items() if key not in known}
    leads = lead_buildings({team for team in missing.values() if team}, at)
    by_ref = {f"school_year:{year.ref}": year for year in running.values()}
    openings = []
    for (rule, _about, trigger), team in missing.items():
        year = by_ref[trigger]
        begins = wall_time(year.starts_on, DAY_BEGINS)
        of_team = team and _of_team(rule, team, trigger, begins, leads.get(team.pk))
        openings.append(of_team or _of_district(year, trigger, begins))
    if openings:
        obligations.start_all(openings, at=at, by=by)
    return [f"{key[0]}:{key[1]}" for key in missing]


def _meet_years(at: datetime, by: User | None, district_id: int | None) -> list[str]:
    """The first session of a year answers; for all staff the one with which everybody is trained."""
    rows = Obligation.objects.open().filter(rule__in=TOPICS).select_related("team")
    rows = rows if district_id is None else rows.filter(district=district_id)
    waiting = list(rows)
    refs = {uuid.UUID(row.trigger_ref.split(":")[1]) for row in waiting}
    sessions = Training.objects.filter(topic__in=TOPICS.values(), school_year__ref__in=refs).exclude(topic=TOPICS[STAFF], complete=False)
    found: dict[tuple[str, str, int | None], Training] = {}
    for each in sessions.select_related("school_year", "recorded_by").order_by("on", "recorded_at"):
        assert each.school_year is not None
        found.setdefault((each.topic, f"school_year:{each.school_year.ref}", each.team_id), each)
    met = []
    for row in waiting:
        if proof := found.get((TOPICS[row.rule], row.trigger_ref, row.team_id)):
            moment = min(at, wall_time(proof.on, NOON))
            obligations.meet(row, at=at, by=by or proof.recorded_by, proof_ref=proof.ref, occurred_at=moment)
            met.append(f"{row.rule}:{row.about_id}")
    return met


def _known(rules: Sequence[str], about: Collection[uuid.UUID]) -> set[Key]:
    """The keys that stand already, in whatever state."""
    rows = Obligation.objects.filter(rule__in=rules, about_id__in=about)
    return set(rows.values_list("rule", "about_id", "trigger_ref"))


def _of_district(year: SchoolYear, trigger: str, begins: datetime) -> Opening:
    return Opening(rule_code=STAFF, about=("school_year", year.ref), trigger_ref=trigger, triggered_at=begins, district=year.district)


def _of_team(rule: str, team: Team, trigger: str, triggered_at: datetime, building: Building | None) -> Opening:
    return Opening(
        rule_code=rule,
        about=("team", team.ref),
        trigger_ref=trigger,
        triggered_at=triggered_at,
        district=team.district,
        building=building,
        team=team,
    )
