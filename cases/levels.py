"""The five levels of 4:190-AP2: what each means, requires and considers, and the duties its signing starts."""

from dataclasses import dataclass

from django.db.models import TextChoices


class Level(TextChoices):
    """The types of threat, from the lowest to the highest."""

    ROUTINE = "routine", "Routine/No Known Concern"
    LOW = "low", "Low Level"
    MODERATE = "moderate", "Moderate Level"
    HIGH = "high", "High Level"
    IMMINENT = "imminent", "Imminent"


class Bring(TextChoices):
    """The nine things a level may bring (4:190-AP2, Types of Threats)."""

    ADMINISTRATION = "school_administration_notice", "School administration notice"
    LAW_ENFORCEMENT = "law_enforcement", "Law enforcement"
    CONTAINMENT = "subject_containment", "Subject containment"
    TARGET_PLAN = "target_protection_and_safety_plan", "Target protection and safety plan"
    CRISIS = "crisis_protocols", "Crisis protocols"
    PLAN = "assessment_and_management_plan", "Assessment and management plan"
    MONITORING = "monitoring", "Monitoring"
    REFERRALS = "referrals", "Referrals"
    CLOSE = "close_at_classification", "Close at classification"


@dataclass(frozen=True)
class LevelRule:
    """One level. `brings` leaves out what the procedure does not name; `obligations` are opened at signing."""

    level: Level
    summary: str
    threat: str
    help_needed: str
    others: str
    brings: dict[Bring, str]
    requires_plan: bool = False
    requires_considering_law_enforcement: bool = False
    obligations: tuple[str, ...] = ()

    @property
    def brought(self) -> tuple[tuple[str, str], ...]:
        """What the level brings, in the procedure's order, each with how firmly."""
        return tuple((str(each.label), self.brings[each]) for each in Bring if each in self.brings)

    @property
    def criteria(self) -> tuple[tuple[str, str], ...]:
        """The level's three criteria, each with its heading."""
        return (("Threat of violence/harm", self.threat), ("Help needed", self.help_needed), ("Others / T, E, P", self.others))


AT_ONCE = ("LVL-ADM", "LVL-LE", "LVL-CON", "LVL-TGT", "LVL-CRI")
"""Immediate duties of High and Imminent; LVL-TGT is one row per target."""

LEVELS: dict[Level, LevelRule] = {
    Level.ROUTINE: LevelRule(
        level=Level.ROUTINE,
        summary="Does not indicate a threat or a need for help. Close the case.",
        threat="not indicated",
        help_needed="no",
        others="no impact needing the TAT",
        brings={Bring.CLOSE: "yes, “close the case”"},
    ),
    Level.LOW: LevelRule(
        level=Level.LOW,
        summary="No threat; would or may benefit from help. Monitoring and referrals as appropriate.",
        threat="not indicated",
        help_needed="would or may benefit",
        others="T, E or P may be present at low levels",
        brings={
            Bring.PLAN: "may involve",
            Bring.MONITORING: "passive and/or periodic active, if any",
            Bring.REFERRALS: "as appropriate",
            Bring.CLOSE: "only if no team interventions or monitoring",
        },
    ),
    Level.MODERATE: LevelRule(
        level=Level.MODERATE,
        summary="Not a threat of serious violence, but risk cannot be ruled out. Help and a plan are needed.",
        threat="not serious violence, but risk cannot be ruled out; may be developing capability; aberrant or concerning behavior",
        help_needed="yes",
        others="targets/others likely concerned and impacted; E, P may be present",
        brings={
            Bring.LAW_ENFORCEMENT: "consider law enforcement/security",
            Bring.TARGET_PLAN: "see the responses to this level",
            Bring.PLAN: "required, ongoing",
            Bring.MONITORING: "active",
            Bring.REFERRALS: "as appropriate",
            Bring.CLOSE: "no",
        },
        requires_plan=True,
        requires_considering_law_enforcement=True,
        obligations=("LVL-CONS", "PLAN"),
    ),
    Level.HIGH: LevelRule(
        level=Level.HIGH,
        summary="Poses, or is fast developing the capability for, serious violence; or urgently needs treatment.",
        threat="poses, or is rapidly developing capability for, serious violence or harm to self/others; "
        "or urgent need of hospitalization or treatment",
        help_needed="implied",
        others="targets/others impacted; typically E factors, P considered",
        brings={
            Bring.ADMINISTRATION: "immediate",
            Bring.LAW_ENFORCEMENT: "immediate",
            Bring.CONTAINMENT: "required",
            Bring.TARGET_PLAN: "required",
            Bring.CRISIS: "activate as appropriate",
            Bring.PLAN: "required, ongoing",
            Bring.MONITORING: "active",
            Bring.REFERRALS: "as appropriate",
            Bring.CLOSE: "no",
        },
        requires_plan=True,
        obligations=(*AT_ONCE, "PLAN"),
    ),
    Level.IMMINENT: LevelRule(
        level=Level.IMMINENT,
        summary="Serious violence is imminent. Police, containment, protection, now.",
        threat="imminent threat of serious violence or harm to self/others",
        help_needed="implied",
        others="significant impact present or reasonably possible",
        brings={
            Bring.ADMINISTRATION: "immediate",
            Bring.LAW_ENFORCEMENT: "immediate",
            Bring.CONTAINMENT: "required",
            Bring.TARGET_PLAN: "required (planning)",
            Bring.CRISIS: "implement crisis response and notification protocols",
            Bring.PLAN: "required, ongoing",
            Bring.MONITORING: "active",
            Bring.CLOSE: "no",
        },
        requires_plan=True,
        obligations=(*AT_ONCE, "PLAN"),
    ),
}

ORDER: tuple[Level, ...] = tuple(LEVELS)

NOTIFIED = frozenset({Level.MODERATE, Level.HIGH, Level.IMMINENT})


def is_lower(one: Level | str, other: Level | str) -> bool:
    """Whether the first level stands below the second."""
    return ORDER.index(Level(one)) < ORDER.index(Level(other))


def requires_plan(level: Level | str, *, measures: bool) -> bool:
    """Whether the level needs a case plan, and so updates: Moderate and up, and Low with any measure or monitoring."""
    return LEVELS[Level(level)].requires_plan or (level == Level.LOW and measures)


def may_close_at_classification(level: Level | str, *, measures: bool) -> bool:
    """Routine closes; Low closes only without team interventions or monitoring (4:190-AP2, Types of Threats)."""
    return level == Level.ROUTINE or (level == Level.LOW and not measures)


def obligations_for(level: Level | str, further_intervention: bool, measures: bool) -> tuple[str, ...]:
    """Codes of the duties that signing this level starts.

    Law enforcement, administration, containment, target plan and crisis protocols follow from High and Imminent
    by definition; the principal's list of persons (LVL-NTF) also needs "requires further intervention" (4:190-AP2).
    Duties that an earlier level started stay, whatever this level brings.
    """
    plan = ("PLAN",) if requires_plan(level, measures=measures) else ()
    told = ("LVL-NTF",) if further_intervention and level in NOTIFIED else ()
    return tuple(dict.fromkeys((*LEVELS[Level(level)].obligations, *told, *plan)))
