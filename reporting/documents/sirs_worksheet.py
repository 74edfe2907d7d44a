"""The SIRS worksheet as it is typed over: an aid in the district's order, never the State Board's own form (handbook 8.9)."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from cases.duty_facts import Incident, where_words
from reporting.documents.isp_worksheet import Line
from reporting.models import SirsEntry
from tat.models import Obligation
from tat.statutes import local_date
from tat.templatetags.moments import at_clock, on, when

Family = SirsEntry.Family
FAMILIES = {"BAT-SIRS": Family.ATTACK, "DRG-SIRS": Family.DRUG, "FIR-SIRS": Family.WEAPON}
COLUMNS = (
    *("Case", "School code", "School", "Reporting year", "Family", "Incident date", "Incident time", "Kind of place"),
    *("Attack kind", "Drug kind", "Weapon kind", "Offender kind", "Victim kind", "Injury"),
    *("Police agency", "Police told", "Police report number", "State", "Target", "Due", "Entered on", "SIRS id"),
)
"""The columns of the year's table. What somebody wrote in words of their own stays out: a name may stand in it."""


def lines_of(entry: SirsEntry) -> tuple[Line, ...]:
    """The lines to copy, in order; what the family does not ask is left out."""
    told = ", ".join(filter(None, [entry.police_agency, when(entry.police_at), entry.police_report]))
    lines = (
        Line(_("School code (RCDTS)"), entry.school_code),
        Line(_("Incident date"), on(entry.happened_at)),
        Line(_("Incident time"), at_clock(entry.happened_at)),
        Line(_("Location"), where_words(entry.location, str(entry.get_grounds_display()))),
        Line(_("Family"), str(entry.get_family_display())),
        *(Line(label, str(value)) for label, value in _kinds(entry) if value),
        Line(_("Injury"), str(entry.get_injury_display())),
        Line(_("Police told"), told),
        Line(_("Action taken"), entry.action_taken),
        Line(_("Narrative"), entry.narrative),
    )
    return tuple(line for line in lines if line.value)


def _kinds(entry: SirsEntry) -> Sequence[tuple[str, Any]]:
    return (
        (_("Attack kind"), entry.get_attack_display()),
        (_("Drug kind"), entry.get_drug_display()),
        (_("Weapon kind"), entry.get_weapon_display()),
        (_("Offender kind"), entry.get_done_by_display()),
        (_("Victim kind"), entry.get_attacked_display()),
    )


def typed_ahead(duty: Obligation, found: Incident) -> dict[str, Any]:
    """What stands in a worksheet that nobody has begun: the facts that the frozen view of its rule shows, and no others."""
    first = found.told[0] if found.told else None
    facts = found.facts
    known: dict[str, Any] = {"version": 0, "happened_at": duty.triggered_at}
    if facts:
        known |= {
            "happened_at": facts.happened_at,
            "grounds": facts.grounds,
            "location": facts.place,
            "attack": facts.attack,
            "drug": facts.drug,
            "weapon": facts.weapon,
            "done_by": facts.done_by,
            "attacked": facts.personnel,
            "injury": facts.injury,
            "narrative": facts.what,
        }
    if first:
        known |= {"police_agency": first.agency, "police_at": first.told_at, "police_report": first.reference}
    return known


def year_of(at: datetime) -> int:
    """The calendar year in which the reporting year of that instant's local day began, on July 1 (unverified)."""
    day = local_date(at)
    return day.year if day >= date(day.year, 7, 1) else day.year - 1


def year_words(year: int) -> str:
    """A reporting year: "2025–26"."""
    return f"{year}–{(year + 1) % 100:02}"


def cells(duty: Obligation, entry: SirsEntry | None, state: str) -> tuple[object, ...]:
    """One duty as a row of the year's table."""
    building = duty.building
    happened = entry.happened_at if entry else duty.triggered_at
    head = (duty.code, building.rcdts if building else "", building.name if building else "", year_words(year_of(duty.triggered_at)))
    kinds = tuple(value for _label, value in _kinds(entry)) if entry else ("",) * 5
    told = (entry.police_agency, when(entry.police_at), entry.police_report) if entry else ("", "", "")
    return (
        *head,
        FAMILIES[duty.rule].label,
        *(on(happened), at_clock(happened), entry.get_grounds_display() if entry else ""),
        *kinds,
        entry.get_injury_display() if entry else "",
        *told,
        state,
        *(on(duty.target_due_at), on(duty.legal_due_at), on(duty.done_at), entry.sirs_id if entry else ""),
    )
