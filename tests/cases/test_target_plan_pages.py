"""The pages of targets' plans: typed, refused, compared, offered; where the duty leads; and whose draft and look it is."""

from collections.abc import Callable
from datetime import datetime

import pytest
from django.http import HttpResponse
from django.test import Client

from cases.actions.parties import PartyGiven
from cases.models import Case, LevelMeasure, TargetOffer, TargetPlan, TargetPlanVersion, TargetStrategy
from tat.audit import ACTIONS
from tat.models import AccessEntry, Obligation
from tests.cases.assessed import rows
from tests.cases.families import at_a_level
from tests.cases.target_plans import OTHER, ROUTE, TARGET, target, two_targets, written
from tests.cast import Cast, a_case, signed_in
from tests.typed import flat, form_of, send

pytestmark = [pytest.mark.django_db, pytest.mark.req("PL-4")]
At = Callable[[str], datetime]
MARKUP = "<b>Ana</b> & “friends” <script>x</script>"


@pytest.fixture
def case(cast: Cast, at: At) -> Case:
    at("2026-09-14 14:02")
    return a_case(cast, "assessment", targets=two_targets())


def place(case: Case, name: str = TARGET) -> str:
    return f"/cases/{case.code}/targets/{target(case, name).pk}/"


def typed(cast: Cast, **changes: object) -> dict[str, object]:
    given = {"contact": cast.social_worker.pk, "channel": "In person.", "rhythm": "Each school day.", "supervision": ROUTE}
    return given | changes


def save(client: Client, case: Case, **fields: object) -> HttpResponse:
    return send(client, f"{place(case)}?write=1", f"{place(case)}save/", **fields)


def test_a_plan_is_written_changed_and_offered_by_its_page(cast: Cast, case: Case) -> None:
    client, address = signed_in(cast.counselor), place(case)
    assert save(client, case, **typed(cast)).status_code == 302
    assert save(client, case, supports="The counselor, on Mondays.").status_code == 302
    assert list(TargetPlanVersion.objects.order_by("number").values_list("number", "contact")) == [
        (1, cast.social_worker.pk),
        (2, cast.social_worker.pk),
    ]
    offer = {"offer-answer": "declined", "offer-offered_at": "2026-09-14T13:50", "offer-by_whom": "Sol Ortiz-Lane"}
    assert send(client, address, f"{address}offer/", **offer).status_code == 302
    answer = {"strategy-strategy": "TGT-3", "strategy-answer": "accepted", "strategy-answered_on": "2026-09-14"}
    assert send(client, address, f"{address}strategy/", **answer, **{"strategy-by_whom": "Sol Ortiz-Lane"}).status_code == 302
    shown = flat(client.get(address).content.decode())
    assert all(words in shown for words in (ROUTE, "The counselor, on Mondays.", "Declined", "Stay aware", "Version 2"))
    listed = flat(client.get(f"/cases/{case.code}/targets/").content.decode())
    assert "Declined,<time" in listed and "Not offered yet" in listed and "Mika Feld · Each school day." in listed


