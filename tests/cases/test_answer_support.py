"""What an answer to a key question rests on, an answer given meanwhile, and the gaps with which a level was decided; on pages and paper."""

import re
import uuid
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from django.test import Client

from cases.actions.attachments import add_attachments
from cases.actions.classification import classify
from cases.actions.findings import add_finding
from cases.actions.gaps import GapGiven, add_gap, close_gap
from cases.actions.interviews import Conversation, record_interview
from cases.actions.locks import Overtaken, Unfit
from cases.actions.pathway import set_pathway
from cases.actions.questions import CHANGED, SUPPORT, AnswerGiven, answer_question
from cases.actions.rounds import start_round
from cases.models import Case, InformationGap, KeyAnswer, KeyQuestion
from reporting.actions.papers import issue_case_file
from tat import clock, files
from tat.models import User
from tests.cases.assessed import a_finding, a_level, assessed
from tests.cast import Cast, a_case, signed_in
from tests.typed import flat, form_of, send
from tests.uploads.samples import a_picture

pytestmark = pytest.mark.django_db
SAID = {"KQ04-text": "No means were sought.", "KQ04-reading": "lowers"}


def page_of(client: Client, case: Case, place: str = "questions/") -> str:
    return flat(unescape(client.get(f"/cases/{case.code}/{place}").content.decode()))


def answer(client: Client, case: Case, **typed: Any) -> Any:
    path = f"/cases/{case.code}/questions/"
    return send(client, f"{path}?open=KQ04", f"{path}answer/", **(SAID | typed))


def printed(case: Case, by: User) -> str:
    paper = issue_case_file(case=Case.objects.get(pk=case.pk), by=by)
    return unescape(flat(b"".join(files.open_chunks(paper.html)).decode()))


@pytest.mark.req("AS-2")
def test_an_answer_names_the_findings_interviews_and_files_that_it_rests_on(cast: Cast) -> None:
    case, client = a_case(cast, "assessment"), signed_in(cast.psychologist)
    found = add_finding(case=case, by=cast.teacher, given=a_finding(text="Friday is the last day", is_quote=True))
    talk = Conversation(interviewee="subject", started_at=clock.now(), statement="Said.")
    heard = record_interview(case=case, by=cast.counselor, given=talk)
    (file,) = add_attachments(case=case, by=cast.counselor, given=[a_picture()], caption="A screenshot.")
    offered = page_of(client, case, "questions/?open=KQ04")
    assert (
        "What does this rest on?" in offered and "S, observed: “Friday is the last day”" in offered and "File 1: A screenshot." in offered
    )
    assert answer(client, case, **{"KQ04-support": [found.pk, heard.pk, file.pk]}).status_code == 302
    assert KeyAnswer.objects.get().support == [found.pk, heard.pk, file.pk]
    page = page_of(client, case)
    assert f'<a href="/cases/{case.code}/assessment/?all=1#finding-{found.pk}"><bdi>S, observed: “Friday is the last day”</bdi></a>' in page
    assert f"/interviews/#interview-{heard.pk}" in page and "#file-1" in page
    paper = printed(case, cast.principal)
    assert "It rests on:" in paper and "S, observed: “Friday is the last day”" in paper
    assert f"file {case.short_code}-1." in paper and file.name not in paper

    corrected = add_finding(case=case, by=cast.teacher, given=a_finding(text="Friday is the last."), replaces=found.pk)
    page = page_of(client, case, "questions/?open=KQ04")
    assert f"#finding-{corrected.pk}" in page and "“Friday is the last day” (corrected since)" in page
    assert re.search(rf'value="{corrected.pk}"[^>]* checked', page) and re.search(rf'value="{heard.pk}"[^>]* checked', page)


@pytest.mark.req("AS-2")
def test_what_is_not_of_this_case_supports_nothing(cast: Cast) -> None:
    case, other = a_case(cast, "assessment"), a_case(cast, "assessment", subject_name="Lee Moss")
    foreign, client = add_finding(case=other, by=cast.teacher, given=a_finding()), signed_in(cast.psychologist)
    add_finding(case=case, by=cast.teacher, given=a_finding())
    for wrong in (foreign.pk, uuid.uuid4()):
        given = AnswerGiven(question="KQ04", reading="lowers", text="Nothing.", support=(wrong,))
        with pytest.raises(Unfit) as refused:
            answer_question(case=case, by=cast.psychologist, given=given)
        assert refused.value.by_field == {"support": SUPPORT}
        page = unescape(answer(client, case, **{"KQ04-support": [wrong]}).content.decode())
        assert SUPPORT in page and SAID["KQ04-text"] in page
    assert answer(client, case, **{"KQ04-support": ["nonsense"]}).status_code == 200
    assert not KeyAnswer.objects.exists()


@pytest.mark.req("AS-2")
def test_a_question_answered_meanwhile_shows_both_answers(cast: Cast) -> None:
    case, client = a_case(cast, "assessment"), signed_in(cast.psychologist)
    path = f"/cases/{case.code}/questions/"
    stale = form_of(client.get(f"{path}?open=KQ04"), f"{path}answer/")
    theirs = answer_question(case=case, by=cast.teacher, given=AnswerGiven(question="KQ04", reading="raises", text="He bought a knife."))
    with pytest.raises(Overtaken) as refused:
        answer_question(case=case, by=cast.psychologist, given=AnswerGiven(question="KQ04", reading="lowers", text="Mine."))
    assert refused.value.problems == (CHANGED,) and refused.value.current == theirs
    late = client.post(f"{path}answer/", stale | SAID)
    page = flat(unescape(late.content.decode()))
    assert late.status_code == 409 and "Tobin Boyce, Teacher saved it on " in page
    assert "No means were sought." in page.split("What stands now")[0] and "He bought a knife." in page.split("What stands now")[1]
    assert client.post(f"{path}answer/", form_of(late, f"{path}answer/")).status_code == 302
    assert [row.text for row in KeyAnswer.objects.order_by("recorded_at")] == ["He bought a knife.", "No means were sought."]


