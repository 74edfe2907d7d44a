"""Whom to call, on the pages where somebody has to: the directory's offices for one building, with what is missing said in words."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from cases.actions.agencies import DIRECTORY
from tat.models import Agency, Building
from tat.statutes import local_date

Kind = Agency.Kind
DEFAULTS: tuple[Agency, ...] = (
    Agency(kind=Kind.DCFS, name="DCFS hotline for child abuse and neglect", phone_always="800-252-2873"),
    Agency(kind=Kind.CRISIS, name="988 Suicide & Crisis Lifeline", phone_always="988"),
)
"""District-defined defaults, not an official list: they stand until the district enters its own, and say that they are not checked."""

POLICE = frozenset({"IMM-LE", "LVL-LE", "LVL-CONS", "OFF-FIR", "FIR-LE", "FIR-LE2", "DRG-LE2", "DRG-48", "SAFE-LE", "OTH-LE", "BAT-LE"})
OF_RULE: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(POLICE, (Kind.LAW_ENFORCEMENT,)),
    "IMM-SEO": (Kind.LAW_ENFORCEMENT,),
    "OTH-DCFS": (Kind.DCFS,),
    "CPD-ISP": (Kind.LAW_ENFORCEMENT, Kind.STATE_POLICE),
    "FILE-LE": (Kind.LAW_ENFORCEMENT,),
    "FILE-ROE": (Kind.ROE,),
    "FIR-SIRS": (Kind.ISBE,),
    "DRG-SIRS": (Kind.ISBE,),
    "BAT-SIRS": (Kind.ISBE,),
}
"""Rule -> the kinds of offices that its duty tells."""
EMERGENCIES = frozenset({"IMM-SEO", "IMM-LE", "LVL-LE", "OFF-FIR", "FIR-LE", "FIR-LE2", "BAT-LE"})
"""The rules on whose pages 911 stands first."""
IN_CONTAINMENT = (Kind.LAW_ENFORCEMENT,)
ON_ABUSE = (Kind.DCFS,)
OPTIONAL = frozenset({Kind.ISBE, Kind.STATE_POLICE, Kind.CRISIS})
"""The kinds that a district may do without: nothing is said where there is none."""


@dataclass(frozen=True)
class Calls:
    """For templates/partials/_call.html: the offices in order, and as sentences what the directory lacks."""

    offices: tuple[Any, ...] = ()
    missing: tuple[str, ...] = ()
    emergency: bool = False


def calls(kinds: Sequence[str], *, district_id: int, building: Building | None, at: datetime, emergency: bool = False) -> Calls:
    """The offices of these kinds for that building, or the whole district, in one statement."""
    today = local_date(at)
    used = [row for row in DIRECTORY(district=district_id) if row.in_use(today)]
    found: list[Any] = []
    missing: list[str] = []
    for kind in kinds:
        rows = _serving(used, kind, building) or [each for each in DEFAULTS if each.kind == kind]
        found += rows
        if kind not in OPTIONAL and not any(row.numbers for row in rows):
            missing.append(_no_number(kind, rows, building))
    return Calls(tuple(found), tuple(missing), emergency)


def calls_of_rules(rules: Iterable[str], *, district_id: int, building: Building | None, at: datetime) -> Calls | None:
    """Whom the duties of these rules tell, each office once; None, and no statement, where they tell none of the directory."""
    asked = list(rules)
    kinds = list(dict.fromkeys(kind for rule in asked for kind in OF_RULE.get(rule, ())))
    if not kinds:
        return None
    emergency = any(rule in EMERGENCIES for rule in asked)
    found = calls(kinds, district_id=district_id, building=building, at=at, emergency=emergency)
    return found if found.offices or found.missing else None


def _serving(rows: Iterable[Any], kind: str, building: Building | None) -> list[Any]:
    """Those of a kind: of police, the ones that serve the building by name first, then those of the whole district."""
    same = [row for row in rows if row.kind == kind]
    if kind != Kind.LAW_ENFORCEMENT or building is None:
        return same
    return [row for row in same if building.pk in row.building_ids] + [row for row in same if not row.building_ids]


def _no_number(kind: str, rows: Sequence[Any], building: Building | None) -> str:
    if rows:
        return _("No number of %(name)s is in the directory.") % {"name": ", ".join(row.name for row in rows)}
    if kind == Kind.LAW_ENFORCEMENT and building is not None:
        return _("No police agency for %(building)s is in the directory.") % {"building": building.name}
    return _("%(kind)s: no office is in the directory.") % {"kind": Kind(kind).label}


def defaults_beside(rows: Sequence[Any]) -> list[Agency]:
    """The shipped numbers that the district has not replaced: by an own office of the kind, or for a crisis line by the same number."""
    return [each for each in DEFAULTS if not any(row.kind == each.kind and _replaces(row, each) for row in rows)]


def _replaces(row: Any, default: Agency) -> bool:
    return default.kind != Kind.CRISIS or default.phone_always in row.numbers


def lacking(rows: Sequence[Any], buildings: Iterable[Building]) -> list[str]:
    """What the directory lacks, as sentences: police for a building, the regional office, a number where one is called."""
    found = []
    for building in buildings:
        serving = _serving(rows, Kind.LAW_ENFORCEMENT, building)
        if not serving:
            found.append(
                _("%(building)s: no local law enforcement agency is entered. 911 is all that its pages can show.")
                % {"building": building.name}
            )
        elif not any(row.numbers for row in serving):
            found.append(_("%(building)s: its law enforcement agency has no number.") % {"building": building.name})
    if not any(row.kind == Kind.ROE for row in rows):
        found.append(_("No Regional Office of Education or Intermediate Service Center is entered. The annual filing needs one."))
    if not any(row.kind == Kind.DCFS for row in rows):
        found.append(_("The DCFS number is the one that the product came with. Call it once, then enter it as the district’s own."))
    return found
