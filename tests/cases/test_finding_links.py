"""What a finding rests on, how its line reads, and what happens when several members write at once."""

import re
import uuid
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from cases.actions.attachments import add_attachments
from cases.actions.classification import classify
from cases.actions.findings import CHANGED, CONTRADICTS, LINK, add_finding, state_none_found
from cases.actions.gaps import GapGiven, add_gap, close_gap
from cases.actions.interviews import Conversation, interview_not_held, record_interview
from cases.actions.locks import Overtaken, Unfit
from cases.actions.records import review_records
from cases.actions.signing import position_holds, signature_holds
from cases.forms.assessment import FindingForm
from cases.models import Attachment, Case, Factor, Finding, Interview, Party, Position, RecordsReview
from cases.step import FactorKind, StepDomain, as_said
from tat import clock
from tat.models import User
from tests.cases.assessed import a_finding, a_level, assessed, latest
from tests.cast import Cast, a_case, signed_in
from tests.typed import flat, form_of, send
from tests.uploads.samples import a_picture
from triage.actions.merging import merge_cases

pytestmark = pytest.mark.django_db


def a_talk(case: Case, by: User, who: str = "witness", **changes: Any) -> Interview:
    return record_interview(case=case, by=by, given=Conversation(interviewee=who, started_at=clock.now(), statement="Said.", **changes))


def a_look(case: Case, by: User) -> RecordsReview:
    return review_records(case=case, by=by, source="discipline", result="seen", note="Two referrals of last fall.")


def a_file(case: Case, by: User) -> Attachment:
    (row,) = add_attachments(case=case, by=by, given=[a_picture()], caption="A screenshot of the message.")
    return row


def page_of(client: Client, case: Case, place: str = "assessment/") -> str:
    return flat(unescape(client.get(f"/cases/{case.code}/{place}").content.decode()))


def post(client: Client, case: Case, place: str, **fields: Any) -> Any:
    return client.post(f"/cases/{case.code}/{place}/", {"idempotency_key": uuid.uuid4(), **fields})


GOOD = {"domain": "S", "S-text": "Said it twice.", "S-kind": "WS", "S-status": "observed", "S-basis": "fact"}


@pytest.mark.req("AS-1")
def test_a_finding_links_to_an_interview_a_record_or_a_file_and_that_names_its_source(cast: Cast) -> None:
    case = a_case(cast, "assessment")
    rows = {"interview": a_talk(case, cast.counselor), "record": a_look(case, cast.counselor), "attachment": a_file(case, cast.counselor)}
    client, wanted = signed_in(cast.psychologist), {"interview": "interview", "record": "record", "attachment": "artifact"}
    offered = page_of(client, case, "assessment/?add=S")
    assert [name for name in FindingForm.base_fields if f'name="S-{name}"' not in offered] == []
    assert '<optgroup label="Interviews">' in offered and "Witness, " in offered
    assert '<optgroup label="Records">' in offered and "Discipline records, " in offered
    assert '<optgroup label="Files">' in offered and "File 1: A screenshot of the message." in offered
    for kind, row in rows.items():
        assert post(client, case, "assessment/finding", **GOOD, **{"S-link": f"{kind}:{row.pk}"}).status_code == 302
        found = Finding.objects.latest("recorded_at")
        assert (getattr(found, kind), found.source) == (row, wanted[kind])
    page = page_of(client, case)
    assert f'<a href="/cases/{case.code}/interviews/#interview-{rows["interview"].pk}">Witness, ' in page
    assert f'<a href="/cases/{case.code}/records/#record-{rows["record"].pk}">Discipline records, ' in page
    assert "Source missing" not in page
    assert f'id="interview-{rows["interview"].pk}"' in page_of(client, case, "interviews/")
    assert f'id="record-{rows["record"].pk}"' in page_of(client, case, "records/")
    (to_file,) = re.findall(rf'<a href="(/cases/{case.code}/attachments/\?after=[^"#]+)#file-1">File 1</a>', page)
    assert 'id="file-1"' in client.get(to_file).content.decode()


