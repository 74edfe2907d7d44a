"""Designations: who acts for the superintendent or a principal, from when until when, and what that opens (handbook 2.1, 2.4, 8.1)."""

import uuid
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from cases.actions.circle import record_conflict
from cases.actions.danger import determine_danger
from cases.actions.duties import start_duty
from cases.models import Case
from cases.tasks import reconcile
from tat import clock, home
from tat.actions.sweep import sweep
from tat.models import Designation, District, LogEntry, Notice, Obligation, User
from tat.permissions import scope_of
from tests.cases.assessed import a_determination
from tests.cast import Cast, a_case, a_person, away, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.req("TM-9")]
PAGE = "/district/designations/"


def typed(person: User, **changes: Any) -> dict[str, Any]:
    """A designation for the superintendent's call to the police about a firearm, as the form sends it."""
    given = {"acts_for": "superintendent", "designee": person.pk, "rules": ["FIR-LE2"], "from_on": "2026-09-14", "until_on": ""}
    words = {"words": "I name her for this call, September 14, 2026.", "paper": "Office safe, folder 12"}
    return {"idempotency_key": uuid.uuid4(), **given, **words, **changes}


def make(by: User, person: User, **changes: Any) -> Any:
    return signed_in(by).post(f"{PAGE}make/", typed(person, **changes))


def end(by: User, row: Designation, last_on: str = "") -> Any:
    return signed_in(by).post(f"{PAGE}{row.pk}/end/", {"idempotency_key": uuid.uuid4(), "last_on": last_on})


def text(response: Any) -> str:
    return " ".join(response.content.decode().replace("&#x27;", "’").split())


@pytest.fixture
def deputy(cast: Cast) -> User:
    """Somebody of the district without an office or a seat."""
    return a_person(cast.district, "deputy", "Renata Holm", "Assistant Superintendent")


def a_call(case: Case, by: User, rule: str = "FIR-LE2") -> Obligation:
    """The superintendent has to call the police about a firearm in this case."""
    at = clock.now()
    return start_duty(rule, case, trigger_ref=f"gate:{uuid.uuid4()}", triggered_at=at, at=at, by=by)


def on_home(user: User) -> list[Obligation]:
    return list(home.rows_for(scope_of(user, clock.now())))


def test_a_designee_has_the_duty_and_nothing_of_the_case_until_the_last_day(cast: Cast, deputy: User, at) -> None:
    at("2026-09-14 09:00")
    case = a_case(cast, "assessment")
    duty, other = a_call(case, cast.principal), a_call(case, cast.principal, "BAT-LE")
    client = signed_in(deputy)
    assert client.get(f"/duties/{duty.pk}/").status_code == 404
    assert make(cast.superintendent, deputy, until_on="2026-09-15").status_code == 302
    row = Designation.objects.get()
    assert (row.by, row.words[:6], row.paper) == (cast.superintendent, "I name", "Office safe, folder 12")
    assert LogEntry.objects.filter(action="designation_made", about_id=row.pk).count() == 1
    assert on_home(deputy) == [duty] and f"/duties/{duty.pk}/" in text(client.get("/"))
    page = text(client.get(f"/duties/{duty.pk}/"))
    assert "nothing else of the case" in page and "Rowan" not in page and f"/cases/{case.code}/" not in page
    assert (client.get(f"/cases/{case.code}/").status_code, client.get(f"/duties/{other.pk}/").status_code) == (404, 404)
    at("2026-09-16 00:00")
    client = signed_in(deputy)
    assert (client.get(f"/duties/{duty.pk}/").status_code, on_home(deputy)) == (404, [])
    assert client.post(f"/duties/{duty.pk}/acknowledge/", {"idempotency_key": uuid.uuid4()}).status_code == 404
    page = text(signed_in(cast.superintendent).get(f"{PAGE}?show=ended"))
    assert "Renata Holm" in page and "September 14, 2026 to September 15, 2026" in page


