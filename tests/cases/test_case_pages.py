"""The list of cases, the case page, its access page, its notes, and the page of one duty."""

import uuid
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from cases.access import grant, visible_to
from cases.actions.circle import grant_access, record_conflict
from cases.actions.conflicts import restrict
from cases.actions.facts import gather, standing_facts
from cases.actions.notes import add_note
from cases.actions.on_record import on_record
from cases.actions.plan_facts import sheet_on_record
from cases.models import Case, Note
from cases.workflow import next_move, unmet
from tat import clock
from tat.models import AccessEntry, LogEntry, Obligation, Standing, User
from tests.cases.managed import assessed, classified, drafted, planned, signed
from tests.cast import Cast, a_case, signed_in

pytestmark = pytest.mark.django_db
FRAME = ('from "tat_heartbeat"', 'from "tat_district"', 'from "tat_user" where "tat_user"."id" =', "select tat_now()")
"""What the middleware and the frame of every page ask: the person, the time, the sweep's last round, the district's name."""


def statements(client: Client, address: str) -> int:
    """Statements of a view after the middleware and the frame of every page, once the session and the counts are warm."""
    client.get(address)
    with CaptureQueriesContext(connection) as asked:
        assert client.get(address).status_code == 200
    return sum(not any(part in each["sql"].lower() for part in FRAME) for each in asked)


@pytest.mark.req("SE-4", "PR-1")
def test_a_case_page_is_one_view_on_record(cast: Cast) -> None:
    case = a_case(cast, "triage")
    before = AccessEntry.objects.count()
    answer = signed_in(cast.principal).get(f"/cases/{case.code}/")
    assert answer.status_code == 200
    assert "Rowan Teller" in answer.content.decode()
    assert AccessEntry.objects.count() == before + 1
    entry = AccessEntry.objects.get(about_id=case.id, page="case_detail")
    assert (entry.user_id, entry.code, entry.kind) == (cast.principal.pk, case.code, "case")


@pytest.mark.req("PR-1")
def test_the_unseen_case_reads_like_one_that_is_not_there(cast: Cast) -> None:
    case = a_case(cast, "triage")
    stranger = signed_in(cast.outsider)
    hidden, absent = stranger.get(f"/cases/{case.code}/"), stranger.get("/cases/CHS-26-ZZZZ/")
    assert (hidden.status_code, absent.status_code) == (404, 404)
    assert hidden.content.replace(case.code.encode(), b"") == absent.content.replace(b"CHS-26-ZZZZ", b"")


@pytest.mark.req("TR-3", "PR-1")
def test_a_member_sees_the_case_once_the_full_team_is_convened(cast: Cast) -> None:
    case = a_case(cast, "triage")
    assert signed_in(cast.psychologist).get(f"/cases/{case.code}/").status_code == 404
    convened = a_case(cast, "assessment")
    assert signed_in(cast.psychologist).get(f"/cases/{convened.code}/").status_code == 200


@pytest.mark.req("SE-1", "PR-1")
def test_the_list_shows_what_the_person_may_see_and_is_one_view_on_record(cast: Cast) -> None:
    mine, other = a_case(cast, "assessment"), a_case(cast, "triage")
    answer = signed_in(cast.psychologist).get("/cases/")
    assert mine.code in answer.content.decode() and other.code not in answer.content.decode()
    entry = AccessEntry.objects.filter(kind="list").latest("at")
    assert len(bytes(entry.digest)) == 32


@pytest.mark.req("PF-5")
def test_the_list_takes_four_statements_at_five_rows_and_at_fifty(cast: Cast) -> None:
    client = signed_in(cast.principal)
    counts = {}
    for wanted in (5, 50):
        while Case.objects.count() < wanted:
            a_case(cast)
        assert len(client.get("/cases/").context["rows"]) == wanted
        counts[wanted] = statements(client, "/cases/")
    assert counts == {5: 4, 50: 4}