@pytest.mark.req("AS-2")
def test_a_mistake_in_a_stale_answer_does_not_hide_the_one_that_stands(cast: Cast) -> None:
    case, client = a_case(cast, "assessment"), signed_in(cast.psychologist)
    path = f"/cases/{case.code}/questions/"
    stale = form_of(client.get(f"{path}?open=KQ04"), f"{path}answer/")
    answer_question(case=case, by=cast.teacher, given=AnswerGiven(question="KQ04", reading="raises", text="He bought a knife."))
    again = form_of(client.post(f"{path}answer/", stale | SAID | {"KQ04-reading": ""}), f"{path}answer/")
    late = client.post(f"{path}answer/", again | {"KQ04-reading": "lowers"})
    assert late.status_code == 409 and "He bought a knife." in late.content.decode()


@pytest.mark.req("AS-2")
def test_the_thirty_nine_prompts_stand_under_the_eleven_questions(cast: Cast) -> None:
    case, client, seen = a_case(cast, "assessment"), signed_in(cast.psychologist), []
    codes = list(KeyQuestion.objects.in_force(cast.district.pk).values_list("code", flat=True))
    for code in codes:
        page = page_of(client, case, f"questions/?open={code}")
        (prompts,) = re.findall(r'<ul class="plain small muted">(.*?)</ul>', page)
        seen.append(prompts.count("<li>"))
    assert len(codes) == 11 and seen == [5, 3, 4, 6, 4, 3, 3, 2, 3, 3, 3] and sum(seen) == 39


def a_gap(cast: Cast, case: Case, what: str) -> InformationGap:
    given = GapGiven(what=what, owner=cast.teacher, due_on=clock.now().date() + timedelta(days=3))
    return add_gap(case=case, by=cast.teacher, given=given)


@pytest.mark.req("AS-3")
def test_a_level_shows_and_prints_the_gaps_that_were_open_when_it_was_signed(cast: Cast) -> None:
    case = assessed(cast)
    early, then, also = (a_gap(cast, case, words) for words in ("Was it a toy?", "Access to a weapon", "Who drives him home?"))
    close_gap(case=case, by=cast.teacher, gap_id=early.pk, how="It was a toy.")
    classify(case=Case.objects.get(pk=case.pk), by=cast.principal, given=a_level(gaps_reason="The family answers tomorrow."))
    close_gap(case=case, by=cast.teacher, gap_id=then.pk, how="Locked away.")
    a_gap(cast, case, "Noticed later")
    page = page_of(signed_in(cast.psychologist), case, "classification/")
    decided = page.partition("Decided with 2 open gaps.")[2].partition("</ul>")[0]
    assert "Gap 2: Access to a weapon" in decided and "Gap 3: Who drives him home?" in decided
    assert "toy" not in decided and "Noticed later" not in decided
    level = printed(case, cast.principal).partition("Decided with 2 open gaps.")[2].partition("</ul>")[0]
    assert "The family answers tomorrow." in level and "Access to a weapon" in level and "Who drives him home?" in level
    assert "toy" not in level and "Noticed later" not in level and also.pk


@pytest.mark.req("AS-1", "AS-4", "DO-1")
def test_the_case_file_prints_links_kinds_status_grievance_and_a_line_per_round(cast: Cast) -> None:
    case = a_case(cast, "assessment")
    talk = Conversation(interviewee="reporter", started_at=clock.now(), statement="Said.")
    heard = record_interview(case=case, by=cast.counselor, given=talk)
    given = a_finding(text="Friday is the last day", is_quote=True, source="", link=f"interview:{heard.pk}", basis="opinion")
    add_finding(case=case, by=cast.teacher, given=given)
    add_finding(case=case, by=cast.teacher, given=a_finding(status="not_observed", source="", text="No rehearsal.", factor="S-08"))
    set_pathway(case=case, by=cast.teacher, stage="idea", direction="stalled", basis="Words only.", grievance="unknown")
    assert "Rounds of the assessment" not in printed(case, cast.counselor)
    start_round(case=case, by=cast.counselor, why="The mother called.")
    paper = printed(case, cast.principal)
    assert "<strong>Observed.</strong>Warning sign: Tells or shows others an idea, intent or plan (leakage)." in paper
    assert "“Friday is the last day”" in paper and "(Opinion.)" in paper and "An interview: Reporting party, " in paper
    assert "<strong>Not observed.</strong>" in paper and "No source is named." in paper and "(Fact.)" in paper
    assert "Is there a grievance? Not known." in paper
    rounds = paper.partition("Rounds of the assessment")[2].partition("</table>")[0]
    assert rounds.count("<tr>") == 3 and "The mother called." in rounds and "Sol Ortiz-Lane, School Counselor" in rounds
    assert "Wren Abara" not in paper