def test_an_end_at_once_closes_it_the_same_day_and_what_was_handed_goes_back(cast: Cast, deputy: User, at) -> None:
    at("2026-09-14 09:00")
    duty = a_call(a_case(cast, "assessment"), cast.principal)
    make(cast.superintendent, deputy)
    handed = signed_in(cast.superintendent).post(
        f"/duties/{duty.pk}/delegate/", {"idempotency_key": uuid.uuid4(), "to": deputy.pk, "reason_code": "office"}
    )
    assert handed.status_code == 302
    row = Designation.objects.get()
    assert signed_in(deputy).get(f"/duties/{duty.pk}/").status_code == 200
    assert end(cast.superintendent, row).status_code == 302
    row.refresh_from_db()
    duty.refresh_from_db()
    assert (row.until_on, row.ended_by, duty.actor, duty.handed_by) == (date(2026, 9, 13), cast.superintendent, None, None)
    assert (signed_in(deputy).get(f"/duties/{duty.pk}/").status_code, on_home(cast.superintendent)) == (404, [duty])
    assert "has ended already" in text(end(cast.superintendent, row))
    assert "never began" in text(signed_in(cast.superintendent).get(f"{PAGE}?show=ended"))


def test_what_was_handed_to_a_designee_whose_last_day_has_passed_goes_back_by_itself(cast: Cast, deputy: User, at) -> None:
    at("2026-09-14 09:00")
    duty = a_call(a_case(cast, "assessment"), cast.principal)
    make(cast.superintendent, deputy, until_on="2026-09-14")
    client = signed_in(cast.superintendent)
    client.post(f"/duties/{duty.pk}/delegate/", {"idempotency_key": uuid.uuid4(), "to": deputy.pk, "reason_code": "load"})
    assert (on_home(deputy), on_home(cast.superintendent)) == ([duty], [])
    at("2026-09-15 00:00")
    assert on_home(deputy) == []
    assert (reconcile(), reconcile()) == (1, 0)
    assert on_home(cast.superintendent) == [duty]
    assert LogEntry.objects.filter(action="duties_returned").count() == 1


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"until_on": "2026-09-13", "from_on": "2026-09-14"}, "The last day lies before the first."),
        ({"until_on": "2026-09-12", "from_on": "2026-09-10"}, "The last day is past."),
        ({"rules": []}, "Choose at least one duty."),
        ({"rules": ["GUN-PG"], "acts_for": "principal"}, "its text names no designee"),
        ({"rules": ["CPD-DHS"]}, "it is asked of that person alone"),
        ({"rules": ["PLAN"]}, "belongs to nobody’s office"),
        ({"rules": ["CPD-ISP"]}, "is no duty of this office"),
        ({"rules": ["NOT-A-1"]}, "Choose duties that are on the list."),
        ({"words": " "}, "Write the words of the naming"),
        ({"paper": ""}, "Write where the signed paper lies"),
        ({"acts_for": "custodian"}, "You name designees for your own building"),
    ],
)
def test_what_may_not_be_designated_is_refused_in_words_and_stays_typed(cast: Cast, deputy: User, at, changes, sentence) -> None:
    at("2026-09-14 09:00")
    page = text(make(cast.superintendent, deputy, **changes))
    assert sentence in page and not Designation.objects.exists()
    assert "Office safe, folder 12" in page or changes.get("paper") == ""


def test_nobody_is_named_who_is_gone_elsewhere_oneself_or_in_the_office(cast: Cast, deputy: User, at) -> None:
    at("2026-09-14 09:00")
    stranger = a_person(a_district_apart(), "stranger", "Zoe Faro", "Dean")
    gone = a_person(cast.district, "gone", "Gil Amory", "Dean")
    User.objects.filter(pk=gone.pk).update(is_active=False)
    for person in (stranger, gone):
        assert "whose account is open" in text(make(cast.superintendent, person))
    assert "You cannot name yourself." in text(make(cast.superintendent, cast.superintendent))
    there = {"acts_for": "principal", "building": cast.building.pk, "rules": ["FIR-LE"]}
    assert "holds that office already" in text(make(cast.superintendent, cast.principal, **there))
    assert not Designation.objects.exists()
    assert make(cast.superintendent, deputy, **there).status_code == 302
    assert "is named for" in text(make(cast.superintendent, deputy, **there))
    assert make(cast.superintendent, deputy, **there | {"rules": ["FIR-PG"]}).status_code == 302
    assert Designation.objects.count() == 2


