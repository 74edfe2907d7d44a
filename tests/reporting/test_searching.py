"""The search: what the person may see and nothing else, each look on record, no word of it anywhere but on the page."""

import hashlib
import logging
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cases.actions.conflicts import stand
from cases.actions.notes import add_note
from cases.actions.parties import PartyGiven
from cases.models import Case
from reporting.actions.sought_texts import SECTIONS
from tat import clock
from tat.models import AccessEntry, LogEntry, SchoolOfficial, User
from tests.cast import Cast, a_case, a_report, signed_in
from triage.actions.given import ReporterGiven
from triage.actions.low_notes import NoteGiven, keep_note
from triage.actions.reports import receive_report

pytestmark = [pytest.mark.django_db, pytest.mark.req("SE-1")]

FIND = "/search/find/"
WORD = "zeppelinfield"


def found(person: User, words: str, **more: Any) -> str:
    """The page after a search, in one line; without the form, on which the words stand."""
    answer = signed_in(person).post(FIND, {"words": words, **more})
    assert answer.status_code == 200, answer
    return " ".join(answer.content.decode().split("</form>", 1)[1].split())


def noted(cast: Cast, words: str, **given: Any) -> Case:
    case = a_case(cast, "triage", **given)
    add_note(case=case, by=cast.counselor, text=words, is_change=False)
    return case


def elsewhere(cast: Cast, **given: Any) -> Case:
    """A case of the other building."""
    return receive_report(by=cast.outsider, given=a_report(cast, building=cast.other_building, received_by=cast.outsider, **given)).case


def test_a_name_is_found_by_letters_by_sound_and_by_spelling_and_says_why(cast: Cast) -> None:
    same, sounds, spelled = (a_case(cast, subject_name=name) for name in ("Rowan Teller", "Rowenne Tellar", "Rowam Teller"))
    other = a_case(cast, subject_name="Somebody Else")
    page = found(cast.counselor, "Rowan Teller")
    assert "Same name: <strong>Rowan Teller</strong>, Subject of concern" in page
    assert "Possible: the name sounds alike: <strong>Rowenne Tellar</strong>" in page
    assert "Possible: the name is spelled alike: <strong>Rowam Teller</strong>" in page
    assert other.code not in page
    codes = sorted(case.code for case in (same, sounds, spelled))
    assert [page.index(f">{code}</a>") for code in codes] == sorted(page.index(f">{code}</a>") for code in codes), "by code"


def test_a_part_of_a_name_finds_targets_too(cast: Cast) -> None:
    case = a_case(cast, targets=(PartyGiven(role="target", name="Ana Lund"),))
    page = found(cast.counselor, "lund")
    assert case.code in page
    assert "Part of the name: <strong>Ana Lund</strong>, Target" in page


def test_a_code_is_found_whole_and_by_its_last_part(cast: Cast) -> None:
    case, other = a_case(cast), a_case(cast)
    for typed in (case.code, case.code.lower(), case.short_code, f" {case.short_code.lower()} "):
        page = found(cast.counselor, typed)
        assert f">{case.code}</a>" in page, typed
        assert "This code" in page
        assert f">{other.code}</a>" not in page


def test_words_are_found_in_whatever_letters_and_accents_and_the_section_is_said(cast: Cast) -> None:
    case = noted(cast, "He spoke of the CAFÉ’s back door on Friday.")
    for typed in ("cafe door", "café", "Fri back", "friday"):
        page = found(cast.counselor, typed)
        assert case.code in page, typed
        assert "Words in:" in page
        assert f'href="/cases/{case.code}/notes/"' in page
    assert "back door" not in page, "the text itself is not shown"
    assert case.code not in found(cast.counselor, "riday"), "not in the middle of a word"
    assert case.code not in found(cast.counselor, "cafe window"), "every word"