@pytest.mark.req("PF-5")
def test_a_case_page_takes_ten_statements_at_most_at_every_stage(cast: Cast, at) -> None:
    at("2026-09-14 14:02")
    managed, waiting = planned(cast), assessed(cast)
    signed(cast, waiting, "high", everybody=False)
    found = [managed, waiting, *(a_case(cast, stage) for stage in ("intake", "containment", "triage", "assessment", "closed"))]
    counts = {}
    for case in found:
        add_note(case=case, by=cast.counselor, text="Seen at lunch.", is_change=True)
        case.refresh_from_db()
        counts[case.stage, case.level] = statements(signed_in(cast.principal), f"/cases/{case.code}/")
    assert {where: count for where, count in counts.items() if count > 10} == {}


@pytest.mark.req("PF-5")
def test_the_page_of_who_opened_a_case_costs_the_same_at_five_rows_and_at_fifty(cast: Cast) -> None:
    case, client = a_case(cast, "assessment"), signed_in(cast.principal)
    counts = {}
    for wanted in (5, 50):
        while AccessEntry.objects.filter(about_id=case.id).count() < wanted:
            client.get(f"/cases/{case.code}/closing/")
        counts[wanted] = statements(client, f"/cases/{case.code}/access/")
    assert counts[5] == counts[50] <= 14


@pytest.mark.req("AS-1")
def test_what_the_case_page_counts_is_what_the_act_asks(cast: Cast, at) -> None:
    at("2026-09-14 14:02")
    waiting = assessed(cast)
    signed(cast, waiting, "high", everybody=False)
    drafted(cast, waiting)
    for case in (planned(cast), waiting, classified(cast, "low"), a_case(cast, "assessment"), a_case(cast, "containment")):
        case.refresh_from_db()
        now = clock.now()
        record = on_record(case, now)
        light = standing_facts(case, now, record, sheet_on_record(case, now, record["rest"][0]))
        full = gather(case, now)
        assert next_move(light) == next_move(full)
        for move in ("classify", "adopt_plan", "close_case", "confirm_containment", "begin_triage"):
            asked = [[each.sentence for each in unmet(move, facts) if not each.on_form] for facts in (light, full)]
            assert asked[0] == asked[1], (case.stage, move)


@pytest.mark.req("SE-1")
def test_the_list_goes_on_by_key_and_narrows_by_stage(cast: Cast) -> None:
    codes = {a_case(cast).code for _ in range(52)}
    client = signed_in(cast.principal)
    first = client.get("/cases/")
    second = client.get(f"/cases/?after={first.context['after']}")
    shown = [row.code for row in [*first.context["rows"], *second.context["rows"]]]
    assert set(shown) == codes and shown == sorted(shown)
    assert list(client.get("/cases/?stage=assessment").context["rows"]) == []
    assert len(client.get("/cases/?stage=nonsense&after=%00broken&building=abc").context["rows"]) == 50


@pytest.mark.req("AS-8")
def test_a_note_is_stamped_and_sealed_and_an_empty_one_is_refused_beside_the_field(cast: Cast) -> None:
    case = a_case(cast, "assessment")
    client = signed_in(cast.psychologist)
    refused = client.post(f"/cases/{case.code}/notes/add/", {"text": "", "idempotency_key": uuid.uuid4()})
    assert "Write the note first." in refused.content.decode()
    client.post(f"/cases/{case.code}/notes/add/", {"text": "The band director can sit with him.", "idempotency_key": uuid.uuid4()})
    note = Note.objects.get(case=case)
    assert (note.recorded_name, note.recorded_position, note.text) == (
        "Ines Castell",
        "School Psychologist",
        "The band director can sit with him.",
    )
    assert LogEntry.objects.filter(about_id=case.id, action="note_added").count() == 1