@pytest.mark.req("IN-6")
@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"contact": ""}, "Choose who keeps in touch, or write below why nobody does"),
        ({"contact": "999999"}, "Choose somebody who is on the list."),
        ({"no_contact": "She asked for it."}, "A contact person is chosen, so nobody needs a reason."),
        ({"channel": ""}, "Write how the contact person reaches the target"),
        ({"rhythm": " "}, "Write how often"),
        ({"told": "Of the message."}, "Write when the target was told."),
        ({"told": "Of the message.", "told_at": "2026-09-14T15:00", "told_by": "Me"}, "not come yet"),
        ({"parents": "not_told"}, "Write why the parents are not told"),
        ({"ends_when": "x" * 2001}, "2000 are the most that fit here"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field_and_everything_typed_stays(cast: Cast, case: Case, wrong, sentence) -> None:
    sent = typed(cast, on_contact=MARKUP) | wrong
    answer = save(signed_in(cast.counselor), case, **sent)
    assert answer.status_code == 200 and sentence in answer.content.decode()
    kept = form_of(answer, f"{place(case)}save/")
    assert {name: kept[name] for name in sent if name != "contact"} == {name: [str(sent[name])] for name in sent if name != "contact"}
    assert not TargetPlan.objects.exists()


def test_markup_is_shown_as_it_was_typed(cast: Cast, case: Case) -> None:
    client = signed_in(cast.counselor)
    save(client, case, **typed(cast, supervision=MARKUP))
    shown = client.get(place(case)).content.decode()
    assert "&lt;b&gt;Ana&lt;/b&gt; &amp; “friends” &lt;script&gt;" in shown and "<b>Ana" not in shown


def test_a_stale_edit_shows_both_texts_and_is_saved_on_what_stands(cast: Cast, case: Case) -> None:
    written(cast, case)
    client = signed_in(cast.teacher)
    left = form_of(client.get(f"{place(case)}?write=1"), f"{place(case)}save/")
    written(cast, case, version=1, supervision="She walks with two friends.")
    stale = client.post(f"{place(case)}save/", left | {"supervision": "By car, always."})
    shown = stale.content.decode()
    assert stale.status_code == 409 and "By car, always." in shown and "She walks with two friends." in shown and "Sol Ortiz-Lane" in shown
    assert TargetPlanVersion.objects.count() == 2
    again = form_of(stale, f"{place(case)}save/")
    assert (again["version"], again["supervision"]) == (["2"], ["By car, always."])
    assert client.post(f"{place(case)}save/", again).status_code == 302
    assert TargetPlanVersion.objects.get(number=3).supervision == "By car, always."


def test_sent_twice_it_is_saved_once(cast: Cast, case: Case) -> None:
    client = signed_in(cast.counselor)
    body = form_of(client.get(place(case)), f"{place(case)}save/") | {name: [str(value)] for name, value in typed(cast).items()}
    offer = form_of(client.get(place(case)), f"{place(case)}offer/") | {"offer-answer": "accepted", "offer-by_whom": "Sol Ortiz-Lane"}
    for action, sent in (("save", body), ("offer", offer)):
        assert [client.post(f"{place(case)}{action}/", sent).status_code for _ in range(2)] == [302, 302]
    assert (TargetPlanVersion.objects.count(), TargetOffer.objects.count()) == (1, 1)


def test_a_draft_is_of_one_target_and_its_writers_alone(cast: Cast, case: Case) -> None:
    client = signed_in(cast.counselor)
    draft = form_of(client.get(place(case)), f"{place(case)}save/") | {"supervision": ["Half a sen"]}
    (address,) = {part for part in client.get(place(case)).content.decode().split('"') if f"/cases/{case.code}/drafts/target_" in part}
    assert client.post(address, draft).status_code == 302
    assert "Half a sen" in client.get(place(case)).content.decode()
    assert "Half a sen" not in client.get(place(case, OTHER)).content.decode()
    assert "Half a sen" not in signed_in(cast.principal).get(place(case)).content.decode()
    save(client, case, **typed(cast))
    assert "Half a sen" not in client.get(f"{place(case)}?write=1").content.decode()


@pytest.mark.req("AS-7")
def test_the_duty_leads_to_the_page_of_targets_and_is_recorded_there_alone(cast: Cast, at: At) -> None:
    at("2026-09-14 14:02")
    case = at_a_level(cast, "high", targets=two_targets())
    client, address = signed_in(cast.principal), f"/cases/{case.code}/targets/"
    assert f'href="{address}"' in client.get("/").content.decode()
    notices = client.get(f"/cases/{case.code}/notices/?measure=LVL-TGT").content.decode()
    assert f'href="{address}"' in notices and "LVL-TGT-answer" not in notices
    sent = {"rule": "LVL-TGT", "LVL-TGT-answer": "accepted", "LVL-TGT-done_at": "2026-09-14T14:00", "LVL-TGT-by_whom": "Me"}
    key = form_of(client.get(f"/cases/{case.code}/notices/?measure=LVL-CON"), f"/cases/{case.code}/notices/measure/")
    assert client.post(f"/cases/{case.code}/notices/measure/", key | sent).status_code == 404
    assert not LevelMeasure.objects.exists() and len(rows(case, "LVL-TGT")) == 2
    for name in (TARGET, OTHER):
        offer = {"offer-answer": "accepted", "offer-by_whom": "Dana Whitlow"}
        assert send(client, place(case, name), f"{place(case, name)}offer/", **offer).status_code == 302
    assert not rows(case, "LVL-TGT") and address not in client.get(f"/cases/{case.code}/notices/").content.decode()


def test_each_look_is_on_record_by_its_page_and_the_log_names_no_target(cast: Cast, case: Case) -> None:
    written(cast, case)
    client = signed_in(cast.principal)
    for address in (f"/cases/{case.code}/targets/", place(case)):
        client.get(address)
    looks = AccessEntry.objects.filter(about_id=case.pk, page__in=["case_targets", "target_plan"]).order_by("at")
    assert list(looks.values_list("page", "kind", "code")) == [("case_targets", "case", case.code), ("target_plan", "case", case.code)]
    shown = signed_in(cast.officer).get(f"/cases/{case.code}/access/").content.decode()
    assert "A target’s plan for safety" in shown and TARGET not in shown
    assert {"target_plan_saved", "target_plan_offered", "target_plan_printed", "target_strategy_answered"} <= set(ACTIONS)


def test_a_case_without_a_target_says_so_and_a_group_has_a_plan_too(cast: Cast, at: At) -> None:
    at("2026-09-14 14:02")
    client, alone = signed_in(cast.principal), a_case(cast)
    assert "No target stands in this case." in client.get(f"/cases/{alone.code}/targets/").content.decode()
    case = a_case(cast, "assessment", targets=(PartyGiven(role="target", name="Robotics club", kind="group"),))
    address = f"/cases/{case.code}/targets/{target(case, 'Robotics club').pk}/"
    fields = {"no_contact": "The coach speaks for all of them.", "supervision": "The coach stays.", "contact": ""}
    assert send(client, address, f"{address}save/", **fields).status_code == 302
    assert "whether the parents know" not in client.get(address).content.decode()
    assert not Obligation.objects.filter(about_id=case.pk, rule="LVL-TGT").exists() and not TargetStrategy.objects.exists()
