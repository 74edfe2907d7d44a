"""FORT on its own page: the letters with where they are mended, the phrases that are marked, and the check of a rationale being typed."""

import uuid
from html import unescape

import pytest

from cases.actions.findings import add_finding
from cases.fort import check_prose
from cases.models import Case
from cases.views.fort import marked
from tests.cases.assessed import a_finding, a_level, assessed, classify, latest, signed
from tests.cases.managed import adopted, classified, drafted
from tests.cast import Cast, a_case, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.req("AS-6")]


def page(cast: Cast, case: Case, user=None) -> str:
    return unescape(signed_in(user or cast.principal).get(f"/cases/{case.code}/fort/").content.decode())


def test_what_is_missing_stands_with_the_page_that_mends_it(cast: Cast) -> None:
    case = a_case(cast, "assessment")
    shown = page(cast, case)
    assert "The subject has not been heard, and no reason is written." in shown
    assert f'href="/cases/{case.code}/interviews/">Open the interviews' in shown
    assert "Signing the classification asks for it next." in shown
    guest = page(cast, case, cast.teacher)
    assert f'href="/cases/{case.code}/interviews/">Open the interviews' in guest
    assert "Write the sentence with the classification" in shown


def test_the_page_says_which_signature_asks_next_and_shows_what_was_stated(cast: Cast) -> None:
    case = signed(cast)
    shown = page(cast, case)
    assert "Weekly talks and a changed seat are proportionate." in shown
    assert "It is written why the responses are proportionate" in shown and "Closing the case asks" not in shown


def test_the_adoption_of_a_plan_and_the_closing_lead_to_it_and_it_says_so(cast: Cast) -> None:
    case = classified(cast)
    drafted(cast, case)
    client, here = signed_in(cast.principal), f'href="/cases/{case.code}/fort/"'
    assert here in client.get(f"/cases/{case.code}/plan/").content.decode()
    assert "Adopting the case plan asks for it next." in page(cast, case)
    adopted(cast, case)
    assert here in client.get(f"/cases/{case.code}/closing/").content.decode()
    assert "Closing the case asks for it next." in page(cast, case)


def test_phrases_of_opinion_and_hearsay_are_marked_where_they_stand_and_explained(cast: Cast) -> None:
    case = assessed(cast)
    text = "He is probably lonely. Students said that he has a knife. The note says “everybody knows he is a freak”."
    add_finding(case=case, by=cast.teacher, given=a_finding(text=text))
    add_finding(case=case, by=cast.teacher, given=a_finding(text="She is obviously a liar.", basis="opinion"))
    shown = page(cast, case)
    assert "<mark>He is probably</mark> <small>(opinion or speculation)</small>" in shown
    assert "<mark>Students said</mark> <small>(passed on without name or date)</small>" in shown
    assert "<mark>everybody" not in shown and "She is obviously a liar." not in shown
    assert "Write what was seen or heard, or mark it as opinion" in shown


def test_a_text_cut_into_marked_parts_is_whole_again_when_joined() -> None:
    for text in ("He is probably lonely, obviously. Students said so.", "<b>Obviously</b> “quoted”", "At 9 a.m. he is clearly late.", ""):
        assert "".join(part for part, _name in marked(text, check_prose(text))) == text


def test_the_wording_of_a_rationale_is_checked_before_it_is_signed_and_nothing_typed_is_lost(cast: Cast) -> None:
    case = assessed(cast)
    client, sign = signed_in(cast.principal), f"/cases/{case.code}/classification/sign/"
    typed = {
        "level": "moderate",
        "rationale": "He is probably harmless. Kids say he jokes.",
        "fort_R": "In proportion.",
        "check_wording": "1",
    }
    answer = client.post(sign, {"idempotency_key": str(uuid.uuid4()), **typed})
    shown = unescape(answer.content.decode())
    assert answer.status_code == 200 and "Wording check. Nothing was signed." in shown
    assert "<mark>He is probably</mark>" in shown and "In proportion." in shown and typed["rationale"] in shown
    assert 'class="error"' not in shown and not case.classification_set.exists()
    plain = typed | {"rationale": "The subject said on October 4: “I was angry.” Two teachers saw the drawing on October 5."}
    again = unescape(client.post(sign, {"idempotency_key": str(uuid.uuid4()), **plain}).content.decode())
    assert "Wording check: nothing stood out." in again


def test_the_page_asks_the_same_number_of_statements_for_many_findings(cast: Cast, django_assert_max_num_queries) -> None:
    case = assessed(cast)
    client = signed_in(cast.principal)
    client.get(f"/cases/{case.code}/fort/")
    with django_assert_max_num_queries(16) as few:
        client.get(f"/cases/{case.code}/fort/")
    for number in range(20):
        add_finding(case=case, by=cast.teacher, given=a_finding(text=f"Seen on October {number + 1} in the hall."))
    with django_assert_max_num_queries(len(few.captured_queries)):
        client.get(f"/cases/{case.code}/fort/")


def test_the_level_page_shows_the_criteria_side_by_side_to_who_signs_and_to_who_concurs(cast: Cast) -> None:
    case = assessed(cast)
    before = unescape(signed_in(cast.principal).get(f"/cases/{case.code}/classification/").content.decode())
    classify(case=case, by=cast.principal, given=a_level())
    after = unescape(signed_in(cast.teacher).get(f"/cases/{case.code}/classification/").content.decode())
    for shown in (before, after):
        assert shown.count("The five levels side by side") == 1
        assert "Poses, or is rapidly developing capability for, serious violence or harm to self/others" in shown
    assert latest(case).level == "moderate"
