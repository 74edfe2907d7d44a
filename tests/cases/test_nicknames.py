"""Familiar forms of given names: looked for with keyed tokens, kept nowhere, called possible and never the same."""

import pytest

from cases.actions.people import PersonGiven as Given
from cases.actions.people import agree, name_parts, people_named, record_people
from cases.models import NameToken
from cases.nicknames import SPANISH, also_called, is_form_of
from tat import vault
from tat.models import DataKey
from tests.cast import Cast, a_case
from tests.reporting.test_searching import found
from tests.triage.test_search import found as earlier
from tests.triage.test_search import reasons

pytestmark = pytest.mark.req("SE-1")


@pytest.mark.parametrize(("one", "other"), [("bill", "william"), ("peggy", "margaret"), ("pepe", "jose"), ("lupe", "guadalupe")])
def test_a_form_leads_both_ways(one: str, other: str) -> None:
    assert other in also_called(one) and one in also_called(other)


def test_a_family_name_has_no_other_form_and_a_name_is_none_of_itself() -> None:
    assert also_called("quandt") == frozenset()
    assert not is_form_of(["bill", "quandt"], ["bill", "quandt"])
    assert is_form_of(["bill", "quandt"], ["quandt", "william"])
    assert not is_form_of(["bill", "quandt"], ["william", "teller"])


def test_the_spanish_list_is_as_names_are_compared() -> None:
    words = [word for name, forms in SPANISH.items() for word in (name, *forms.split())]
    assert [word for word in words if vault.name_parts(word) != [word]] == []


@pytest.mark.django_db
def test_what_is_kept_of_a_name_are_its_own_tokens(cast: Cast) -> None:
    (person,) = record_people(cast.district, [Given(name="William Quandt")], [DataKey.objects.mint()])
    kept = {bytes(token) for token in NameToken.objects.filter(person=person).values_list("token", flat=True)}
    assert kept == set(vault.name_tokens("William Quandt"))
    assert vault.name_tokens("Bill")[1] in name_parts("William")[0] and vault.name_tokens("Bill")[0] not in name_parts("William")[0]
    for name in ("Bill Quandt", "Quandt, Billy", "Will Quandt"):
        assert people_named(name, district_id=cast.district.pk) == [person.pk], name
    for name in ("Bill Teller", "Robert Quandt"):
        assert people_named(name, district_id=cast.district.pk) == [], name


@pytest.mark.django_db
def test_a_search_says_that_it_is_a_familiar_form(cast: Cast) -> None:
    case = a_case(cast, subject_name="José Marchetti")
    page = found(cast.counselor, "Pepe Marchetti")
    assert case.code in page and "Possible: a familiar form of the name: <strong>José Marchetti</strong>" in page


def test_who_is_barred_as_william_is_barred_as_bill() -> None:
    assert agree("Bill Quandt", "William Quandt") and not agree("Bill Quandt", "William Teller")


@pytest.mark.django_db
def test_search_before_create_says_it_too(cast: Cast) -> None:
    case = a_case(cast, subject_name="Guadalupe Marchetti")
    assert reasons(earlier(cast, "Lupe Marchetti")) == [(case.code, ["A familiar form of the name"])]


def test_a_text_of_many_words_is_no_name_with_a_familiar_form() -> None:
    assert len(name_parts("Bill")[0]) > 3
    assert {len(part) for part in name_parts("Bill said that William and Bob were there")} <= {2, 3}