def a_district_apart() -> District:
    return District.objects.create(name="Far Prairie CUSD 12", slug="far-prairie")


def test_a_principal_names_for_the_own_building_alone_and_a_member_for_none(cast: Cast, deputy: User, at) -> None:
    at("2026-09-14 09:00")
    own = {"acts_for": "principal", "building": cast.building.pk, "rules": ["FIR-LE", "CPD-ISP"]}
    assert make(cast.principal, deputy, **own).status_code == 302
    assert Designation.objects.get().rules == ["CPD-ISP", "FIR-LE"]
    for changes in ({"building": cast.other_building.pk}, {"building": ""}):
        assert make(cast.principal, cast.consultant, **own | changes).status_code == 200
    assert "You name designees for your own building" in text(make(cast.principal, cast.consultant, building=cast.building.pk))
    assert make(cast.counselor, deputy, **own).status_code == 403
    assert signed_in(cast.counselor).get(PAGE).status_code == 403
    assert end(cast.outsider, Designation.objects.get()).status_code == 404
    assert Designation.objects.count() == 1


def copy(row: Designation, pk: uuid.UUID) -> Designation:
    return Designation(**{field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields} | {"id": pk})


def test_the_list_asks_as_often_for_many_as_for_one_and_goes_on_in_pages(cast: Cast, deputy: User, at) -> None:
    at("2026-09-14 09:00")
    make(cast.superintendent, deputy)
    client = signed_in(cast.superintendent)
    client.get(PAGE)
    counts = []
    for number in (0, 24):
        place = {"district": cast.district, "acts_for": "principal", "building": cast.building, "by": cast.superintendent}
        Designation.objects.bulk_create(
            Designation(designee=deputy, rules=["FIR-LE"], from_on="2026-09-01", **place) for _ in range(number)
        )
        with CaptureQueriesContext(connection) as asked:
            page = text(client.get(PAGE))
        counts.append(len(asked))
    assert counts[0] == counts[1] and "Show earlier ones" in page


@pytest.mark.req("OB-4")
def test_one_duty_is_handed_to_a_designee_told_at_once_and_whoever_handed_it_when_it_is_late(cast: Cast, deputy: User, at) -> None:
    at("2026-09-14 09:00")
    duty = a_call(a_case(cast, "assessment"), cast.principal)
    client = signed_in(cast.superintendent)
    assert "Nobody can take it now" in text(client.get(f"/duties/{duty.pk}/"))
    make(cast.superintendent, deputy)
    answer = hand(client, duty, deputy)
    assert answer.status_code == 302
    assert signed_in(cast.superintendent).get(f"/duties/{duty.pk}/").status_code == 200
    duty.refresh_from_db()
    event = duty.events.get(kind="handed")
    assert (duty.actor, duty.handed_by, event.by, event.to_person, event.reason_code) == (
        *(deputy, cast.superintendent, cast.superintendent),
        *(deputy, "closer"),
    )
    assert set(Notice.objects.filter(obligation=duty, step="handed-1").values_list("recipient_id", flat=True)) == {deputy.pk}
    assert "Handed over to Renata Holm" in text(client.get(f"/duties/{duty.pk}/"))
    assert (on_home(cast.superintendent), "handed to Renata Holm" in text(client.get("/duties/"))) == ([], True)
    assert "1 duty of your office is with somebody it was handed to" in text(client.get("/"))
    at("2026-09-14 09:31")
    sweep()
    late = Notice.objects.filter(obligation=duty, recipient=cast.superintendent).exclude(step="start")
    assert late.exists() and on_home(cast.superintendent) == [duty]
    client = signed_in(cast.superintendent)
    assert client.post(f"/duties/{duty.pk}/take-back/", {"idempotency_key": uuid.uuid4()}).status_code == 302
    duty.refresh_from_db()
    assert (duty.actor, duty.handed_by, [each.kind for each in duty.events.filter(kind="taken_back")]) == (None, None, ["taken_back"])