@pytest.mark.req("AS-1")
def test_a_link_of_another_case_one_that_carries_nothing_and_one_that_contradicts_the_source_are_refused(cast: Cast) -> None:
    case, other = a_case(cast, "assessment"), a_case(cast, "assessment", subject_name="Lee Moss")
    client = signed_in(cast.psychologist)
    assert "Which interview, record or file?" not in page_of(client, case, "assessment/?add=S")
    forged = unescape(post(client, case, "assessment/finding", **GOOD, **{"S-link": f"interview:{uuid.uuid4()}"}).content.decode())
    assert LINK in forged and "Said it twice." in forged
    silent = interview_not_held(case=case, by=cast.counselor, interviewee="parent", reason="Nobody answered.")
    unseen = review_records(case=case, by=cast.counselor, source="online", result="not_available", note="Nothing is public.")
    talk, foreign = a_talk(case, cast.counselor), a_talk(other, cast.counselor)
    for wrong in (
        f"interview:{foreign.pk}",
        f"interview:{silent.pk}",
        f"record:{unseen.pk}",
        f"record:{talk.pk}",
        "interview:x",
        "rumor:1",
    ):
        with pytest.raises(Unfit) as refused:
            add_finding(case=case, by=cast.psychologist, given=a_finding(source="", link=wrong))
        assert refused.value.by_field == {"link": LINK}, wrong
        page = unescape(post(client, case, "assessment/finding", **GOOD, **{"S-link": wrong}).content.decode())
        assert LINK in page and "Said it twice." in page, wrong
    page = unescape(
        post(client, case, "assessment/finding", **GOOD, **{"S-link": f"interview:{talk.pk}", "S-source": "record"}).content.decode()
    )
    assert CONTRADICTS in page and "Said it twice." in page and f'value="interview:{talk.pk}" selected' in page
    assert not Finding.objects.exists()


@pytest.mark.req("AS-1")
def test_a_correction_keeps_the_link_and_the_link_is_part_of_what_is_signed(cast: Cast) -> None:
    case = assessed(cast)
    unlinked = Finding.objects.get(case=case, kind="WS")
    talk, other = a_talk(case, cast.counselor), a_talk(case, cast.counselor, "parent")
    linked = add_finding(case=case, by=cast.teacher, given=a_finding(source="", link=f"interview:{talk.pk}"), replaces=unlinked.pk)
    client, path = signed_in(cast.teacher), f"/cases/{case.code}/assessment/"
    send(client, f"{path}?correct={linked.pk}", f"{path}finding/", **{"S-text": "Said three times."})
    kept = Finding.objects.get(replaces=linked)
    assert (kept.interview, kept.source, kept.text) == (talk, "interview", "Said three times.")

    case.refresh_from_db()
    classify(case=case, by=cast.principal, given=a_level())
    signed, position = latest(case), Position.objects.get(classification=latest(case))
    assert signature_holds(signed) and position_holds(position)
    Finding.objects.filter(pk=kept.pk).update(interview=other)
    assert not signature_holds(signed) and not position_holds(position)


@pytest.mark.req("AS-1")
def test_who_reported_is_not_named_by_the_interview_that_a_finding_rests_on(cast: Cast) -> None:
    case = a_case(cast, "assessment")
    party = Party.objects.filter(case=case, role=Party.Role.SUBJECT).get()
    a_talk(case, cast.counselor, "reporter", party=party)
    told = page_of(signed_in(cast.psychologist), case, "assessment/?add=S")
    assert "Reporting party, " in told and "Reporting party, Rowan Teller" not in told


@pytest.mark.req("AS-1", "AS-4")
def test_status_stands_first_in_words_kinds_stand_apart_and_exact_words_have_marks(cast: Cast) -> None:
    case = a_case(cast, "assessment")
    lines = (
        {"factor": "S-02", "text": "Friday is the last day", "is_quote": True},
        {"factor": "S-10", "status": "unknown", "text": "A weapon at home.", "source": ""},
        {"factor": "S-51", "status": "not_observed", "text": "A trusted adult.", "source": "", "basis": "opinion"},
    )
    for each in lines:
        add_finding(case=case, by=cast.teacher, given=a_finding(**each))
    add_finding(case=case, by=cast.teacher, given=a_finding(domain="P", factor="P-01", text="The list is posted."))
    page = page_of(signed_in(cast.psychologist), case)
    for heading in ("Warning signs", "Risk factors", "Protective factors", "Precipitating events"):
        assert f'<h4 class="group-title">{heading}</h4>' in page
    assert "<strong>Observed:</strong><bdi>“Friday is the last day”</bdi>" in page
    assert "<strong>Unknown:</strong><bdi>A weapon at home.</bdi>" in page
    assert "<strong>Not observed:</strong><bdi>A trusted adult.</bdi>" in page
    for mark in ("Warning sign", "Risk factor", "Protective factor", "Precipitating event"):
        assert f"<strong>{mark}</strong>" in page
    assert page.count("Source missing") == 1  # of “not observed”; what is unknown needs none
    assert " · fact" in page and " · opinion" in page and "exact words" in page


