"""The worksheet for the State Police's portal: what the case holds, in the portal's order; an aid, never the agency's own form."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from cases.models import Case, DangerDetermination, Finding, IncidentFacts, NotificationEntry, Party
from tat.models import User
from tat.templatetags.moments import when

SAW = (Party.Role.WITNESS, Party.Role.RECIPIENT)
PARENTS, POLICE = "NTF-PGS", "NTF-LE"
PARAGRAPH = _l("(2): threatening physical or verbal behavior, as a school administrator determines (430 ILCS 65/1.1)")
REPORT, NOTICES, ASSESSMENT = "report_new", "case_notices", "case_assessment"

# Name of the input, its label. They are typed into the page for copying and printing; nothing sends or keeps them.
DESCRIPTORS: tuple[tuple[str, Promise], ...] = (
    ("descriptor_phone", _l("Your phone")),
    ("descriptor_birth", _l("Subject’s date of birth")),
    ("descriptor_sex", _l("Sex")),
    ("descriptor_race", _l("Race")),
    ("descriptor_build", _l("Height and weight")),
    ("descriptor_hair", _l("Hair and eyes")),
    ("descriptor_license", _l("Driver’s license or State ID")),
    ("descriptor_foid", _l("FOID or carry license number, if known")),
)


@dataclass(frozen=True)
class Line:
    """One line to copy; `place` names the page where it can be added while it is empty."""

    label: str
    value: str
    place: str = ""


@dataclass(frozen=True)
class Part:
    """One part of the portal's form."""

    title: str
    lines: tuple[Line, ...]


def isp_worksheet(case: Case, determination: DangerDetermination, reporter: User) -> tuple[Part, ...]:
    """The facts of one case that this one duty needs, and nothing else of it. Who reported the concern is not among them."""
    facts = list(IncidentFacts.objects.filter(case__in=case.with_merged()).select_related("case__key").order_by("recorded_at"))
    told = list(case.notificationentry_set.filter(recipient__in=[PARENTS, POLICE]).order_by("told_at"))
    people = list(case.party_set.filter(role__in=[Party.Role.SUBJECT, *SAW]).select_related("person__key").order_by("recorded_at"))
    return (
        Part(_("Reporter"), _reporter(case, reporter)),
        Part(_("Subject"), _subject(people)),
        Part(_("People"), _people(case, people, facts, told)),
        Part(_("Incident and determination"), _incident(facts, determination)),
        Part(_("Behaviors, statements, evidence"), _narrative(case, facts, determination)),
    )


def filled(parts: Iterable[Part]) -> tuple[int, int]:
    """How many lines have a value, and how many there are."""
    lines = [line for part in parts for line in part.lines]
    return sum(bool(line.value) for line in lines), len(lines)


def _reporter(case: Case, reporter: User) -> tuple[Line, ...]:
    return (
        Line(_("Reporting school"), f"{case.building.name}, {case.district.name}"),
        Line(_("Reported by"), f"{reporter.full_name}, {reporter.position}"),
        Line(_("E-mail"), reporter.email),
    )


def _subject(people: list[Party]) -> tuple[Line, ...]:
    rows = [party for party in people if party.role == Party.Role.SUBJECT]
    named = next((party.person.name for party in rows if party.person), "")
    known = next((party for party in rows if party.person or party.affiliation), None)
    contacts = [contact for party in rows for contact in (party.contact, party.person.contact if party.person else "") if contact]
    return (
        Line(_("Subject’s name"), named, REPORT),
        Line(_("Address and phone"), "; ".join(dict.fromkeys(contacts)), REPORT),
        Line(_("Affiliation"), str(known.connection().label) if known else "", REPORT),
    )


def _people(case: Case, people: list[Party], facts: list[IncidentFacts], told: list[NotificationEntry]) -> tuple[Line, ...]:
    parents = [_named(entry) for entry in told if entry.recipient == PARENTS and entry.person]
    saw = [each.observed_by for each in facts if each.observed_by]
    saw += [party.shown_name() for party in people if party.role in SAW and (party.person or party.label)]
    return (
        Line(_("Parent or guardian"), "; ".join(dict.fromkeys(parents)), NOTICES),
        Line(_("Witnesses"), "; ".join(dict.fromkeys(saw)), REPORT),
        Line(_("Police agency"), _police(case, [entry for entry in told if entry.recipient == POLICE]), NOTICES),
    )


def _police(case: Case, told: list[NotificationEntry]) -> str:
    reached = [entry for entry in told if entry.outcome == NotificationEntry.Outcome.REACHED]
    words = [_("%(who)s, told %(at)s") % {"who": _named(entry) or _("Police"), "at": when(entry.told_at)} for entry in reached]
    for held in case.containment_set.exclude(police_at=None).order_by("police_at"):
        who = ", ".join(filter(None, [held.police_agency, held.police_person])) or _("Police")
        words.append(_("%(who)s, told %(at)s") % {"who": who, "at": when(held.police_at)})
    return "; ".join(dict.fromkeys(words))


def _named(entry: NotificationEntry) -> str:
    return ", ".join(filter(None, [entry.person, entry.capacity, entry.agency, entry.reference]))


def _incident(facts: list[IncidentFacts], determination: DangerDetermination) -> tuple[Line, ...]:
    dated = [each for each in facts if each.occurred_at]
    times = [" – ".join(filter(None, [when(each.occurred_at), when(each.occurred_until)])) for each in dated]
    by = determination.determined_by_name or f"{determination.recorded_name}, {determination.recorded_position}"
    return (
        Line(_("Date and time"), "; ".join(times), REPORT),
        Line(_("Place"), "; ".join(dict.fromkeys(each.location for each in facts if each.location)), REPORT),
        Line(_("Determination made"), when(determination.determined_at)),
        Line(_("Determined by"), f"{by} ({determination.get_capacity_display()})"),
        Line(_("Paragraph relied on"), str(PARAGRAPH)),
    )


def _narrative(case: Case, facts: list[IncidentFacts], determination: DangerDetermination) -> tuple[Line, ...]:
    said = [words for each in facts for words in (each.nature, each.quotation) if words]
    weapons = [": ".join(filter(None, [str(each.get_weapon_display()), each.weapons_note])) for each in facts]
    held = case.finding_set.filter(source=Finding.Source.ARTIFACT, replaced_by=None).order_by("recorded_at")
    evidence = [": ".join(filter(None, [each.text, each.source_note])) for each in held]
    return (
        Line(_("Behaviors and statements"), determination.facts),
        Line(_("As it was reported"), "\n".join(said), REPORT),
        Line(_("Weapons"), "; ".join(dict.fromkeys(weapons)), REPORT),
        Line(_("Supporting documents"), "; ".join(filter(None, evidence)), ASSESSMENT),
    )
