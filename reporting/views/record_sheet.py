"""A matter of records law in words: what is asked by whom, what was done, what can be done now."""

from collections.abc import Callable, Collection, Sequence
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from reporting.actions.record_duties import has_duty
from reporting.actions.record_rights import bar_words
from reporting.forms.hearings import ConferForm, HeardForm, OfficerForm, PostponeForm, RuleForm, WithdrawForm
from reporting.forms.record_steps import AnswerForm, CertificateForm, ComplyForm, ExtendForm, LetterForm, NoticeForm, StepForm
from reporting.models import RecordsMatter, RecordsStep
from tat.models import Obligation
from tat.obligations.due import calendar_of
from tat.statutes import RULES, local_date
from tat.statutes.illinois.records import APPEAL_DECIDED, APPEAL_FORWARDED
from tat.templatetags.moments import on, weekday

Kind, What = RecordsMatter.Kind, RecordsStep.What
Facts = list[tuple[str, str]]
SINCE = {
    Kind.ACCESS: _l("Received"),
    Kind.PERSONNEL: _l("Received"),
    Kind.ORDER: _l("Received"),
    Kind.HEARING: _l("Received"),
    Kind.CHALLENGE: _l("Decision sent"),
    Kind.DISPOSAL: _l("Proposed"),
}


def facts_of(matter: RecordsMatter) -> Facts:
    """Everything that was recorded when it began, for who keeps records; lines without words are left out."""
    head = [(str(SINCE[Kind(matter.kind)]), weekday(matter.since_on)), (_("School"), matter.building.name if matter.building else "")]
    return [(term, words) for term, words in [*head, *OF_KIND[matter.kind](matter)] if words]


def _access(matter: RecordsMatter) -> Facts:
    row = matter.access
    passed = _("%(why)s, since %(day)s") % {"why": row.get_passed_why_display(), "day": on(row.passed_on)} if row.passed_on else ""
    return [
        (_("Who asks"), row.person),
        (_("In which right"), row.get_capacity_display()),
        (_("Basis"), row.basis),
        (_("Student"), row.student),
        (_("Record"), row.get_record_display()),
        (_("Asked for"), matter.asks),
        (_("Qualified professional"), row.get_professional_display() if row.professional else ""),
        (_("Rights have passed"), passed),
        (_("Order of protection"), row.order if row.barred else ""),
    ]


def _personnel(matter: RecordsMatter) -> Facts:
    row = matter.personnel
    return [(_("Employee"), row.employee), (_("Last day of work"), on(row.left_on)), (_("Asked for"), matter.asks)]


def _order(matter: RecordsMatter) -> Facts:
    row = matter.order
    return [
        (_("Signed by"), row.get_signer_display()),
        (_("Court"), row.court),
        (_("Docket number"), row.docket),
        (_("Student"), row.student),
        (_("Asks for"), matter.asks),
    ]


def _challenge(matter: RecordsMatter) -> Facts:
    row = matter.challenge
    return [(_("Challenged by"), row.person), (_("Student"), row.student), (_("Challenged"), matter.asks), (_("Decision"), row.decision)]


def _hearing(matter: RecordsMatter) -> Facts:
    row = matter.hearing
    ground = row.get_ground_display()
    return [(_("Challenged by"), row.person), (_("Student"), row.student), (_("Ground"), ground), (_("Challenged"), matter.asks)]


def _disposal(matter: RecordsMatter) -> Facts:
    row = matter.disposal
    return [
        (_("Planned for"), weekday(row.planned_on)),
        (_("Class"), row.get_record_class_display()),
        (_("Schedule"), row.schedule),
        (_("How many"), str(row.count)),
        (_("Which records"), matter.asks),
    ]


OF_KIND: dict[str, Callable[[RecordsMatter], Facts]] = {
    Kind.ACCESS: _access,
    Kind.PERSONNEL: _personnel,
    Kind.ORDER: _order,
    Kind.HEARING: _hearing,
    Kind.CHALLENGE: _challenge,
    Kind.DISPOSAL: _disposal,
}


def warning_of(matter: RecordsMatter, duty: Obligation | None, day: date) -> str:
    """What must be known before anything is given, in a sentence; "" for nothing."""
    if matter.kind == Kind.ACCESS and duty is not None and duty.state == Obligation.State.OPEN:
        return bar_words(matter.access, day)
    if not has_duty(matter):
        return _("No judge has signed this paper, so it is no order: nothing is given because of it, and no clock runs. Ask the attorney.")
    return ""


def state_of(matter: RecordsMatter, duty: Obligation | None, at: datetime) -> tuple[str, str]:
    """The sign and the words of how it stands."""
    if duty is None:
        return "open", _("Kept; no clock runs")
    if duty.state != Obligation.State.OPEN:
        return "done", _("Done, late") if duty.was_late() else str(ENDED[duty.state])
    if duty.is_overdue(at):
        return "late", _("Past its time")
    due, first = duty.due_at(), duty.not_before_at
    if due is None:
        return "needs", _("Not before %(day)s") % {"day": on(first)} if first else _("Open")
    return "needs", _("Due %(day)s") % {"day": on(due)}