@pytest.mark.req("AS-1")
@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("<b>“Boom”</b>", "&lt;b&gt;“Boom”&lt;/b&gt;"),
        ("Boom \U0001f4a5 \u202eabc\u202c \u05d0\u200f", "“Boom \U0001f4a5 \u202eabc\u202c \u05d0\u200f”"),
        ("He said 'no', it's over", "“He said &#x27;no&#x27;, it&#x27;s over”"),
        ("«Fertig», sagte er", "«Fertig», sagte er"),
    ],
)
def test_a_quotation_is_shown_as_it_was_said_and_never_as_markup(cast: Cast, text: str, shown: str) -> None:
    case, client = a_case(cast, "assessment"), signed_in(cast.psychologist)
    fields = GOOD | {"S-text": text, "S-is_quote": "on", "S-source": "observed"}
    assert post(client, case, "assessment/finding", **fields).status_code == 302
    assert Finding.objects.get().text == text
    assert f"<bdi>{shown}</bdi>" in client.get(f"/cases/{case.code}/assessment/").content.decode()


def test_marks_are_added_only_where_there_are_none() -> None:
    assert [as_said(text) for text in ("Boom", "“Boom”", 'say "no"', "it's")] == ["“Boom”", "“Boom”", 'say "no"', "“it's”"]


@pytest.mark.req("AS-1")
def test_every_factor_of_the_list_is_offered_under_its_letter_and_kind(cast: Cast) -> None:
    case, client, seen = a_case(cast, "assessment"), signed_in(cast.psychologist), []
    for letter in StepDomain.values:
        page = client.get(f"/cases/{case.code}/assessment/?add={letter}").content.decode()
        (select,) = re.findall(rf'<select name="{letter}-factor".*?</select>', page, re.DOTALL)
        groups = re.findall(r'<optgroup label="([^"]+)">(.*?)</optgroup>', select, re.DOTALL)
        seen += [(code, letter, kind) for kind, rows in groups for code in re.findall(r'<option value="([^"]+)"', rows)]
    rows = Factor.objects.in_force(cast.district.pk)
    assert sorted(seen) == sorted((row.code, row.domain, FactorKind(row.kind).label) for row in rows)
    assert len(seen) == 66


def corrected_by_both(cast: Cast) -> tuple[Case, Finding, Client, str]:
    """A finding whose form somebody has open while somebody else corrects it."""
    case = a_case(cast, "assessment")
    found = add_finding(case=case, by=cast.teacher, given=a_finding(text="Said once."))
    client, path = signed_in(cast.psychologist), f"/cases/{case.code}/assessment/"
    stale = form_of(client.get(f"{path}?correct={found.pk}"), f"{path}finding/")
    theirs = a_finding(text="Said once, on Monday.", status="unknown")
    add_finding(case=case, by=cast.teacher, given=theirs, replaces=found.pk)
    return case, found, client, f"{stale['S-replaces'][0]}"


@pytest.mark.req("AS-1")
def test_a_stale_correction_shows_both_versions_and_the_next_one_corrects_what_stands(cast: Cast) -> None:
    case, found, client, replaces = corrected_by_both(cast)
    path = f"/cases/{case.code}/assessment/finding/"
    mine = GOOD | {"S-text": "Said once, with a laugh.", "S-source": "observed", "S-replaces": replaces}
    answer = post(client, case, "assessment/finding", **mine)
    page = flat(unescape(answer.content.decode()))
    assert answer.status_code == 409 and Finding.objects.count() == 2
    assert "Tobin Boyce, Teacher saved it on " in page and "nothing was overwritten" in page
    yours, theirs = page.split("What stands now")[0], page.split("What stands now")[1]
    assert "Said once, with a laugh." in yours and "Observed</textarea>" in yours
    assert "Said once, on Monday." in theirs and "Unknown</textarea>" in theirs
    assert client.post(path, form_of(answer, path)).status_code == 302
    last = Finding.objects.latest("recorded_at")
    assert last.text == "Said once, with a laugh."
    assert last.replaces is not None and (last.replaces.text, last.replaces.replaces) == ("Said once, on Monday.", found)
    assert Finding.objects.filter(case=case, replaced_by=None).get() == last


