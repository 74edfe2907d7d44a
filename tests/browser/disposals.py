"""Disposals of case files for the browser: one that waits, with its case, and one that is carried out and printed."""

import tempfile
from datetime import date, timedelta
from typing import Any

from django.test import override_settings

from cases.models import Case
from reporting import pdf
from reporting.actions import disposals
from reporting.actions.carrying_out import carry_out
from reporting.actions.disposal_papers import print_disposal
from reporting.actions.papers import make_pdf
from reporting.actions.retention import record_left
from reporting.management.demo.cases import make_cases, plans
from reporting.management.demo.school import account
from reporting.models import Disposal
from tat import clock, obligations
from tat.models import Obligation, User
from tat.statutes import local_date
from tests.reporting.disposed import certified, proposed, told


def _person(short: str) -> User:
    return User.objects.get(email=account(short))


def _gone() -> Case:
    """Closed, and its student left long ago."""
    known = list(Case.objects.values_list("pk", flat=True))
    make_cases([plan for plan in plans() if plan["key"] == "closed_triage"])
    case = Case.objects.exclude(pk__in=known).get()
    for duty in Obligation.objects.open().about("case", case.pk):
        obligations.supersede(duty, at=clock.now(), by=None, reason_code="closed")
    record_left(case=case, by=_person("principal.chs"), on=date(2019, 6, 1), note="Withdrawn; form in the office.")
    return case


def dispose(found: Any) -> None:
    """`found.cases["disposed"]` is a case of which a tombstone is left."""
    keeper, chief, foia = _person("custodian"), _person("superintendent"), _person("foia")
    case, waits = _gone(), _gone()
    matter = proposed(chief, keeper, [case])
    certified(keeper, matter)
    told(keeper, matter, case)
    for person in (chief, foia):
        disposals.agree(matter_id=matter.pk, by=person)
    Disposal.objects.filter(matter=matter).update(planned_on=local_date(clock.now()))
    with tempfile.TemporaryDirectory() as witness, override_settings(CHECKPOINT_DIR=witness):
        carry_out(matter_id=matter.pk, by=keeper)
    make_pdf(paper_id=print_disposal(matter_id=matter.pk, by=keeper).pk, limits=pdf.IN_REQUEST)
    found.cases["disposed"] = Case.objects.get(pk=case.pk)
    _gone()
    proposed(chief, keeper, [waits], planned_on=local_date(clock.now()) + timedelta(days=75))