@pytest.mark.req("PR-2")
def test_a_consultant_reads_one_case_until_the_date_and_adds_nothing(cast: Cast) -> None:
    case, other = a_case(cast, "assessment"), a_case(cast, "assessment")
    at = clock.now()
    grant(case, to=cast.consultant, until=at + timedelta(days=2), reason="consultant", by=cast.principal, at=at)
    client = signed_in(cast.consultant)
    assert client.get(f"/cases/{case.code}/").status_code == 200
    assert client.get(f"/cases/{other.code}/").status_code == 404
    assert client.post(f"/cases/{case.code}/notes/add/", {"text": "x", "idempotency_key": uuid.uuid4()}).status_code == 403
    grant(case, to=cast.consultant, until=at, reason="consultant", by=cast.principal, at=at)
    assert client.get(f"/cases/{case.code}/").status_code == 404


@pytest.mark.req("TM-6")
def test_a_conflict_closes_the_case_beats_a_grant_and_tells_nobody(cast: Cast) -> None:
    case = a_case(cast, "assessment")
    client = signed_in(cast.psychologist)
    assert client.get(f"/cases/{case.code}/").status_code == 200
    record_conflict(case=case, by=cast.principal, person=cast.psychologist)
    at = clock.now()
    grant(case, to=cast.psychologist, until=at + timedelta(days=2), reason="consultant", by=cast.principal, at=at)
    assert client.get(f"/cases/{case.code}/").status_code == 404
    assert case.code not in client.get("/cases/").content.decode()
    refused = signed_in(cast.principal).post(
        f"/cases/{case.code}/access/grant/",
        {"person": cast.psychologist.pk, "reason": "consultant", "until": "2099-01-01", "idempotency_key": uuid.uuid4()},
    )
    assert "conflict" in refused.content.decode() and refused.status_code == 200


@pytest.mark.req("PR-1")
def test_the_access_page_names_who_is_in_and_who_opened_it(cast: Cast) -> None:
    case = a_case(cast, "triage")
    client = signed_in(cast.principal)
    client.get(f"/cases/{case.code}/")
    body = client.get(f"/cases/{case.code}/access/").content.decode()
    assert "Sol Ortiz-Lane" in body and "Ines Castell" not in body.split("Let a named person in")[0]
    answer = client.post(f"/cases/{case.code}/access/conflict/", {"person": cast.teacher.pk, "idempotency_key": uuid.uuid4()})
    assert answer.status_code == 302
    assert Standing.objects.filter(about_id=case.id, person=cast.teacher, capacity="excluded").exists()


@pytest.mark.req("PR-1")
def test_the_access_page_lists_everybody_whom_the_door_lets_in_and_nobody_else(cast: Cast) -> None:
    case = a_case(cast, "assessment")
    lead = signed_in(cast.principal)
    grant_access(case=case, by=cast.principal, to=cast.consultant, until=clock.now() + timedelta(days=5), reason="consultant")
    record_conflict(case=case, by=cast.principal, person=cast.teacher)
    for narrowed in (False, True):
        if narrowed:
            restrict(case, by=cast.principal, at=clock.now())
        shown = {person["words"].split(",")[0] for person in lead.get(f"/cases/{case.code}/access/").context["people"]}
        everybody = User.objects.filter(district=cast.district)
        assert shown == {user.full_name for user in everybody if visible_to(user, clock.now()).filter(pk=case.pk).exists()}
        assert cast.consultant.full_name in shown and cast.teacher.full_name not in shown
    assert cast.psychologist.full_name not in shown


@pytest.mark.req("PR-1")
def test_the_margin_says_who_it_is_about_and_who_may_see_it(cast: Cast) -> None:
    case = a_case(cast, "assessment")
    record_conflict(case=case, by=cast.principal, person=cast.teacher)
    grant_access(case=case, by=cast.principal, to=cast.consultant, until=clock.now() + timedelta(days=5), reason="consultant")
    body = signed_in(cast.principal).get(f"/cases/{case.code}/").content.decode()
    for words in ("Student, current", "The whole team, since it was convened.", f"Not {cast.teacher.full_name}", "Let in by name, until"):
        assert words in body
    assert "Not known yet" in body or "None known" in body
    assert f"Not {cast.teacher.full_name}" not in signed_in(cast.consultant).get(f"/cases/{case.code}/").content.decode()