@pytest.mark.req("AS-1")
def test_a_stale_correction_with_a_mistake_in_it_does_not_pass_the_comparison_by(cast: Cast) -> None:
    case, _found, client, replaces = corrected_by_both(cast)
    path = f"/cases/{case.code}/assessment/finding/"
    wrong = GOOD | {"S-text": "Mine.", "S-status": "", "S-replaces": replaces}
    again = form_of(post(client, case, "assessment/finding", **wrong), path)
    answer = client.post(path, again | {"S-status": ["observed"]})
    assert answer.status_code == 409 and "Said once, on Monday." in answer.content.decode()
    assert Finding.objects.count() == 2


@pytest.mark.req("AS-1")
def test_the_same_correction_by_two_is_one_and_a_double_press_writes_one_row(cast: Cast) -> None:
    case, _found, client, replaces = corrected_by_both(cast)
    same = {"S-text": "Said once, on Monday.", "S-status": "unknown", "S-factor": "S-02", "S-source": "interview", "S-replaces": replaces}
    answer = post(client, case, "assessment/finding", domain="S", **same, **{"S-basis": "fact", "S-confidence": "single"})
    assert answer.status_code == 302 and Finding.objects.count() == 2
    fields = {"idempotency_key": uuid.uuid4(), **GOOD}
    twice = [client.post(f"/cases/{case.code}/assessment/finding/", fields) for _ in range(2)]
    assert [each.status_code for each in twice] == [302, 302] and Finding.objects.count() == 3


@pytest.mark.req("AS-1")
def test_where_one_looked_is_not_overwritten_unseen_either(cast: Cast) -> None:
    case, client = a_case(cast, "assessment"), signed_in(cast.psychologist)
    path = f"/cases/{case.code}/assessment/"
    stale = form_of(client.get(f"{path}?add=T"), f"{path}none-found/")
    state_none_found(case=case, by=cast.teacher, domain="T", reason="Asked two teachers.")
    with pytest.raises(Overtaken) as refused:
        state_none_found(case=case, by=cast.psychologist, domain="T", reason="Looked at routes.")
    assert refused.value.problems == (CHANGED,)
    answer = client.post(f"{path}none-found/", stale | {"none-T-reason": "Looked at routes."})
    page = unescape(answer.content.decode())
    assert answer.status_code == 409 and "Asked two teachers." in page and "Looked at routes." in page
    assert client.post(f"{path}none-found/", form_of(answer, f"{path}none-found/")).status_code == 302
    assert "Looked at routes." in page_of(client, case) and Finding.objects.count() == 2


@pytest.mark.req("AS-3")
def test_a_gap_closed_meanwhile_shows_how_beside_what_was_typed(cast: Cast) -> None:
    case, client = a_case(cast, "assessment"), signed_in(cast.psychologist)
    given = GapGiven(what="Access to a weapon", owner=cast.teacher, due_on=clock.now().date() + timedelta(days=3))
    gap = add_gap(case=case, by=cast.teacher, given=given)
    path = f"/cases/{case.code}/gaps/"
    stale = form_of(client.get(path), f"{path}close/")
    close_gap(case=case, by=cast.teacher, gap_id=gap.pk, how="The mother was asked.")
    answer = client.post(f"{path}close/", stale | {f"{gap.pk}-how": "The uncle was asked."})
    page = flat(unescape(answer.content.decode()))
    assert answer.status_code == 409 and "Tobin Boyce closed it on " in page
    assert "The uncle was asked." in page.split("What stands now")[0] and "The mother was asked." in page.split("What stands now")[1]
    gap.refresh_from_db()
    assert gap.closed_how == "The mother was asked."


