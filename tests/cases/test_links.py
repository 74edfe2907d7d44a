"""People, cases and places around a case: what is drawn, for whom, within which bounds, and at what cost."""

from typing import Any
from xml.etree import ElementTree

import pytest

from cases.models import Case, Party
from cases.views.around import CASES, OF_A_PLACE, PEOPLE
from tat.audit import digest_of
from tat.models import AccessEntry
from tests.cases.test_case_pages import statements
from tests.cast import Cast, a_case, signed_in

pytestmark = pytest.mark.django_db
ROWAN = "Rowan Teller"


def subject(case: Case) -> Party:
    return case.party_set.select_related("person__key", "case__key").get(role=Party.Role.SUBJECT)


def stands(cast: Cast, case: Case, role: str, **what: Any) -> Party:
    """One more party of the case."""
    by = {"recorded_by": cast.principal, "recorded_name": "Dana Whitlow", "recorded_at": case.opened_at}
    return Party.objects.create(case=case, role=role, **what, **by)


def again(cast: Cast, case: Case, role: str = Party.Role.SUBJECT, stage: str = "assessment") -> Case:
    """Another case in which the subject of this one stands; its own subject is somebody else where the role is another."""
    person = subject(case).person
    other = a_case(cast, stage, subject_name="Lior Banks" if role != Party.Role.SUBJECT else "Someone New")
    stands(cast, other, role, person=person)
    return other


@pytest.mark.req("SE-4", "PR-1")
def test_the_other_cases_of_the_same_people_are_drawn_and_written_and_their_codes_are_on_record(cast: Cast) -> None:
    case = a_case(cast, "assessment", location="Bus 7")
    other = again(cast, case, Party.Role.TARGET)
    answer = signed_in(cast.principal).get(f"/cases/{case.code}/links/")
    text = answer.content.decode()
    assert text.count(f'href="/cases/{other.code}/"') == 2  # in the picture and in the table
    rowan = next(node for node in answer.context["nodes"] if node.words == ROWAN)
    assert [(each.code, each.role_words) for each in rowan.others if each.code == other.code] == [(other.code, "Target")]
    shown = [each.code for each in answer.context["others"]]
    entry = AccessEntry.objects.get(page="case_links")
    assert (entry.about_id, bytes(entry.digest)) == (case.id, digest_of([case.code, *shown]))


@pytest.mark.req("SE-4", "PR-1", "PR-2")
def test_a_case_that_the_reader_may_not_open_is_in_no_line_and_who_reported_is_nowhere(cast: Cast) -> None:
    case = a_case(cast, "assessment")
    hidden = again(cast, case, stage="triage")  # the full team does not see it yet
    assert hidden.code in signed_in(cast.principal).get(f"/cases/{case.code}/links/").content.decode()
    for reader in (cast.principal, cast.psychologist):
        assert "Wren Abara" not in signed_in(reader).get(f"/cases/{case.code}/links/").content.decode()
    assert hidden.code not in signed_in(cast.psychologist).get(f"/cases/{case.code}/links/").content.decode()
    reported = a_case(cast, "assessment", subject_name="Lior Banks")
    stands(cast, reported, Party.Role.REPORTING, person=subject(case).person)
    nodes = signed_in(cast.principal).get(f"/cases/{case.code}/links/").context["nodes"]
    assert reported.code not in {each.code for node in nodes if not node.is_place for each in node.others}


@pytest.mark.req("SE-4")
def test_a_place_that_another_case_of_the_building_names_too_links_them(cast: Cast) -> None:
    case = a_case(cast, "assessment", location="Gym,  north door")
    same = a_case(cast, "assessment", subject_name="Lior Banks", location="gym, north door.")
    elsewhere = a_case(cast, "assessment", subject_name="Mio Reyes", location="Cafeteria")
    nodes = signed_in(cast.principal).get(f"/cases/{case.code}/links/").context["nodes"]
    (place,) = [node for node in nodes if node.is_place]
    assert [each.code for each in place.others] == [same.code]
    assert elsewhere.code not in {each.code for node in nodes for each in node.others}


@pytest.mark.req("SE-4", "PF-5")
def test_it_is_bounded_says_what_more_there_is_and_costs_the_same(cast: Cast) -> None:
    case = a_case(cast, "assessment", location="Bus 7")
    client, address = signed_in(cast.principal), f"/cases/{case.code}/links/"
    again(cast, case)
    counts = [statements(client, address)]
    for _n in range(CASES + 1):
        again(cast, case)
    for n in range(PEOPLE + 2):
        stands(cast, case, Party.Role.WITNESS, kind=Party.Kind.ROLE, label=f"Bus aide {n}")
    counts.append(statements(client, address))
    answer = client.get(address)
    assert counts == [11, 11]
    assert (len(answer.context["others"]), sum(not node.is_place for node in answer.context["nodes"])) == (CASES, PEOPLE)
    assert answer.context["more"] == ["3 more people are on the case’s pages.", "2 earlier cases are linked too; search for them."]


@pytest.mark.req("SE-4", "PF-5")
def test_the_picture_needs_no_color_and_no_style_and_each_box_is_a_link(cast: Cast) -> None:
    case = a_case(cast, "assessment")
    again(cast, case, Party.Role.TARGET)
    drawn = signed_in(cast.principal).get(f"/cases/{case.code}/links/").context["picture"]
    tree = ElementTree.fromstring(drawn)
    assert {each.get("stroke") for each in tree.iter() if each.tag in ("path", "rect")} == {"currentColor"}
    assert not [each for each in tree.iter() if each.get("style") or each.get("class") or each.tag == "style"]
    assert all(rect in list(link) for link in tree.iter("a") for rect in link.iter("rect"))
    assert len(list(tree.iter("rect"))) == len(list(tree.iter("a")))
    dashes = {each.get("stroke-dasharray", "") for each in tree.iter("path")}
    assert "8 4" in dashes and "" in dashes


@pytest.mark.req("SE-4")
def test_a_place_that_many_cases_name_pushes_no_case_of_a_person_out(cast: Cast) -> None:
    case = a_case(cast, "assessment", location="Gym")
    mine = again(cast, case)
    for n in range(CASES):
        a_case(cast, "assessment", subject_name=f"Lior Banks {n}", location="Gym")
    answer = signed_in(cast.principal).get(f"/cases/{case.code}/links/")
    assert mine.code in {other.code for other in answer.context["others"]}
    (place,) = [node for node in answer.context["nodes"] if node.is_place]
    assert len(place.others) == OF_A_PLACE
    assert answer.context["more"] == ["5 earlier cases are linked too; search for them."]
