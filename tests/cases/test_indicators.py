"""A district words its own imminence indicators: by whom, within which limits, and what a determination keeps of the list it read."""

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cases.actions.containment import record_facts
from cases.actions.imminence import Determining, declare_imminent, determine_imminence
from cases.actions.indicators import (
    AT_THE_END,
    GONE,
    MOST,
    NO_WORDS,
    NOT_OFFERED,
    SAME_AS_ANOTHER,
    SAME_AS_BEFORE,
    TOO_FEW,
    TOO_LONG,
    TOO_MANY,
    add_indicator,
    change_indicator,
    move_indicator,
    offer_indicator,
    stop_indicator,
)
from cases.actions.plan import Stale
from cases.models import Containment, ImminenceDetermination, Indicator
from cases.models.catalogue import OFFICIAL_NOTE, OWN_NOTE
from cases.models.indicators import age, as_read, every_edition, in_force, next_edition
from cases.views.indicators import CHANGED_MEANWHILE
from reporting.documents.intake import intake_part
from tat.models import Appointment, District, LogEntry
from tests.cast import NOT_IMMINENT, a_case, a_person, signed_in
from tests.typed import form_of, send

pytestmark = [pytest.mark.django_db, pytest.mark.req("IN-4")]
PAGE = "/settings/indicators/"
OURS = "Says or shows that serious harm is meant within days"
DEFAULT = "Stated or shown intent to cause serious harm to self or others now or very soon"


def act(action, cast, **given):
    """One act on the list as it stands."""
    by = given.pop("by", cast.superintendent)
    return action(**{"district": cast.district, "by": by, "edition": in_force(cast.district.pk).edition, **given})


def texts(cast):
    return [row.text for row in in_force(cast.district.pk).offered]


def codes(cast):
    return [row.code for row in in_force(cast.district.pk).offered]


def refused(action, cast, **given):
    before = Indicator.objects.count()
    with pytest.raises(Exception) as found:
        act(action, cast, **given)
    assert Indicator.objects.count() == before and not LogEntry.objects.filter(action__startswith="indicator").exists()
    return found.value.problems


def fill(cast):
    """Add rows of the district until the list is full."""
    words = {"district": cast.district, "label": "-", "edition": "2026-1.D1"}
    Indicator.objects.bulk_create(Indicator(code=f"IND-D{n}", text=f"Sign {n}", order=n, **words) for n in range(MOST - 8))


def test_a_new_wording_is_a_new_edition_and_the_default_stays_for_other_districts(cast):
    row = act(change_indicator, cast, code="IND-01", text=f"  {OURS}\n ")
    again = act(change_indicator, cast, code="IND-01", text="Says that harm is meant")
    assert (row.text, row.edition, again.edition) == (OURS, "2026-1.D1", "2026-1.D2")
    assert list(Indicator.objects.filter(code="IND-01").order_by("edition").values_list("text", "current")) == [
        (DEFAULT, True),
        (OURS, False),
        ("Says that harm is meant", True),
    ]
    other = District.objects.create(name="Farland", slug="farland")
    assert in_force(other.pk).row("IND-01").text == DEFAULT and in_force(other.pk).edition == "2026-1"


def test_each_act_leaves_one_entry_with_the_code_and_no_words(cast):
    act(change_indicator, cast, code="IND-01", text=OURS)
    act(add_indicator, cast, text="Weapon bought within days")
    act(stop_indicator, cast, code="IND-07")
    act(offer_indicator, cast, code="IND-07")
    act(move_indicator, cast, code="IND-02", places=-1)
    entries = list(LogEntry.objects.filter(action__startswith="indicator").order_by("pk").values_list("action", "detail", "district_id"))
    did = [("changed", "IND-01"), ("added", "IND-D1"), ("stopped", "IND-07"), ("offered", "IND-07"), ("moved", "IND-02")]
    assert sorted(entries) == sorted((f"indicator_{word}", code, cast.district.pk) for word, code in did)


def test_the_default_words_make_it_the_default_again(cast):
    assert act(change_indicator, cast, code="IND-01", text=OURS).note_shown == OWN_NOTE
    assert act(change_indicator, cast, code="IND-01", text=DEFAULT).note_shown == OFFICIAL_NOTE


