"""The margin of the case page: the case at a glance, and who may see it."""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l
from django.utils.translation import ngettext

from cases.models import Case, IncidentFacts, Party
from cases.workflow import Circle
from tat.models import Standing
from tat.models.prepared import Given, Prepared
from tat.templatetags.moments import on

Capacity = Standing.Capacity
ROLES = (Party.Role.SUBJECT, Party.Role.TARGET)
CIRCLES = {
    Circle.TRIAGE: _l("The principal and the Triage Team, until the full team is convened."),
    Circle.TAT: _l("The whole team, since it was convened."),
}
OUT = {Capacity.EXCLUDED: _l("kept out: in conflict"), Capacity.ASIDE: _l("stepped aside")}
GRANTED = "granted"
SEATED_FOR_IT = frozenset({Capacity.LEAD, Capacity.BACKUP, Capacity.CASE_MANAGER, Capacity.ENGAGER, Capacity.PLAYER})


FLAGS = {
    "order": (_l("Court order"), _l("Of protection or no contact: read it before anybody is told or met")),
    "safe2help": (_l("Tip"), _l("From Safe2Help Illinois; confidential")),
}
"""The gates whose “yes” a case carries in view (handbook 3.2)."""


def parties(case: Case) -> list[Party]:
    """Subjects and targets in the order they were entered."""
    return PARTIES(case=case)


PARTIES: Prepared[Party] = Prepared(
    lambda: Party.objects.filter(case=Given("case"), role__in=ROLES).select_related("person__key").order_by("recorded_at")
)


def glance(found: Iterable[Party], weapon: str | None, yes: Collection[str] = ()) -> list[tuple[str, str]]:
    """Who it is about, whom it is aimed at, whether a weapon is in it, what the gates answered `yes` flag: term and words."""
    rows = list(found)
    subjects = [row for row in rows if row.role == Party.Role.SUBJECT]
    targets = [row for row in rows if row.role == Party.Role.TARGET]
    return [
        (_("Subject"), _subject(subjects)),
        (_("Target"), _targets(targets)),
        (_("Weapon"), str(IncidentFacts.Weapon(weapon or IncidentFacts.Weapon.UNKNOWN).label)),
        *((term, words) for code, (term, words) in FLAGS.items() if code in yes),
    ]


def _subject(rows: list[Party]) -> str:
    known = next((row for row in rows if row.person or row.affiliation), None)
    return str(known.connection().label) if known else _("Not known yet")


def _targets(rows: list[Party]) -> str:
    if not rows:
        return _("None named")
    people = sum(row.kind == Party.Kind.PERSON for row in rows)
    named = ngettext("%(n)s named person", "%(n)s named people", people) % {"n": people} if people else ""
    others = [str(row.get_kind_display()) for row in rows if row.kind != Party.Kind.PERSON]
    return ", ".join(filter(None, [named, *others]))


def circle(case: Case) -> str:
    """Who may see the case, in a sentence."""
    if case.practice:
        return _("Practice: those who play the exercise, and nobody else.")
    return _("Restricted: named people only.") if case.restricted else str(CIRCLES[Circle(case.circle)])


def seated(standing: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """People seated for this case, let in until a day, kept out or stepped aside, for {% people_rows %}."""
    rows = sorted(standing, key=lambda row: (row["as"] in OUT, row["name"]))
    return [_person(row) for row in rows if row["as"] in OUT or row["as"] in SEATED_FOR_IT or row["as"] == GRANTED]


def kept_out(standing: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """People to whom the case is closed."""
    return [{"icon": "lock", "words": _named(row), "note": OUT[row["as"]]} for row in standing if row["as"] in OUT]


def why_in(row: Mapping[str, Any]) -> str:
    """Why a standing or a grant lets a person in, and until when; "" for one that does not."""
    if row["as"] not in SEATED_FOR_IT | {Capacity.PANEL, GRANTED}:
        return ""
    why = _("Let in by name") if row["as"] == GRANTED else str(Capacity(row["as"]).label)
    if not row["until"]:
        return why
    return _("%(why)s, until %(day)s") % {"why": why, "day": on(datetime.fromisoformat(row["until"]))}


def _named(row: Mapping[str, Any]) -> str:
    return ", ".join(filter(None, (row["name"], row["position"])))


def _person(row: Mapping[str, Any]) -> dict[str, Any]:
    if row["as"] in OUT:
        return {"icon": "lock", "words": _("Not %(name)s") % {"name": row["name"]}, "note": OUT[row["as"]]}
    return {"icon": "user", "words": _named(row), "note": why_in(row)}
