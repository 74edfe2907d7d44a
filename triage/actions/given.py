"""What a report of concern brings, as it is typed: five blocks, the gates, the determination, files."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from cases.actions.imminence import Determining
from cases.actions.opening import Incident
from cases.actions.parties import PartyGiven
from cases.gates import GateReply
from cases.models import Affiliation, Party
from tat.models import Building, User
from tat.uploads import Keepable
from triage.models import Report


@dataclass(frozen=True, kw_only=True)
class ReporterGiven:
    """The reporting party, kept apart from the case file."""

    name: str = ""
    contact: str = ""
    relationship: str = ""
    affiliation: str = Affiliation.UNKNOWN
    anonymous: bool = False
    keep_from_subject: bool = False
    wishes: str = ""

    def is_blank(self) -> bool:
        """Whether nothing was said of the reporting party."""
        return self == ReporterGiven()


@dataclass(frozen=True, kw_only=True)
class ReportGiven:
    """One report as staff take it in (4:190-AP2, Intake). Times are UTC instants, as stated.

    `into` is the open case that it is added to; None opens a new one. `determining` None leaves the decision open. `of_tip` is the
    report of a public tip that lands with this, which its own door has let through; `raw_tip` the text of a tip as it came in, which
    is kept apart from the case. `questions` are the ids of questions to a team that become this report, `players` those of a
    `practice` case beside who takes it in and leads it.
    """

    building: Building
    incident: Incident
    reported_at: datetime
    received_by: User | None = None
    received_name: str = ""
    reviewed_at: datetime | None = None
    channel: str = Report.Channel.IN_PERSON
    subject: PartyGiven = field(default_factory=lambda: PartyGiven(role=Party.Role.SUBJECT))
    targets: tuple[PartyGiven, ...] = ()
    witnesses: tuple[PartyGiven, ...] = ()
    reporter: ReporterGiven = field(default_factory=ReporterGiven)
    reporter_protected: bool = False
    gates: Mapping[str, GateReply] = field(default_factory=dict)
    determining: Determining | None = None
    raw_tip: str = ""
    into: UUID | None = None
    practice: bool = False
    players: tuple[User, ...] = ()
    of_tip: Report | None = None
    questions: tuple[UUID, ...] = ()
    files: tuple[Keepable, ...] = ()