def test_nothing_of_cases_that_are_not_the_readers_to_see(cast: Cast) -> None:
    hidden = elsewhere(cast, nature=f"A {WORD} was drawn.", subject_name="Rowan Teller")
    shut = noted(cast, f"The {WORD} again.")
    stand(shut, cast.counselor, "excluded", by=cast.principal, at=clock.now())
    restricted = a_case(cast, nature=f"The {WORD} once more.")  # no panel of it is named yet
    Case.objects.filter(pk=restricted.pk).update(restricted=True)
    for typed in (WORD, "Rowan Teller", hidden.code, shut.short_code):
        page = found(cast.counselor, typed)
        assert all(case.code not in page for case in (hidden, shut, restricted)), typed
    assert WORD in found(cast.outsider, WORD) or hidden.code in found(cast.outsider, WORD), "whoever may see it finds it"


def test_the_answer_is_as_long_and_asks_as_much_whether_or_not_others_have_it(cast: Cast) -> None:
    def told() -> tuple[int, int]:
        with CaptureQueriesContext(connection) as asked:
            answer = signed_in(cast.teacher).post(FIND, {"words": "Wim Abernathy"})
        body = answer.content.decode()
        return len(asked), len(body)

    told()
    before = told()
    for _ in range(3):
        elsewhere(cast, subject_name="Wim Abernathy", nature="Wim Abernathy said it.")
    assert told() == before
    assert "No case you may see matches." in found(cast.teacher, "Wim Abernathy")


@pytest.mark.req("F17")
def test_each_search_is_one_look_with_the_digest_and_its_words_stand_nowhere(cast: Cast, caplog: pytest.LogCaptureFixture) -> None:
    case = noted(cast, f"A {WORD}.")
    before, logged = AccessEntry.objects.count(), LogEntry.objects.count()
    with caplog.at_level(logging.DEBUG):
        answer = signed_in(cast.counselor).post(FIND, {"words": WORD})
    look = AccessEntry.objects.order_by("at").last()
    assert (AccessEntry.objects.count() - before, LogEntry.objects.count() - logged) == (1, 0)
    assert (look.kind, look.page, look.code) == ("search", "search", "")
    assert bytes(look.digest) == hashlib.sha256(case.code.encode()).digest()
    assert WORD not in caplog.text
    assert WORD not in answer.content.decode().split("</title>")[0]
    assert f"={WORD}" not in answer.content.decode(), "in no address"
    with connection.cursor() as cursor:
        cursor.execute("select count(*) from tat_accessentry a where a::text ilike %s", [f"%{WORD}%"])
        assert cursor.fetchone() == (0,)


def test_words_in_an_address_look_for_nothing(cast: Cast) -> None:
    case = noted(cast, f"A {WORD}.")
    page = signed_in(cast.counselor).get(f"/search/?words={WORD}").content.decode()
    assert case.code not in page
    assert WORD not in page


def test_who_reported_is_not_found_and_neither_is_what_is_for_fewer(cast: Cast) -> None:
    case = a_case(cast, channel="safe2help", raw_tip=f"{WORD} raw", reporter=ReporterGiven(name="Zephyrine Quillfeather"))
    for typed in (WORD, "Zephyrine Quillfeather", "Quillfeather"):
        assert case.code not in found(cast.principal, typed), typed


def test_the_list_of_texts_names_none_that_is_for_fewer_than_the_case() -> None:
    read = {(section.model.__name__, name) for section in SECTIONS.values() for name in section.fields}
    apart = {"ReporterIdentity", "RawTip", "Tip", "TipMessage", "ProtectedStatement", "TargetPlanVersion", "TargetStrategy", "TargetOffer"}
    apart |= {"TriageOpinion", "Position", "PlanPosition", "Disclosure", "FamilyRule", "NotificationEntry", "Brief", "Party", "Person"}
    assert {model for model, _name in read}.isdisjoint(apart)
    assert not read & {("IncidentFacts", "observed_by"), ("Containment", "target_protected"), ("CaseUpdate", "target_contact")}
    assert len(read) == 43


