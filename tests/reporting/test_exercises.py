"""A tabletop exercise from its start to its record: who sees it, what comes when, who is told, what ends it and what it is credited as."""

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.core import mail
from django.test import Client

from cases.actions.imminence import declare_imminent
from cases.models import Case, Party
from reporting import pdf
from reporting.actions.exercises import pass_on
from reporting.actions.papers import make_pdf
from reporting.catalogues import scenarios
from reporting.models import Exercise, ExerciseDecision, IssuedDocument
from tat import clock, files, obligations
from tat.actions.accounts import end_account
from tat.actions.deliver import deliver_waiting
from tat.actions.sweep import sweep
from tat.actions.training import TrainingGiven, record_members
from tat.models import LogEntry, Notice, Obligation, Trained, Training, User
from tat.roles import Role
from tat.views.needs import place_of
from tat.workflow import Blocked
from tests.cast import Cast, a_case, a_report, appoint, signed_in
from tests.typed import flat, send
from triage.actions.reports import receive_report

pytestmark = [pytest.mark.django_db, pytest.mark.req("TM-8")]
At = Callable[[str], datetime]
DECIDED = "Dana calls the aunt by the number on file; Sol writes down when."


@pytest.fixture(autouse=True)
def monday(at: At) -> datetime:
    return at("2026-09-14 09:00")


def page_of(cast: Cast) -> str:
    return f"/teams/{cast.team.ref}/exercises/"


def start(cast: Cast, *players: User, script: str = "EXE-MOD", **changes: Any) -> Any:
    chosen = {"scenario": script, "building": str(cast.building.pk), "players": [str(each.pk) for each in players]}
    typed = {f"start-{name}": value for name, value in (chosen | changes).items()}
    return send(signed_in(cast.principal), page_of(cast), f"{page_of(cast)}start/", **typed)


def started(cast: Cast, *players: User, **changes: Any) -> Case:
    """An exercise of the principal with the counselor and the psychologist, or these."""
    answer = start(cast, *(players or (cast.counselor, cast.psychologist)), **changes)
    assert answer.status_code == 302, flat(answer.content.decode())
    return Case.objects.get(practice=True)


