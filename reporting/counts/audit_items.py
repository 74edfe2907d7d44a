"""What a file is held against, each with its source, and the words of what is missing."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l
from django.utils.translation import ngettext

KEPT, MISSING, WAITING, NOT_ASKED = "kept", "missing", "waiting", "not_asked"
STATES = {
    KEPT: _l("Kept"),
    MISSING: _l("Missing"),
    WAITING: _l("Not due yet"),
    NOT_ASKED: _l("Not asked"),
}


@dataclass(frozen=True)
class Item:
    """One question of the audit. `rules` are the duties of 8.1 that have to be done in time; a few items ask more than that."""

    code: str
    label: str | Promise
    clause: str
    rules: tuple[str, ...] = ()


AP2 = "4:190-AP2"
OUTSIDE = ("IMM-SEO", "IMM-LE", "CPD-ISP", "OFF-FIR", "FIR-LE", "FIR-LE2", "DRG-LE2", "DRG-48", "SAFE-LE", "OTH-DCFS", "BAT-LE")
NOTICES = ("LVL-ADM", "LVL-LE", "LVL-CONS", "LVL-NTF", "LVL-TGT", "LVL-CON", "LVL-CRI", "FIR-PG", "GUN-PG", "Q-STU", "EMR-PG", "EMR-REC")
ITEMS = (
    Item("REV", _l("Each report was reviewed in time"), f"{AP2}, Intake", ("RPT-REV",)),
    Item("IMM", _l("Imminence was decided in time"), f"{AP2}, Imminent Threats", ("IMM-DET",)),
    Item("TRI", _l("Triage was unanimous, by two at least, or the full team was convened"), f"{AP2}, Triage"),
    Item("TIM", _l("Opinions and the convening came in time"), f"{AP2}, Triage", ("TRI-DONE", "TAT-CONV")),
    Item("INT", _l("Each expected interview was held, or the reason is written"), f"{AP2}, Triage; FORT, Fair"),
    Item("CLS", _l("The classification was signed in time"), f"{AP2}, Assessing and Classifying Threats", ("TAT-CLS",)),
    Item("SIG", _l("Every seat’s position is on the classification"), f"{AP2}, Assessing and Classifying Threats", ("SIG",)),
    Item("DNG", _l("The danger determination is answered"), "430 ILCS 66/105"),
    Item("PLN", _l("A plan where one is due, in time, with case manager and engagement member"), f"{AP2}, Case Management", ("PLAN",)),
    Item("UPD", _l("Every update came within its days, 30 at most"), f"{AP2}, Case Management", ("UPD-30",)),
    Item("NTC", _l("Notices that the level and the law ask for were given in time"), f"{AP2}, Types of Threats", NOTICES),
    Item("OUT", _l("Reports to outside agencies were made in time"), f"{AP2}, Reporting Threats to Outside Agencies", OUTSIDE),
    Item("SEP", _l("The separation safeguard was answered before a separation"), f"{AP2}-E5"),
    Item("END", _l("Closed with its basis"), f"{AP2}, Case Management"),
)
BY_CODE = {item.code: item for item in ITEMS}
OF_RULE = {rule: item.code for item in ITEMS for rule in item.rules}


@dataclass(frozen=True)
class Answer:
    """One item in one file: its state, and what is missing as codes with numbers, so that it is kept without a word of the case."""

    item: str
    state: str
    lacks: tuple[tuple[str, int], ...] = ()

    def as_json(self) -> list[object]:
        return [self.item, self.state, [list(each) for each in self.lacks]]

    @classmethod
    def from_json(cls, kept: Sequence[object]) -> "Answer":
        item, state, lacks = kept
        return cls(str(item), str(state), tuple((str(code), int(n)) for code, n in lacks))  # type: ignore[attr-defined]

    @property
    def label(self) -> str:
        return str(BY_CODE[self.item].label)

    @property
    def clause(self) -> str:
        return BY_CODE[self.item].clause

    @property
    def state_words(self) -> str:
        return str(STATES[self.state])

    @property
    def words(self) -> str:
        """What is missing, as sentences; empty where nothing is."""
        return " ".join(_sentence(code, n) for code, n in self.lacks)


def _sentence(code: str, n: int) -> str:
    if code in COUNTED:
        one, many = COUNTED[code]
        return ngettext(one, many, n) % {"n": n}
    return _(PLAIN[code])


COUNTED = {
    "late": ("%(n)d was done late.", "%(n)d were done late."),
    "open": ("%(n)d is past due and open.", "%(n)d are past due and open."),
    "panel": ("Only %(n)d member was on the panel.", "Only %(n)d members were on the panel."),
    "opinions": ("%(n)d opinion is missing or does not concur.", "%(n)d opinions are missing or do not concur."),
    "interviews": (
        "With %(n)d kind of person no interview is recorded, and no reason.",
        "With %(n)d kinds of people no interview is recorded, and no reason.",
    ),
    "safeguard": ("%(n)d question of a separation is not answered.", "%(n)d questions of separations are not answered."),
}
PLAIN = {
    "undecided": "No answer on imminence is on record.",
    "unclassified": "No classification is in force.",
    "positions": "Not every seat has taken a position.",
    "danger": "Nobody has answered whether there is a clear and present danger.",
    "no_plan": "The level asks for a plan, and none is adopted.",
    "carriers": "The plan names no case manager or no engagement member.",
    "no_plan_clock": "A plan is in force, and no date for its next update runs.",
    "basis": "The closing has no basis on record.",
}