def test_notes_are_found_by_who_reads_notes_alone(cast: Cast) -> None:
    note = keep_note(by=cast.officer, given=NoteGiven(harm="no", building=cast.building, nature=f"A {WORD} in the yard.", name="Wim Abara"))
    for typed in (WORD, "Abara"):
        assert f"/reports/notes/{note.pk}/" in found(cast.counselor, typed) or str(note.pk) in found(cast.counselor, typed), typed
        assert str(note.pk) not in found(cast.psychologist, typed), typed


def test_an_officer_without_the_designation_finds_codes_alone(cast: Cast) -> None:
    case = a_case(cast, "assessment")
    add_note(case=case, by=cast.counselor, text=f"A {WORD}.", is_change=False)
    SchoolOfficial.objects.all().delete()
    assert case.code not in found(cast.officer, WORD)
    assert case.code not in found(cast.officer, "Rowan Teller")
    page = found(cast.officer, case.code)
    assert f">{case.code}</a>" in page
    assert "Only codes of cases were looked for" in page


def test_many_cases_ask_no_more_statements_than_one(cast: Cast) -> None:
    counts = []
    for more in (1, 6):
        for _ in range(more):
            noted(cast, f"A {WORD}.")
        browser = signed_in(cast.counselor)
        browser.post(FIND, {"words": f"Teller {WORD}"})
        with CaptureQueriesContext(connection) as asked:
            browser.post(FIND, {"words": f"Teller {WORD}"})
        counts.append(len(asked))
    assert counts[0] == counts[1]
    assert counts[0] <= 14, [each["sql"][:90] for each in asked.captured_queries]


def test_older_cases_are_reached_by_looking_further_back(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    cases = [noted(cast, f"A {WORD}.") for _ in range(4)]
    monkeypatch.setattr("reporting.actions.searching.MOST_SHOWN", 3)
    browser = signed_in(cast.counselor)
    first = browser.post(FIND, {"words": WORD})
    page = first.content.decode()
    assert "Look further back" in page
    assert "your 3 newest cases" in " ".join(page.split())
    token = page.split('name="after" value="')[-1].split('"')[0]
    second = browser.post(FIND, {"words": WORD, "after": token}).content.decode()
    shown = [{case.code for case in cases if f">{case.code}</a>" in text} for text in (page, second)]
    assert (len(shown[0]), len(shown[1]), shown[0] | shown[1]) == (3, 1, {case.code for case in cases})
    assert "Look further back" not in second
    for broken in ("x", "W10", "'; drop table", token[:-4]):
        assert browser.post(FIND, {"words": WORD, "after": broken}).status_code == 200, broken


BAD = {
    "": "Write a name, a case&#x27;s code or a word",
    "   ": "Write a word of two letters or more.",
    "a": "Write a word of two letters or more.",
    "% _ * . ?": "Write a word of two letters or more.",
    ".*": "Write a word of two letters or more.",
    "x" * 10_000: "This is 10000 characters long",
    "a\x00b": "has a character in it that cannot be kept",
    "one two three four five six seven": "These are more than six words.",
}


@pytest.mark.parametrize("typed", BAD, ids=lambda typed: repr(typed[:12]))
def test_what_cannot_be_looked_for_is_said_beside_the_field_and_stays(cast: Cast, typed: str) -> None:
    answer = signed_in(cast.counselor).post(FIND, {"words": typed, "level": "high", "years": "7"} if typed else {"words": typed})
    page = answer.content.decode()
    assert answer.status_code == 200
    if typed:
        assert BAD[typed] in page
        assert typed.replace("\x00", "\ufffd").strip() in page
        assert '<option value="high" selected>' in page
    else:
        assert BAD[typed] in page


@pytest.mark.parametrize(
    "typed", ["'; drop table cases_case; --", "1 or 1=1", "(a+)+$ aaaaaaaaaaaaaaaa!", "\x07\x1b[31mred", "[[:alpha:]]", "Robert');--"]
)
def test_signs_are_read_as_spaces_and_nothing_breaks(cast: Cast, typed: str) -> None:
    a_case(cast)
    assert "No case you may see matches." in found(cast.counselor, typed)
    assert Case.objects.exists()