def hand(client: Client, duty: Obligation, to: User | None, reason: str = "closer") -> Any:
    chosen = to.pk if to else ""
    return client.post(f"/duties/{duty.pk}/delegate/", {"idempotency_key": uuid.uuid4(), "to": chosen, "reason_code": reason})


def test_a_duty_goes_to_nobody_who_may_not_have_it(cast: Cast, deputy: User, at) -> None:
    at("2026-09-14 09:00")
    case = a_case(cast, "assessment")
    classify = Obligation.objects.get(about_id=case.pk, rule="TAT-CLS")
    lead = signed_in(cast.principal)
    assert "cannot be handed this duty" in text(hand(lead, classify, deputy))  # no seat
    away(cast.officer, cast.superintendent)
    assert "cannot be handed this duty" in text(hand(lead, classify, cast.officer))
    assert "Say why it is handed over." in text(hand(lead, classify, cast.psychologist, reason=""))
    assert "Choose who has it from now on." in text(hand(lead, classify, None))
    record_conflict(case=case, by=cast.principal, person=cast.social_worker)
    assert "cannot be handed this duty" in text(hand(lead, classify, cast.social_worker))
    assert hand(signed_in(cast.counselor), classify, cast.psychologist).status_code == 403
    assert hand(lead, classify, cast.psychologist).status_code == 302
    assert on_home(cast.psychologist) == [classify]
    assert hand(signed_in(cast.psychologist), classify, cast.counselor).status_code == 403  # a delegate does not delegate
    cast.team.seats.filter(user=cast.psychologist).update(until_on=date(2026, 9, 13))
    assert (on_home(cast.psychologist), reconcile() >= 1) == ([], True)
    classify.refresh_from_db()
    assert classify.actor is None
    for rule, sentence in (("GUN-PG", "names no designee"), ("LVL-NTF", "names no designee")):
        assert sentence in text(hand(lead, a_call(case, cast.principal, rule), deputy))


def test_before_the_full_team_is_convened_a_duty_stays_within_the_triage_circle(cast: Cast, at) -> None:
    at("2026-09-14 09:00")
    case = a_case(cast, "intake")
    duty = Obligation.objects.get(about_id=case.pk, rule="IMM-DET")
    assert "cannot be handed this duty" in text(hand(signed_in(cast.principal), duty, cast.psychologist))
    assert hand(signed_in(cast.principal), duty, cast.counselor).status_code == 302


@pytest.mark.req("OB-2")
def test_the_report_to_the_state_police_is_handed_over_for_a_student_alone(cast: Cast, deputy: User, at) -> None:
    at("2026-09-14 09:00")
    make(cast.principal, deputy, acts_for="principal", building=cast.building.pk, rules=["CPD-ISP"])
    for student, status in ((True, 302), (False, 200)):
        case = a_case(cast, "assessment", subject_name=f"Ellis Marrow {student}")
        determine_danger(case=case, by=cast.principal, given=a_determination("yes", subject_is_student=student))
        duty = Obligation.objects.get(about_id=case.pk, rule="CPD-ISP")
        assert (duty in on_home(deputy), signed_in(deputy).get(f"/duties/{duty.pk}/").status_code == 200) == (student, student)
        assert Notice.objects.filter(obligation=duty, recipient=deputy).exists() == student
        answer = hand(signed_in(cast.principal), duty, deputy)
        assert answer.status_code == status
    assert "for anybody else the principal reports in person" in text(answer)