@pytest.mark.req("AS-4")
def test_the_pathway_keeps_the_grievance_apart_and_is_not_moved_over_unseen(cast: Cast) -> None:
    case, client = a_case(cast, "assessment"), signed_in(cast.psychologist)
    path = f"/cases/{case.code}/assessment/"
    typed = {"pathway-stage": "idea", "pathway-direction": "stalled", "pathway-basis": "Words only.", "pathway-grievance": "yes"}
    stale = form_of(client.get(f"{path}?stage=1"), f"{path}pathway/")
    assert client.post(f"{path}pathway/", stale | {**typed, "pathway-grievance": ""}).status_code == 200
    assert client.post(f"{path}pathway/", stale | typed).status_code == 302
    assert "grievance: yes" in page_of(client, case) and case.pathwaystage_set.get().grievance == "yes"
    fresh = {"idempotency_key": [str(uuid.uuid4())]}
    late = client.post(f"{path}pathway/", stale | fresh | typed | {"pathway-stage": "none", "pathway-basis": "Nothing seen."})
    page = unescape(late.content.decode())
    assert late.status_code == 409 and "Words only." in page and "Nothing seen." in page
    assert client.post(f"{path}pathway/", form_of(late, f"{path}pathway/")).status_code == 302
    assert list(case.pathwaystage_set.order_by("recorded_at").values_list("stage", "grievance")) == [("idea", "yes"), ("none", "yes")]
    page = page_of(client, case)
    assert "No movement seen" in page and "Words only." in page


@pytest.mark.req("AS-1")
def test_the_draft_of_a_new_finding_outlives_a_correction(cast: Cast) -> None:
    case, client = a_case(cast, "assessment"), signed_in(cast.psychologist)
    path = f"/cases/{case.code}/assessment/"
    found = add_finding(case=case, by=cast.teacher, given=a_finding())
    client.post(f"/cases/{case.code}/drafts/finding_s/", GOOD | {"S-text": "Half written."})
    send(client, f"{path}?correct={found.pk}", f"{path}finding/", **{"S-text": "Said three times."})
    assert "Half written." in client.get(f"{path}?add=S").content.decode()


@pytest.mark.req("AS-1")
def test_a_merged_case_shows_its_findings_with_their_links_and_takes_no_more(cast: Cast) -> None:
    case, other = a_case(cast, "triage"), a_case(cast, "triage", subject_name="Rowan Teller")
    talk = a_talk(case, cast.counselor)
    add_finding(case=case, by=cast.counselor, given=a_finding(source="", link=f"interview:{talk.pk}"))
    merge_cases(duplicate=case, survivor=other, by=cast.principal, reason="The same words in the same hall.")
    client = signed_in(cast.principal)
    page = page_of(client, case)
    assert f"#interview-{talk.pk}" in page and "?add=S" not in page and "?correct=" not in page and "Start a new round" not in page
    assert f"#interview-{talk.pk}" in page_of(client, case, "rounds/1/")
    refused = unescape(post(client, case, "assessment/finding", **GOOD).content.decode())
    assert "merged into another" in refused and "Said it twice." in refused and Finding.objects.count() == 1
    with pytest.raises(Unfit):
        add_finding(case=other, by=cast.principal, given=a_finding(source="", link=f"interview:{talk.pk}"))


@pytest.mark.req("AS-1")
def test_the_step_page_asks_as_much_for_150_findings_as_for_five(cast: Cast) -> None:
    case = assessed(cast)
    client, path = signed_in(cast.psychologist), f"/cases/{case.code}/assessment/"
    places = (path, f"{path}?all=1", f"{path}?add=S", f"/cases/{case.code}/questions/", f"/cases/{case.code}/questions/?open=KQ01")
    few = [asked(client, place) for place in places]
    talks = [a_talk(case, cast.counselor) for _ in range(12)]
    kinds = FactorKind.values
    for n in range(145):
        given = a_finding(
            text=f"Words {n}.", domain="STEP"[n % 4], factor="", kind=kinds[n % 4], source="", link=f"interview:{talks[n % 12].pk}"
        )
        add_finding(case=case, by=cast.teacher, given=given)
    assert [asked(client, place) for place in places] == few == [13, 13, 12, 11, 16]
    near, every = (client.get(place).content.decode().count('<div class="strategy" id="finding-') for place in places[:2])
    assert (near, every) == (8, 146)


def asked(client: Client, path: str) -> int:
    client.get(path)
    with CaptureQueriesContext(connection) as found:
        assert client.get(path).status_code == 200
    return len(found)