def test_an_added_one_stands_last_under_a_code_that_nobody_had(cast):
    first = act(add_indicator, cast, text="Weapon bought within days")
    act(stop_indicator, cast, code=first.code)
    second = act(add_indicator, cast, text="Says farewell to classmates")
    assert (first.code, second.code, codes(cast)[-1]) == ("IND-D1", "IND-D2", "IND-D2")


def test_a_stopped_one_is_offered_again_at_the_end(cast):
    act(stop_indicator, cast, code="IND-03")
    assert "IND-03" not in codes(cast)
    act(stop_indicator, cast, code="IND-03")
    act(offer_indicator, cast, code="IND-03")
    act(offer_indicator, cast, code="IND-03")
    assert codes(cast)[-1] == "IND-03" and Indicator.objects.filter(code="IND-03").count() == 3


def test_moving_changes_two_places_and_no_words(cast):
    before = texts(cast)
    act(move_indicator, cast, code="IND-03", places=-1)
    assert texts(cast) == [before[0], before[2], before[1], *before[3:]]
    act(move_indicator, cast, code="IND-03", places=1)
    assert texts(cast) == before
    assert {row.note_shown for row in in_force(cast.district.pk).rows} == {OFFICIAL_NOTE}


def test_rows_that_share_a_place_are_moved_apart(cast):
    Indicator.objects.create(district=cast.district, code="IND-D1", label="-", text="Same place", order=2, edition="2026-1.D1")
    act(move_indicator, cast, code="IND-D1", places=-1)
    assert codes(cast)[:4] == ["IND-01", "IND-D1", "IND-02", "IND-03"]


@pytest.mark.parametrize(
    ("action", "given", "sentence"),
    [
        (add_indicator, {"text": " \n"}, NO_WORDS),
        (add_indicator, {"text": "x" * 301}, TOO_LONG),
        (add_indicator, {"text": f" {DEFAULT.upper()} "}, SAME_AS_ANOTHER),
        (change_indicator, {"code": "IND-01", "text": DEFAULT}, SAME_AS_BEFORE),
        (change_indicator, {"code": "IND-02", "text": DEFAULT}, SAME_AS_ANOTHER),
        (change_indicator, {"code": "IND-99", "text": OURS}, GONE),
        (stop_indicator, {"code": "IND-99"}, GONE),
        (move_indicator, {"code": "IND-01", "places": -1}, AT_THE_END),
        (move_indicator, {"code": "IND-08", "places": 1}, AT_THE_END),
    ],
)
def test_what_cannot_be_is_refused_with_a_sentence_and_nothing_is_written(cast, action, given, sentence):
    assert refused(action, cast, **given) == (sentence,)


def test_three_hundred_characters_fit(cast):
    assert len(act(add_indicator, cast, text="x" * 300).text) == 300


def test_three_stay_offered_and_a_stopped_wording_is_not_written_twice(cast):
    for code in codes(cast)[3:]:
        act(stop_indicator, cast, code=code)
    with pytest.raises(Exception) as few:
        act(stop_indicator, cast, code="IND-01")
    with pytest.raises(Exception) as twice:
        act(add_indicator, cast, text=Indicator.objects.get(code="IND-08", district=None).text)
    with pytest.raises(Exception) as not_there:
        act(move_indicator, cast, code="IND-08", places=-1)
    assert (few.value.problems, twice.value.problems, not_there.value.problems) == ((TOO_FEW,), (NOT_OFFERED,), (GONE,))


def test_the_list_ends_at_forty(cast):
    rows = [
        Indicator(district=cast.district, code=f"IND-D{n}", label="-", text=f"Sign {n}", order=n, edition="2026-1.D1")
        for n in range(MOST - 8)
    ]
    Indicator.objects.bulk_create(rows)
    assert refused(add_indicator, cast, text=OURS) == (TOO_MANY,)


def test_the_second_of_two_editors_is_told(cast):
    read = in_force(cast.district.pk).edition
    act(stop_indicator, cast, code="IND-08")
    with pytest.raises(Stale):
        act(change_indicator, cast, edition=read, code="IND-01", text=OURS)
    assert DEFAULT in texts(cast)


def test_only_the_superintendent_of_the_district_writes(cast):
    other = District.objects.create(name="Farland", slug="farland")
    theirs = a_person(other, "wim", "Wim Ash", "Superintendent")
    Appointment.objects.create(user=theirs, role="superintendent", district=other, from_on="2020-08-01")
    for by in (cast.principal, cast.sysadmin, theirs):
        with pytest.raises(PermissionDenied):
            act(change_indicator, cast, by=by, code="IND-01", text=OURS)
    add_indicator(district=other, by=theirs, edition="2026-1", text="Words of Farland")
    assert "Words of Farland" not in signed_in(cast.superintendent).get(PAGE).content.decode()
    assert "Words of Farland" in signed_in(theirs).get(PAGE).content.decode()