@pytest.mark.req("OB-3", "SE-2")
def test_a_duty_explains_its_time_and_opens_to_those_who_answer_for_it(cast: Cast) -> None:
    case = a_case(cast, "triage")
    duty = Obligation.objects.get(about_id=case.id, rule="TRI-DONE", actor=cast.teacher)
    body = signed_in(cast.teacher).get(f"/duties/{duty.id}/").content.decode()
    counted = duty.explanation[1:-1]  # the first tells the start, the last the result: lines of their own on the page
    assert counted and not [sentence for sentence in counted if sentence.split("“")[0][:40] not in body]
    assert signed_in(cast.outsider).get(f"/duties/{duty.id}/").status_code == 404
    assert signed_in(cast.psychologist).get(f"/duties/{duty.id}/").status_code == 404


@pytest.mark.req("OB-1")
def test_a_cited_duty_that_does_not_apply_needs_twenty_characters_and_a_second_person(cast: Cast) -> None:
    case = a_case(cast)
    duty = Obligation.objects.get(about_id=case.id, rule="IMM-DET")
    client, second = signed_in(cast.principal), signed_in(cast.counselor)
    short = client.post(f"/duties/{duty.id}/waive/", {"reason": "no", "idempotency_key": uuid.uuid4()})
    assert "20 characters" in short.content.decode() and 'id="id_reason_error"' in short.content.decode()
    client.post(f"/duties/{duty.id}/waive/", {"reason": "Entered twice; the other case carries it.", "idempotency_key": uuid.uuid4()})
    duty.refresh_from_db()
    assert duty.state == "open"
    client.post(f"/duties/{duty.id}/confirm/", {"idempotency_key": uuid.uuid4()})
    duty.refresh_from_db()
    assert duty.state == "open", "the same person cannot be the second"
    second.post(f"/duties/{duty.id}/confirm/", {"idempotency_key": uuid.uuid4()})
    duty.refresh_from_db()
    assert (duty.state, duty.waive_second_by) == ("waived", cast.counselor)


@pytest.mark.req("OB-4")
def test_a_duty_is_acknowledged_and_stays_open(cast: Cast) -> None:
    case = a_case(cast, "containment")
    duty = Obligation.objects.get(about_id=case.id, rule="IMM-LE")
    client = signed_in(cast.principal)
    client.post(f"/duties/{duty.id}/acknowledge/", {"idempotency_key": uuid.uuid4()})
    duty.refresh_from_db()
    assert duty.state == "open" and duty.acknowledged_at is not None
    assert "Remind me later" not in client.get(f"/duties/{duty.id}/").content.decode()
    refused = client.post(
        f"/duties/{duty.id}/snooze/", {"until": "2099-01-01T10:00", "reason_code": "waiting", "idempotency_key": uuid.uuid4()}
    )
    assert "immediately" in refused.content.decode()


@pytest.mark.req("SE-2")
def test_home_is_the_persons_open_duties_and_the_number_in_the_bar_is_the_same(cast: Cast) -> None:
    a_case(cast, "triage")
    answer = signed_in(cast.teacher).get("/")
    assert answer.status_code == 200
    assert answer.context["total"] == len(answer.context["needs"]) == 1
    assert "One thing needs you" in answer.content.decode()
    assert "Nothing needs you" in signed_in(cast.psychologist).get("/").content.decode()


@pytest.mark.req("TM-2", "TM-3")
def test_a_team_page_says_what_the_roster_lacks(cast: Cast) -> None:
    client = signed_in(cast.principal)
    body = client.get(f"/teams/{cast.team.pk}/").content.decode()
    assert "No member brings staff member in the building" in body
    assert client.get(f"/teams/{cast.other_team.pk}/").status_code == 404
    assert signed_in(cast.superintendent).get(f"/teams/{cast.other_team.pk}/").status_code == 200
