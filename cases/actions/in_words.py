"""What is on record of a talk and of the block before a questioning, as terms and words for pages and papers; what is open is left out."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from cases.actions.questioning import block_of
from cases.models import Interview, Questioning
from cases.workflow.questioning import Talk, lacking
from tat.templatetags.moments import at_clock, when

Facts = list[tuple[Any, Any]]
SAID: dict[str, Any] = {"yes": _l("yes"), "no": _l("no"), "unknown": _l("not known")}


def facts_of_talk(talk: Interview) -> Facts:
    """Terms and words of a talk that was held; what was not asked is left out (handbook 5.6)."""
    if not talk.held:
        return []
    ended = f" – {at_clock(talk.ended_at)}" if talk.ended_at else ""
    rows = (
        (_("When"), f"{when(talk.started_at)}{ended}"),
        (_("Where"), talk.place),
        (_("Asked by"), talk.interviewer or talk.recorded_name),
        (_("Second adult"), talk.second_adult),
        (_("Language"), talk.language),
        (_("Interpreter"), talk.interpreter),
        (_("Parent told"), SAID.get(talk.parent_told, "")),
        (_("Parent present"), SAID.get(talk.parent_present, "")),
        (_("Purpose told"), _("yes") if talk.purpose_told else ""),
        (_("Officer or school security took part"), SAID.get(talk.police_present, "")),
        (_("Student under 18 suspected of a criminal act"), SAID.get(talk.criminal_act, "") if talk.police_present == "yes" else ""),
    )
    return [(term, words) for term, words in rows if words]


@dataclass(frozen=True)
class Answered:
    """One answer to the block as it is shown."""

    row: Questioning
    facts: Facts
    lacking: tuple[str, ...]
    is_late: bool


def answered(row: Questioning, ahead: Mapping[UUID, Talk]) -> Answered:
    """The row with its words, and what it lacks; `ahead` is as `answered_ahead` gives it, for the answers that name no talk."""
    block = block_of(row)
    talk = row.interview or ahead.get(row.id)
    began_at = talk.started_at if talk else None
    late = bool(began_at and block.asks_for_notice and row.told_at and row.told_at > began_at)
    return Answered(row, facts_of_block(row, began_at), lacking(block), late)


def facts_of_block(row: Questioning, began_at: datetime | None) -> Facts:
    """Terms and words of one answer; what is open is left out."""
    told = [str(row.get_parent_told_display()), when(row.told_at), row.told_how, row.told_by]
    rows = (
        (_("Asked for"), _talk(row.interview, began_at)),
        (_("Applies"), _("yes") if row.applies else _("no")),
        (_("Why not"), row.why_not),
        (_("Age"), row.age),
        (_("Criminal act"), row.act),
        (_("Exception"), "" if row.exception in ("", Questioning.Exempt.NONE) else row.get_exception_display()),
        (_("Why an exception"), row.exception_why),
        (_("Notice to a parent"), " · ".join(filter(None, told))),
        (_("There with the student"), ": ".join(filter(None, (str(row.get_present_display()), row.present_name)))),
        (_("Officer trained in working with youth"), row.get_youth_officer_display()),
    )
    return [(term, words) for term, words in rows if words]


def _talk(talk: Interview | None, began_at: datetime | None) -> str:
    if talk is not None:
        return f"{talk.get_interviewee_display()}, {when(began_at)}"
    return _("The questioning that began %(at)s") % {"at": when(began_at)} if began_at else _("The questioning to come")