def test_editions_follow_each_other_by_their_numbers(cast):
    assert next_edition("2026-1") == "2026-1.D1" and next_edition("2026-1.D9") == "2026-1.D10" and next_edition("2027-1") == "2027-1.D1"
    named = ["2026-1", "2026-1.D2", "2026-1.D10", "2026-2", "2026-10", "2027-1"]
    assert [age(name) for name in named] == sorted(map(age, named))


def test_a_list_is_read_as_it_stood_at_each_edition(cast):
    act(change_indicator, cast, code="IND-01", text=OURS)
    act(stop_indicator, cast, code="IND-08")
    Indicator.objects.filter(district=None).update(current=False)
    for number in (1, 2):
        Indicator.objects.create(code=f"IND-0{number}", label="-", text=f"Shipped later {number}", order=number, edition="2027-1")
    read = {name: as_read(every_edition(cast.district.pk), name) for name in ("2026-1", "2026-1.D1", "2026-1.D2", "2027-1")}
    assert [len(found.offered) for found in read.values()] == [8, 8, 7, 2]
    assert [found.row("IND-01").text for found in read.values()] == [DEFAULT, OURS, OURS, OURS]
    assert in_force(cast.district.pk).edition == "2027-1" and texts(cast) == [OURS, "Shipped later 2"]


def test_a_determination_keeps_the_words_that_were_read_and_the_next_has_the_new_ones(cast):
    case, client = a_case(cast), signed_in(cast.principal)
    marks = {"IND-01": "observed", "IND-02": "unknown"}
    given = Determining(answer="no", rationale=NOT_IMMINENT, indicators=marks)
    before = determine_imminence(case=case, by=cast.principal, given=given)
    act(change_indicator, cast, code="IND-01", text=OURS)
    act(stop_indicator, cast, code="IND-02")
    after = determine_imminence(case=case, by=cast.principal, given=given)
    assert (before.indicators_edition, after.indicators_edition) == ("2026-1", "2026-1.D2")
    page = client.get(reverse("case_imminence", args=[case.code])).content.decode()
    assert page.index(f"<li>{OURS}</li>") < page.index(f"<li>{DEFAULT}</li>")
    part = intake_part(case)
    assert [each["marks"][0] for each in part["determinations"]] == [(DEFAULT, "seen"), (OURS, "seen")]
    assert part["indicators_note"] == f"{OWN_NOTE}; {OFFICIAL_NOTE}"


def test_another_districts_words_under_the_same_edition_are_not_shown(cast):
    other = District.objects.create(name="Farland", slug="farland")
    Indicator.objects.create(district=other, code="IND-01", label="-", text="Words of Farland", edition="2026-1.D1")
    act(change_indicator, cast, code="IND-01", text=OURS)
    case = a_case(cast)
    given = Determining(answer="no", rationale=NOT_IMMINENT, indicators={"IND-01": "observed"})
    determine_imminence(case=case, by=cast.principal, given=given)
    page = signed_in(cast.principal).get(reverse("case_imminence", args=[case.code])).content.decode()
    assert OURS in page and "Words of Farland" not in page and "Words of Farland" not in str(intake_part(case))


def test_a_form_that_was_open_while_the_list_changed_records_what_it_showed(cast):
    case, client = a_case(cast), signed_in(cast.principal)
    action = reverse("case_determine", args=[case.code])
    fields = form_of(client.get(reverse("case_imminence", args=[case.code])), action)
    act(change_indicator, cast, code="IND-01", text=OURS)
    act(stop_indicator, cast, code="IND-03")
    answer = client.post(action, {**fields, "answer": "no", "rationale": NOT_IMMINENT, "indicators": ["IND-01", "IND-03"]})
    found = ImminenceDetermination.objects.get(case=case)
    assert (answer.status_code, found.indicators_edition, found.indicators["IND-03"]) == (302, "2026-1", "observed")