def text(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return flat(answer.content.decode())


def exercise(case: Case) -> str:
    return f"/cases/{case.code}/exercise/"


def decide(user: User, case: Case, number: int, words: str = DECIDED) -> Any:
    page = exercise(case)
    return send(signed_in(user), page, f"{page}parts/{number}/decide/", **{f"part-{number}-words": words})


def test_only_who_plays_sees_it_and_its_parts_come_at_their_minute(cast: Cast, at: At) -> None:
    assert "nobody practices alone" in flat(start(cast).content.decode()) and not Exercise.objects.exists()
    case = started(cast)
    page = exercise(case)

    outside = (cast.teacher, cast.officer, cast.backup, cast.superintendent, cast.outsider, cast.report_taker)
    addresses = (page, f"/cases/{case.code}/", f"/cases/{case.code}/report/", f"/duties/{Obligation.objects.filter(practice=True)[0].pk}/")
    assert {signed_in(who).get(where).status_code for who in outside for where in addresses} == {404}
    assert not [who for who in outside for where in ("/", "/cases/", "/calendar/") if case.short_code in shown(who, where)]
    for who in (cast.principal, cast.counselor, cast.psychologist):
        assert "Practice" in text(signed_in(who), f"/cases/{case.code}/") and "<strong>Practice</strong>" in text(signed_in(who), page)
        assert case.code in text(signed_in(who), "/cases/") and "Practice" in text(signed_in(who), "/cases/")
    assert "· practice" in text(signed_in(cast.principal), "/")  # the decision on imminence waits there

    first, second = scenarios()["EXE-MOD"].injects[:2]
    assert first.question in text(signed_in(cast.counselor), page) and second.title not in text(signed_in(cast.counselor), page)
    assert "The next part comes at 9:10 AM" in text(signed_in(cast.counselor), page)
    assert signed_in(cast.counselor).post(f"{page}parts/2/decide/", {"part-2-words": "x", "idempotency_key": KEY}).status_code == 404
    at("2026-09-14 09:10")
    assert second.question in text(signed_in(cast.counselor), page)
    assert "Write what was decided" in flat(decide(cast.counselor, case, 2, "  ").content.decode())
    assert decide(cast.counselor, case, 2).status_code == 302
    assert DECIDED in text(signed_in(cast.psychologist), page) and "Sol Ortiz-Lane, School Counselor" in text(
        signed_in(cast.principal), page
    )
    assert start(cast, cast.counselor, scenario="none", building="0").status_code == 200 and Exercise.objects.count() == 1
    assert [signed_in(who).get(page_of(cast)).status_code for who in (cast.officer, cast.superintendent, cast.outsider)] == [200, 200, 404]
    assert signed_in(cast.counselor).post(f"{page_of(cast)}start/", {"idempotency_key": KEY}).status_code == 404
    assert case.code not in text(signed_in(cast.superintendent), page_of(cast))


KEY = "8d0b0c5e-6a53-4d3c-9a53-0f0d3b1f7a11"


def shown(user: User, address: str) -> str:
    answer = signed_in(user).get(address)
    return answer.content.decode() if answer.status_code == 200 else ""


def test_nobody_but_its_players_is_told_and_nothing_leaves_the_team(cast: Cast, at: At) -> None:
    case = started(cast, script="EXE-IMM")
    declare_imminent(case=case, by=cast.counselor)
    for rule in ("LVL-LE", "FIR-LE2", "CPD-ISP", "BAT-SIRS", "LVL-NTF"):
        about = {"about": ("case", case.pk), "code": case.code, "building": case.building, "team": case.team, "district": cast.district}
        now = clock.now()
        obligations.start(rule, **about, trigger_ref=f"case:{case.pk}", triggered_at=now, at=now, practice=True, restricted=True)
    at("2026-09-15 16:00")
    sweep()
    deliver_waiting()
    players = {cast.principal, cast.counselor, cast.psychologist}
    assert set(Notice.objects.values_list("recipient", flat=True)) == {each.pk for each in players}
    assert mail.outbox and all(message.subject.startswith("PRACTICE ") for message in mail.outbox)
    assert {address for message in mail.outbox for address in message.to} <= {each.email for each in players}
    assert not [message for message in mail.outbox if "Student E" in message.body + message.subject or "Second period" in message.body]

    lead, chief = signed_in(cast.principal), signed_in(cast.superintendent)
    for duty in Obligation.objects.open().about("case", case.pk):
        page = text(lead, f"/duties/{duty.pk}/")
        assert "This is practice." in page and "tel:" not in page and "worksheet" not in page and f"/duties/{duty.pk}/police/" not in page
        assert chief.get(f"/duties/{duty.pk}/").status_code == 404
        assert lead.get(f"/duties/{duty.pk}/worksheet/").status_code == lead.get(f"/sirs/{duty.pk}/").status_code == 404
    assert "tel:" not in text(lead, f"/cases/{case.code}/containment/") + text(lead, f"/cases/{case.code}/gates/")
    told = Obligation.objects.open().about("case", case.pk).get(rule="CPD-ISP")
    done, other = f"/duties/{told.pk}/practice/", Obligation.objects.open().about("case", case.pk).get(rule="IMM-SEO")
    assert send(signed_in(cast.counselor), f"/duties/{told.pk}/", done).status_code == 302
    told.refresh_from_db()
    assert (told.state, told.met_by, told.proof_ref) == ("met", cast.counselor, f"practice:{told.pk}")
    assert lead.post(f"/duties/{other.pk}/practice/", {"idempotency_key": KEY}).status_code == 403
    with pytest.raises(Blocked, match="1 unmet"):
        receive_report(by=cast.principal, given=a_report(cast, into=case.pk))
    real = a_case(cast, "containment")
    of_real = Obligation.objects.open().about("case", real.pk).get(rule="IMM-LE")
    assert lead.post(f"/duties/{of_real.pk}/practice/", {"idempotency_key": KEY}).status_code == 403
    assert {lead.get(f"/cases/{case.code}/{page}/").status_code for page in ("letters", "packets", "releases")} == {403}
    assert "transfer/ask/" not in text(lead, f"/cases/{case.code}/transfer/")


def test_whatever_a_page_would_tell_outside_ends_by_the_exercise_alone() -> None:
    from cases.actions.practice import TOLD_OUTSIDE
    from tat.statutes import RULES

    outside = {code for code in RULES if place_of(code) == "case_notices"} - {"OFF-FIR"}
    assert outside <= TOLD_OUTSIDE and {"CPD-ISP", "FIR-SIRS", "DRG-SIRS", "BAT-SIRS"} <= TOLD_OUTSIDE <= RULES.keys()


def ended(cast: Cast, case: Case, by: User | None = None, **typed: Any) -> Any:
    page = exercise(case)
    given = {f"end-{name}": value for name, value in typed.items()}
    return send(signed_in(by or cast.principal), page, f"{page}end/", **given)


def test_its_lead_ends_it_the_record_says_who_decided_what_when_and_players_are_credited(cast: Cast, at: At) -> None:
    initial = {"hours": Decimal(6), "trainer": "Orla Finch", "expert_basis": "State trainer", "evidence": "Folder 3"}
    given = TrainingGiven(topic="initial", on=date(2024, 10, 1), people=[cast.counselor.pk], **initial)
    record_members(team_ref=cast.team.ref, by=cast.principal, given=given)
    case = started(cast)
    at("2026-09-14 10:20")
    decide(cast.counselor, case, 1)
    decide(cast.principal, case, 6, "Mika Feld talks with the band’s teacher on Friday.")
    page, action = exercise(case), f"{exercise(case)}end/"
    assert "End the exercise" not in text(signed_in(cast.counselor), page)
    assert signed_in(cast.counselor).post(action, {"idempotency_key": KEY}).status_code == 403
    assert signed_in(cast.teacher).post(action, {"idempotency_key": KEY}).status_code == 404

    lacking = flat(ended(cast, case, credit="on", lessons="Keep the numbers current.", trainer="", expert_basis="").content.decode())
    assert "Write who trained" in lacking and "expert in threat assessment" in lacking and "Keep the numbers current." in lacking
    assert Exercise.objects.get().ended_at is None and not Training.objects.filter(topic="refresher").exists()
    words = {"trainer": "Orla Finch", "expert_basis": "Trainer of the state’s program", "lessons": "Keep the numbers current."}
    assert ended(cast, case, credit="on", **words).status_code == 302

    case.refresh_from_db()
    found = Exercise.objects.get()
    assert (case.stage, case.closed_reason, found.ended_by) == ("closed", "exercise_ended", cast.principal)
    assert not Obligation.objects.open().about("case", case.pk).exists()
    assert found.training and (found.training.topic, found.training.on.isoformat(), str(found.training.hours)) == (
        "refresher",
        "2026-09-14",
        "1.25",
    )
    assert set(Trained.objects.filter(training=found.training).values_list("user", flat=True)) == {
        cast.principal.pk,
        cast.counselor.pk,
        cast.psychologist.pk,
    }
    refreshed = Obligation.objects.get(rule="TRN-REF")
    assert (refreshed.state, refreshed.proof_ref) == ("met", found.training.ref) and case.code in found.training.evidence

    paper = make_pdf(paper_id=IssuedDocument.objects.get(kind="exercise").pk, limits=pdf.IN_WORKER)
    record = flat(b"".join(files.open_chunks(paper.html)).decode())
    for said in (
        "PRACTICE",
        DECIDED,
        "Mika Feld talks",
        "Sol Ortiz-Lane, School Counselor",
        "Sep 14, 2026, 10:20 AM",
        "Moderate Level",
        "Orla Finch",
    ):
        assert said in record, said
    assert paper.state == "ready" and signed_in(cast.psychologist).get(f"/papers/{paper.pk}/file.pdf").status_code == 200
    assert signed_in(cast.superintendent).get(f"/papers/{paper.pk}/").status_code == 404
    assert "has ended" in flat(send_late(cast, case).content.decode()) and ExerciseDecision.objects.count() == 2
    assert "A paper with this code was issued by" in text(Client(), f"/check/{paper.check_code}/")
    assert "<form" not in text(signed_in(cast.principal), f"/cases/{case.code}/reopening/").partition("<main")[2].partition("</main")[0]
    assert set(LogEntry.objects.filter(action__startswith="exercise_").values_list("action", flat=True)) == {
        "exercise_started",
        "exercise_decided",
        "exercise_ended",
    }
    assert not Party.objects.filter(case=case, person__isnull=False).exists()  # nobody is put on record as a person


def send_late(cast: Cast, case: Case) -> Any:
    return signed_in(cast.principal).post(f"{exercise(case)}parts/1/decide/", {"part-1-words": "Too late.", "idempotency_key": KEY})


def test_an_exercise_whose_lead_has_left_goes_to_who_leads_the_building_now(cast: Cast, at: At) -> None:
    case = started(cast)
    assert pass_on() == 0
    at("2026-09-15 08:00")
    end_account(by=cast.superintendent, user_id=cast.principal.pk)
    assert pass_on() == 0, "nobody leads the building yet"
    teacher = signed_in(cast.teacher)
    assert teacher.get(exercise(case)).status_code == 404
    at("2026-09-16 08:00")
    appoint(cast.teacher, Role.PRINCIPAL, cast.building)
    assert (pass_on(), pass_on()) == (1, 0)
    assert "End the exercise" in text(signed_in(cast.teacher), exercise(case))
    assert Notice.objects.filter(recipient=cast.teacher, practice=True).exists()
    assert ended(cast, case, by=cast.teacher, lessons="Keep the numbers current.").status_code == 302
    assert Exercise.objects.get().ended_by == cast.teacher
    assert LogEntry.objects.filter(action="exercise_passed_on", actor_id=None).count() == 1
