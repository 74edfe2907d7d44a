"""Disposals of case files for the browser: one that waits, with its case, and one that is carried out and printed."""

import tempfile
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from django.test import override_settings

from cases.actions.families import parties_of
from cases.actions.record_statements import StatementGiven, insert_statement
from cases.actions.releases import ReleaseGiven, nameable
from cases.models import Case
from reporting import pdf
from reporting.actions import disposals
from reporting.actions.carrying_out import carry_out
from reporting.actions.disposal_papers import print_disposal
from reporting.actions.packet_checks import prepare_packet
from reporting.actions.packets import PacketGiven, look_at
from reporting.actions.papers import make_pdf
from reporting.actions.police_information import PoliceTold, keep_information, name_reader
from reporting.actions.retention import record_left
from reporting.documents.case_kinds import POLICE_FILE
from reporting.documents.piece import Group
from reporting.documents.pieces import pieces_of
from reporting.management.demo.cases import make_cases, plans
from reporting.management.demo.school import account
from reporting.models import Disposal
from tat import clock, obligations
from tat.models import Building, Obligation, User
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


def prepare(case: Case) -> None:
    """A packet for the family that the principal prepared and nobody checked, and a statement that goes along with it."""
    lead = _person("principal.chs")
    said = {"person": "A parent", "capacity": "parent", "about": "The entry of Monday.", "text": "It was not said like that. " * 40}
    party = nameable(parties_of(case))[0]
    insert_statement(case=case, by=lead, given=StatementGiven(party_id=party.pk, received_on=local_date(clock.now()), **said))
    keys = [piece.key for piece in pieces_of(case).offered if piece.group != Group.NAMES]
    release = ReleaseGiven(what="", person="Registrar", purpose="To go on with it.", basis="consent", consent="Folder 3", whose_id=party.pk)
    given = PacketGiven(face=POLICE_FILE, release=release, keys=keys)
    seen = look_at(case=case, given=given, at=clock.now())
    prepare_packet(case=case, by=lead, given=replace(given, looked=seen.digest))


def police_told() -> None:
    """The police told of a student, and the counselor reads it."""
    lead = _person("principal.chs")
    school = Building.objects.get(code="CHS")
    words = {"student": "A student", "agency": "County sheriff, Sgt. Imre Vance", "text": "Detained on Saturday evening. " * 30}
    given = PoliceTold(building=school, basis="detained", received_on=local_date(clock.now()), **words)
    row = keep_information(by=lead, given=given)
    name_reader(information_id=row.pk, by=lead, person=_person("counselor.chs"), purpose="safety")


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
