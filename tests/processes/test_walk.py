"""A case walked from its report to its closing against web, worker and beat, as the people who would do it; and where that stops."""

import io
import re
from collections.abc import Iterator

import pytest
from django.core.management import CommandError, call_command

from cases.models import Case, Party, PlanStrategy
from reporting.management.demo.cases import make_cases, plans
from reporting.management.demo.school import account, make_school
from tat import audit, clock
from tat.models import AccessEntry, Obligation, User
from tests.launcher.tcp_servers import free_port
from tests.processes.browser import answers
from tests.processes.loops import Sink, running, until

pytestmark = [pytest.mark.processes, pytest.mark.slow, pytest.mark.timeout(600)]
LINE = re.compile(r"^\d\d:\d\d:\d\d  [A-Z][\w ]+ \w.*\.$")
EARLIER = {"closed_triage"}
"""The stories on record before the walk: the one under whose name the search finds something."""


@pytest.fixture(scope="module")
def base(shared_database: None, sink: Sink, broker: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The demonstration's school with web, worker and beat."""
    make_school(clock.now().astimezone(clock.CENTRAL).date())
    make_cases([plan for plan in plans() if plan["key"] in EARLIER])
    port = free_port()
    with running(tmp_path_factory.mktemp("walk"), sink, broker, SITE_URL=f"http://localhost:{port}") as loops:
        loops.web(port)
        loops.worker()
        loops.beat()
        until(lambda: answers(port, "/readyz"), "the web answers", seconds=60)
        yield f"http://localhost:{port}"


def walked(base: str, *words: str) -> list[str]:
    said = io.StringIO()
    call_command("walk_demo_case", "--base", base, *words, stdout=said)
    return said.getvalue().splitlines()


@pytest.fixture(scope="module")
def told(base: str) -> list[str]:
    """The lines of one walk."""
    return walked(base)


def case_of(lines: list[str]) -> Case:
    return Case.objects.get(code=lines[-1].partition(":")[0])


def met_in(case: Case) -> set[str]:
    return set(Obligation.objects.about("case", case.id).filter(state="met").values_list("rule", flat=True))


@pytest.mark.req("PF-1")
def test_a_case_is_walked_from_report_to_closing_and_opened_again(told: list[str], sink: Sink) -> None:
    case = case_of(told)
    assert [line for line in told[:-1] if not LINE.match(line)] == []
    assert (case.stage, case.closing_set.filter(kind="closed").count()) == ("assessment", 1)
    assert {"CPD-ISP", "TAT-CONV", "LVL-LE", "LVL-ADM", "LVL-NTF", "LVL-CON", "LVL-TGT", "LVL-CRI", "EMR-PG", "PLAN"} <= met_in(case)
    assert PlanStrategy.objects.filter(plan__case=case, is_separation=True, status="done").exists()
    until(lambda: any(case.code in mail.body for mail in sink.mails), "somebody is told by mail")
    assert audit.verify() == []


@pytest.mark.req("IN-4")
def test_a_case_is_walked_through_containment(base: str) -> None:
    case = case_of(walked(base, "--imminent"))
    assert case.containment_set.filter(confirmed_at__isnull=False).exists()
    assert {"IMM-SEO", "IMM-LE", "CPD-ISP"} <= met_in(case)
    assert case.closing_set.filter(kind="closed").exists()


def test_the_walk_is_by_several_people_and_tells_no_name_of_a_person_in_the_case(told: list[str], sink: Sink) -> None:
    case = case_of(told)
    readers = set(AccessEntry.objects.filter(about_id=case.id).values_list("user_position", flat=True))
    assert {"Building Principal", "Teacher", "School Counselor", "School Social Worker", "School Psychologist"} <= readers
    names = {word for party in Party.objects.filter(case=case, role__in=["subject", "target"]) for word in party.shown_name().split()}
    assert len(names) == 4
    words = "\n".join([*told, *(mail.subject + mail.body for mail in sink.mails)])
    assert [name for name in names if name in words] == []


def test_the_walk_stops_with_address_and_status_where_a_page_is_amiss(base: str) -> None:
    with pytest.raises(
        CommandError, match=r"^The walk stopped after 0 steps: no form for /account/login/ on /account/login/ \(status 0\)$"
    ):
        walked("http://localhost:1")
    teacher = User.objects.get(email=account("teacher.chs"))
    teacher.is_active = False
    teacher.save(update_fields=["is_active"])
    with pytest.raises(CommandError, match=r"CHS-\d\d-\w{4} stopped after \d+ steps: sign-in: /account/\w+/ answered 200"):
        walked(base)
    teacher.is_active = True
    teacher.save(update_fields=["is_active"])