def test_an_edition_that_never_was_reads_todays_list(cast):
    case, client = a_case(cast), signed_in(cast.principal)
    page, action = (reverse(name, args=[case.code]) for name in ("case_imminence", "case_determine"))
    send(client, page, action, answer="no", rationale=NOT_IMMINENT, indicators=["IND-01"], indicators_edition="1999-1")
    assert ImminenceDetermination.objects.get(case=case).indicators_edition == "2026-1"


def test_facts_of_containment_written_later_keep_the_list_of_their_marks(cast):
    case, client = a_case(cast), signed_in(cast.principal)
    declare_imminent(case=case, by=cast.principal)
    page, action = (reverse(name, args=[case.code]) for name in ("case_containment", "case_containment_facts"))
    send(client, page, action, mark_IND_01="observed")
    act(change_indicator, cast, code="IND-01", text=OURS)
    send(client, page, action, police_agency="Cordgrass Police")
    found = ImminenceDetermination.objects.get(case=case)
    assert (found.indicators, found.indicators_edition) == ({"IND-01": "observed"}, "2026-1")
    assert DEFAULT in client.get(page).content.decode()
    version = Containment.objects.get().version
    record_facts(case=case, by=cast.principal, version=version, facts={"indicators": {"IND-01": "unknown"}})
    found.refresh_from_db()
    assert found.indicators_edition == "2026-1.D1"


def test_the_page_says_whose_each_wording_is_and_does_every_act(cast):
    client = signed_in(cast.superintendent)
    assert "/settings/indicators/" in client.get("/district/").content.decode()
    send(client, PAGE, f"{PAGE}IND-01/change/", **{"IND-01-text": OURS})
    send(client, PAGE, f"{PAGE}add/", **{"new-text": "Weapon bought within days"})
    send(client, PAGE, f"{PAGE}IND-08/stop/")
    send(client, PAGE, f"{PAGE}IND-02/stop/")
    send(client, PAGE, f"{PAGE}IND-02/offer/")
    send(client, PAGE, f"{PAGE}IND-03/up/")
    send(client, PAGE, f"{PAGE}IND-04/down/")
    page = client.get(PAGE).content.decode()
    assert codes(cast) == ["IND-03", "IND-01", "IND-05", "IND-04", "IND-06", "IND-07", "IND-D1", "IND-02"]
    assert page.count(OFFICIAL_NOTE) == 6 and page.count("District&#x27;s own wording") == 2
    assert f"The default reads: {DEFAULT}" in page and "Offer it again" in page and "/IND-03/up/" not in page


def test_a_wording_that_is_refused_or_comes_second_stands_on_the_page_as_typed(cast):
    client = signed_in(cast.superintendent)
    long = send(client, PAGE, f"{PAGE}add/", **{"new-text": "word " * 70})
    assert long.status_code == 200 and TOO_LONG in long.content.decode()
    fields, press = (form_of(client.get(PAGE), f"{PAGE}{where}/") for where in ("IND-01/change", "IND-02/up"))
    act(stop_indicator, cast, code="IND-08")
    second = client.post(f"{PAGE}IND-01/change/", {**fields, "IND-01-text": OURS})
    assert second.status_code == 409 and str(CHANGED_MEANWHILE) in second.content.decode()
    assert client.post(f"{PAGE}IND-02/up/", press).status_code == 409
    assert client.post(f"{PAGE}IND-01/change/", form_of(second, f"{PAGE}IND-01/change/")).status_code == 302
    assert texts(cast)[0] == OURS


def test_a_wording_for_one_that_is_not_offered_any_more_is_not_lost(cast):
    client = signed_in(cast.superintendent)
    fields = form_of(client.get(PAGE), f"{PAGE}IND-08/change/")
    act(stop_indicator, cast, code="IND-08")
    answer = client.post(f"{PAGE}IND-08/change/", {**fields, "IND-08-text": OURS})
    assert answer.status_code == 409 and OURS in answer.content.decode() and "This was not saved" in answer.content.decode()


def test_the_page_asks_as_often_for_forty_as_for_eight(cast):
    client = signed_in(cast.superintendent)

    def asked():
        with CaptureQueriesContext(
            connection,
        ) as found:
            client.get(PAGE)
        return len(found)

    asked()
    few = asked()
    rows = [
        Indicator(district=cast.district, code=f"IND-D{n}", label="-", text=f"Sign {n}", order=n, edition="2026-1.D1") for n in range(32)
    ]
    Indicator.objects.bulk_create(rows)
    assert asked() == few <= 10