ENDED: dict[str, Any] = {
    Obligation.State.MET: _l("Done"),
    Obligation.State.WAIVED: _l("Not applicable"),
    Obligation.State.SUPERSEDED: _l("Withdrawn"),
}


def dates_after(matter: RecordsMatter, steps: Sequence[RecordsStep]) -> Facts:
    """After an appeal: by when the papers are forwarded, and by when the decision comes (23 IAC 375.90)."""
    done = {step.what: local_date(step.happened_at) for step in steps}
    calendar, found = calendar_of(matter.district), []
    if What.APPEALED in done:
        last = calendar.add_school_days(done[What.APPEALED], APPEAL_FORWARDED.n or 0)
        found.append((_("Forward the papers by"), weekday(last)))
    if What.FORWARDED in done:
        last = calendar.add_school_days(done[What.FORWARDED], APPEAL_DECIDED.n or 0)
        found.append((_("The Regional Superintendent decides by"), weekday(last)))
    return found


VERBS: dict[str, tuple[type[StepForm], str, Any, Any]] = {
    "answer": (AnswerForm, "record_answer", _l("Answer the request"), _l("Record the answer")),
    "extend": (ExtendForm, "record_extend", _l("Extend the time, once"), _l("Extend it")),
    "notice": (NoticeForm, "record_notice", _l("Tell the parents, or the student"), _l("Record the notice")),
    "comply": (ComplyForm, "record_comply", _l("Answer the court"), _l("Record the answer")),
    "letter": (LetterForm, "record_letter", _l("What followed"), _l("Record it")),
    "confer": (ConferForm, "record_confer", _l("The informal conference"), _l("Record it")),
    "officer": (OfficerForm, "record_officer", _l("The hearing officer"), _l("Record the appointment")),
    "postpone": (PostponeForm, "record_postpone", _l("A later day, agreed on"), _l("Record the day")),
    "heard": (HeardForm, "record_heard", _l("The hearing"), _l("Record it")),
    "rule": (RuleForm, "record_rule", _l("The decision"), _l("Record the decision")),
    "withdraw": (WithdrawForm, "record_withdraw", _l("The request is taken back"), _l("Record it")),
    "certificate": (CertificateForm, "record_certificate", _l("The certificate"), _l("Record it")),
}
"""By verb: the form, its address, its heading and its button."""
OF: dict[str, tuple[str, ...]] = {
    Kind.ACCESS: ("answer", "extend"),
    Kind.PERSONNEL: ("answer", "extend"),
    Kind.ORDER: ("notice", "comply"),
    Kind.HEARING: ("confer", "officer", "postpone", "heard", "rule", "letter", "withdraw"),
    Kind.CHALLENGE: ("letter",),
    Kind.DISPOSAL: ("certificate",),
}


def form_for(verb: str, matter: RecordsMatter, data: Any = None) -> StepForm:
    """The form of a verb, fresh or as it was sent."""
    made = VERBS[verb][0]
    return made(data, kind=matter.kind) if made is ExtendForm else made(data)  # type: ignore[call-arg]


def verbs_now(matter: RecordsMatter, duty: Obligation | None, steps: Sequence[RecordsStep], at: datetime) -> list[str]:
    """What can be done with it now, in its order."""
    taken = {step.what for step in steps}
    if duty is None:
        return []
    if duty.state != Obligation.State.OPEN:
        return ["letter"] if What.FORWARDED in taken and What.DECIDED not in taken else []
    if matter.kind == Kind.HEARING:
        return hearing_verbs(duty, taken)
    gone = {"extend"} if What.EXTENDED in taken or duty.is_overdue(at) else set()
    gone |= {"comply"} if not_yet(matter, duty, taken, at) else set()
    return [verb for verb in OF[matter.kind] if verb not in gone]


def hearing_verbs(duty: Obligation, taken: Collection[str]) -> list[str]:
    """What follows in a hearing, by the duty that runs."""
    if duty.rule == "CHL-HRG":
        return ["heard", "postpone", "withdraw"] if What.OFFICER in taken else ["officer", "postpone", "withdraw"]
    return {"CHL-CONF": ["confer", "withdraw"], "CHL-DEC": ["rule"]}.get(duty.rule, ["letter"])


def not_yet(matter: RecordsMatter, duty: Obligation | None, taken: Collection[str], at: datetime) -> str:
    """Why the court cannot be answered yet, in a sentence; "" where it can, and for other matters."""
    if matter.kind != Kind.ORDER or duty is None or duty.state != Obligation.State.OPEN:
        return ""
    first = duty.not_before_at
    if first is not None and at < first:
        words = _("The court is answered on %(day)s at the earliest, and once the parents are told. The form for it stands here then.")
        return words % {"day": weekday(first)}
    return "" if What.NOTICE in taken else _("The court is answered once the parents, or the student, are told. Record that first.")


def citation_of(matter: RecordsMatter, rule_code: str) -> tuple[str, str]:
    """What closes it, and where the duty is written."""
    return RULES[rule_code].proof, RULES[rule_code].citation
