"""Cases in great number: written past the actions for measuring, and yet sealed, chained and readable by their pages."""

import io
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cases.models import Case, IncidentFacts, Person
from cases.workflow import Stage
from reporting.management.commands import seed_scale
from reporting.management.demo.school import make_school
from reporting.management.scale.stories import FIRST
from tat import audit, clock, paging, vault
from tat.models import AccessEntry, Building, District, LogEntry, Obligation, User

pytestmark = pytest.mark.django_db(databases=["default", "owner"])
CASES, WHOLE = 1_400, 150
"""How many, and of how many for each shape of a panel the others are copies."""
MIDDLEWARE, LISTED, OF_A_CASE = 3, 4, 10
OF_THE_DISTRICT = ("service", "agency", "portal_agreement", "portal_login")
"""What the log tells of the directories, which every demonstration has."""
PAGES = (
    *("case_detail", "case_report", "case_triage", "case_assessment", "case_classification", "case_danger"),
    *("case_notices", "case_plan", "case_updates", "case_duties", "case_log"),
)


@pytest.fixture(scope="module")
def seeded(django_db_setup: None, django_db_blocker: Any) -> Iterator[str]:
    """The demonstration's people, and cases beside none of its stories."""
    with django_db_blocker.unblock():
        make_school(clock.now().astimezone(clock.CENTRAL).date())
        said = io.StringIO()
        with pytest.MonkeyPatch.context() as changed:
            changed.setattr(seed_scale, "PATTERNS", WHOLE)
            call_command("seed_scale", "--cases", str(CASES), stdout=said)
        yield said.getvalue()
        call_command("flush", interactive=False, verbosity=0, inhibit_post_migrate=True)
        connection.close()


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def test_the_cases_are_spread_over_the_buildings_and_as_many_new_ones_as_they_take(seeded: str) -> None:
    assert seeded == "1400 cases in 6 buildings.\n"
    in_each = Counter(Case.objects.values_list("building_id", flat=True))
    assert sum(in_each.values()) == CASES and set(in_each.values()) == {CASES // 6, CASES // 6 + 1}
    assert (District.objects.count(), Building.objects.count()) == (2 + 1, 4 + 2)


def test_one_in_thirteen_is_open_and_each_stage_has_some(seeded: str) -> None:
    stages = Counter(Case.objects.values_list("stage", flat=True))
    assert set(stages) == {Stage.INTAKE, Stage.TRIAGE, Stage.ASSESSMENT, Stage.MANAGEMENT, Stage.CLOSED}
    assert 0.05 < 1 - stages[Stage.CLOSED] / CASES < 0.10


def test_each_case_has_its_share_of_narratives_duties_and_log_rows(seeded: str) -> None:
    assert IncidentFacts.objects.count() == CASES
    assert Obligation.objects.count() > 3 * CASES
    assert LogEntry.objects.count() + AccessEntry.objects.count() >= 10 * CASES


def test_names_and_narratives_are_sealed_and_open_with_their_keys(seeded: str) -> None:
    facts = IncidentFacts.objects.select_related("case__key").first()
    person = Person.objects.select_related("key").get(parties__case=facts.case)
    assert person.name in facts.nature
    with connection.cursor() as cursor:
        cursor.execute("select nature from cases_incidentfacts where position(%s in nature) > 0", [b"a classmate"])
        assert cursor.fetchall() == []


def test_the_chain_of_the_log_holds(seeded: str) -> None:
    assert LogEntry.objects.exclude(about_kind__in=OF_THE_DISTRICT).count() == 2 * CASES
    assert audit.verify() == []


def test_the_list_and_every_page_of_a_case_at_each_stage_open(seeded: str) -> None:
    for stage in (Stage.INTAKE, Stage.TRIAGE, Stage.ASSESSMENT, Stage.MANAGEMENT, Stage.CLOSED):
        case = Case.objects.filter(stage=stage).order_by("code").first()
        client = signed_in(case.opened_by)
        assert case.code in client.get(reverse("case_list"), {"show": "all", "stage": stage}).content.decode()
        assert {page: client.get(reverse(page, args=[case.code])).status_code for page in PAGES} == dict.fromkeys(PAGES, 200)


def copies() -> list[Person]:
    """The people of copied cases: whole ones are named from a short list."""
    return [person for person in Person.objects.select_related("key") if person.name.split()[0] not in FIRST]


def test_a_copy_has_its_own_name_in_its_own_texts_under_its_own_key(seeded: str) -> None:
    found = copies()
    assert len(found) > CASES / 2 and len({person.name for person in found}) > len(found) / 2
    for person in found[:20]:
        facts = IncidentFacts.objects.select_related("case__key").get(case__party__person=person)
        assert person.name in facts.nature and person.key != facts.case.key
        assert bytes(person.tokens.order_by("pk").first().token) == vault.name_tokens(person.name)[0]


def test_a_copy_is_its_own_buildings_and_opens_for_its_team_alone(seeded: str) -> None:
    case = Case.objects.filter(stage=Stage.MANAGEMENT, party__person__in=copies()).latest("code")
    assert case.team in case.building.teams.all() and case.opened_by.appointments.get().building == case.building
    page = reverse("case_detail", args=[case.code])
    assert signed_in(case.opened_by).get(page).status_code == 200
    elsewhere = Case.objects.exclude(building=case.building).exclude(district=case.district).first()
    assert signed_in(elsewhere.opened_by).get(page).status_code == 404


def test_a_copys_duties_are_those_of_its_story(seeded: str) -> None:
    case = Case.objects.filter(stage=Stage.MANAGEMENT, party__person__in=copies()).first()
    duties = {duty.rule: duty for duty in Obligation.objects.filter(about_id=case.pk).exclude(rule="TRI-DONE")}
    assert {rule: duty.state for rule, duty in duties.items()} == {"TAT-CLS": "met", "UPD-30": "open"}
    assert duties["UPD-30"].trigger_ref == f"plan:{case.plan_set.get().pk}" and duties["UPD-30"].code == case.code
    assert duties["UPD-30"].triggered_at == case.planned_at and duties["UPD-30"].building == case.building


def test_the_list_asks_as_often_for_fifty_rows_as_for_five_and_a_case_ten_times(seeded: str) -> None:
    principal = Case.objects.filter(stage=Stage.MANAGEMENT).earliest("code").opened_by
    codes = list(Case.objects.filter(opened_by=principal).order_by("code").values_list("code", flat=True))
    client, address = signed_in(principal), reverse("case_list")
    asked = {}
    for rows, after in ((50, codes[-51]), (5, codes[-6])):
        client.get(address, {"show": "all", "after": paging.token(after)})
        with CaptureQueriesContext(connection) as statements:
            page = client.get(address, {"show": "all", "after": paging.token(after)})
        assert page.content.decode().count('class="code" href') == rows
        asked[rows] = len(statements)
    assert asked[50] == asked[5] <= MIDDLEWARE + LISTED
    case = Case.objects.filter(stage=Stage.MANAGEMENT, opened_by=principal).earliest("code")
    client.get(reverse("case_detail", args=[case.code]))
    with CaptureQueriesContext(connection) as statements:
        client.get(reverse("case_detail", args=[case.code]))
    sent = [each["sql"] for each in statements.captured_queries if "SAVEPOINT" not in each["sql"]]
    assert len(sent) <= MIDDLEWARE + OF_A_CASE, "\n".join(sent)


def test_no_invented_case_comes_among_real_records(seeded: str) -> None:
    with transaction.atomic():
        User.objects.create(email="office@cedar.k12.il.us", full_name="Somebody", password="!")
        with pytest.raises(CommandError, match="real records"):
            call_command("seed_scale", "--cases", "5")
        transaction.set_rollback(True)
    assert Case.objects.count() == CASES


def test_it_runs_in_a_demonstration_or_a_test_alone(seeded: str, settings: Any) -> None:
    settings.TEST = settings.DEMO = False
    with pytest.raises(CommandError, match="DEMO or TEST"):
        call_command("seed_scale", "--cases", "5")
    assert Case.objects.count() == CASES
