"""Which duties may go to a designee, and the sentence that says why another may not (handbook 8.1 “Dlg”)."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from tat.obligations.roster import ACTS_FOR, CLERKS
from tat.roles import Role
from tat.statutes import RULES, ActorRole, ObligationRule

TIP_ABOUT_STAFF = "RPT-REV"
"""Beside the superintendent's own duties: a tip about somebody who works there goes to a designee first."""
OF_THE_TEAM = frozenset({ActorRole.TRIAGE, ActorRole.LEAD, ActorRole.CASE_MANAGER, ActorRole.ENGAGER, ActorRole.TAT})
WHY_NOT: dict[str, Any] = {
    "N": _l("“%(duty)s” cannot be handed to anybody: it is asked of that person alone (%(citation)s)."),
    "?": _l("“%(duty)s” cannot be handed over: its text names no designee (%(citation)s), and silence is read as no."),
    "-": _l("“%(duty)s” belongs to nobody’s office, so it cannot be handed over."),
    "seat": _l("“%(duty)s” is asked of a seat. Who cannot act steps aside or is recorded as absent; nobody acts in their name."),
}
STUDENTS_ALONE = _l("Of a student only: for anybody else the principal reports in person (430 ILCS 66/105).")


def words_of(rule: ObligationRule) -> str:
    """What a designation for the rule is about."""
    return _("Read a tip about somebody who works there, before anybody else") if rule.code == TIP_ABOUT_STAFF else rule.duty


def may_be_handed_over(rule: ObligationRule) -> bool:
    """Whether one open duty of this rule can go to a named person."""
    return rule.delegable in ("Y", "S") and rule.actor in (*ACTS_FOR, *CLERKS, *OF_THE_TEAM)


def why_not(rule: ObligationRule) -> str:
    """The sentence where it cannot; "" where it can."""
    if may_be_handed_over(rule):
        return ""
    kind = rule.delegable if rule.delegable in WHY_NOT else "seat" if rule.actor == ActorRole.SEAT else "-"
    return str(WHY_NOT[kind]) % {"duty": rule.duty, "citation": rule.citation}


def offered(acts_for: str) -> list[ObligationRule]:
    """The duties of that office for which somebody may be designated, in the order of the table."""
    own = [rule for rule in RULES.values() if ACTS_FOR.get(rule.actor) == acts_for and may_be_handed_over(rule)]
    return [*own, RULES[TIP_ABOUT_STAFF]] if acts_for == Role.SUPERINTENDENT else own


def refused(acts_for: str) -> list[ObligationRule]:
    """The duties of that office that stay with it."""
    return [rule for rule in RULES.values() if ACTS_FOR.get(rule.actor) == acts_for and not may_be_handed_over(rule)]


def not_offered(acts_for: str, code: str) -> str:
    """The sentence that refuses a code for that office; "" where it may be designated."""
    rule = RULES.get(code)
    if rule is None:
        return _("Choose duties that are on the list.")
    if rule in offered(acts_for):
        return ""
    return why_not(rule) or _("“%(duty)s” is no duty of this office.") % {"duty": rule.duty}
