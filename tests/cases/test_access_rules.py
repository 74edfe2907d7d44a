"""The doors themselves, rule by rule, where no page comes that way: nobody's account, no transaction, another office, another verb."""

import uuid
from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.test import RequestFactory

from cases import access
from cases.actions.circle import grant_access, record_conflict
from cases.models import Case
from cases.workflow import Stage
from tat import clock
from tat.models import Obligation, User
from tat.permissions import may, may_in_building, needs, public, scope_of
from tat.roles import Permission, Role
from tests.cast import Cast, a_case

pytestmark = pytest.mark.django_db


def asked(user: object, verb: str = "GET") -> HttpRequest:
    request = RequestFactory().generic(verb, "/")
    request.user = user
    return request


@access.case_view(Permission.VIEW_CASE, "GET")
def case_page(request: HttpRequest, case: Case) -> HttpResponse:
    """Stands for any page of a case."""
    return HttpResponse(case.code)


@needs(Permission.LOG_REPORT)
def report_page(request: HttpRequest) -> HttpResponse:
    """Stands for a page for those who hold a permission somewhere."""
    return HttpResponse("here")


@pytest.mark.req("PR-1")
@pytest.mark.parametrize("who", ["nobody", "who left", "no district"])
def test_whoever_belongs_to_no_district_now_sees_no_case_and_holds_no_role(cast: Cast, who: str) -> None:
    case, at = a_case(cast, "assessment"), clock.now()
    grant_access(case=case, by=cast.principal, to=cast.consultant, until=at + timedelta(days=7), reason="consultant")
    assert access.visible_to(cast.consultant, at).get() == case
    User.objects.filter(pk=cast.consultant.pk).update(is_active=who != "who left", district=None if who == "no district" else cast.district)
    user = AnonymousUser() if who == "nobody" else User.objects.get(pk=cast.consultant.pk)
    way = access.door(user, at)
    assert not access.visible_to(user, at).exists() and way.grants == {}
    assert access.roles_in(way, case) == frozenset() and scope_of(user, at).roles() == frozenset()
    with pytest.raises(Http404):
        access.check(user, Permission.VIEW_CASE, case, at)


@pytest.mark.req("PR-1")
def test_who_sees_a_case_and_may_not_do_the_thing_is_told_so_and_the_unseeing_are_told_nothing(cast: Cast) -> None:
    case, at = a_case(cast, "assessment"), clock.now()
    access.check(cast.principal, Permission.CLOSE_CASE, case, at)
    with pytest.raises(PermissionDenied):
        access.check(cast.teacher, Permission.CLOSE_CASE, case, at)
    with pytest.raises(Http404):
        access.check(cast.outsider, Permission.CLOSE_CASE, case, at)


@pytest.mark.req("PR-1")
def test_a_report_taker_keeps_the_case_until_somebody_reviews_it(cast: Cast) -> None:
    case, at = a_case(cast, by=cast.report_taker), clock.now()
    assert access.roles_in(access.door(cast.report_taker, at), case) == {Role.REPORT_TAKER}
    case.reviewed_at = at
    case.save(update_fields=["reviewed_at"])
    assert access.roles_in(access.door(cast.report_taker, at), case) == frozenset()
    assert not access.visible_to(cast.report_taker, at).exists()


@pytest.mark.req("PR-1")
def test_a_restricted_case_is_seen_by_name_only_and_a_named_member_keeps_the_seats_roles(cast: Cast) -> None:
    case, at = a_case(cast, "assessment"), clock.now()
    Case.objects.filter(pk=case.pk).update(restricted=True)
    case.refresh_from_db()
    assert access.roles_in(access.door(cast.psychologist, at), case) == frozenset()
    grant_access(case=case, by=cast.principal, to=cast.psychologist, until=at + timedelta(days=7), reason="consultant")
    assert access.roles_in(access.door(cast.psychologist, at), case) == {Role.CONSULTANT, Role.TAT_MEMBER, Role.THERAPIST}


@pytest.mark.req("PR-1")
def test_an_emergencys_access_lasts_as_long_as_the_containment_and_no_longer(cast: Cast) -> None:
    case, at = a_case(cast, "containment"), clock.now()
    access.grant(case, to=cast.consultant, until=at + timedelta(hours=1), reason=access.EMERGENCY, by=cast.principal, at=at)
    later = at + timedelta(hours=2)
    assert access.visible_to(cast.consultant, later).exists()
    Case.objects.filter(pk=case.pk).update(stage=Stage.TRIAGE, triage_at=at)
    assert not access.visible_to(cast.consultant, later).exists()
    access.revoke(case, user=cast.consultant)
    assert not access.visible_to(cast.consultant, at).exists()


@pytest.mark.req("TM-6")
def test_who_is_kept_out_of_a_case_is_known_from_the_conflict_on(cast: Cast) -> None:
    case = a_case(cast, "assessment")
    before = clock.now()
    record_conflict(case=case, by=cast.counselor, person=cast.psychologist)
    assert access.excluded_people(case, clock.now()) == {cast.psychologist.pk}
    assert access.excluded_people(case, before) == set()


def test_a_case_is_locked_within_a_transaction_or_not_at_all(cast: Cast) -> None:
    case = a_case(cast)
    assert access.locked_for_system(case.pk) == case
    with pytest.raises(Http404):
        access.locked_for_system(uuid.UUID(int=7))


@pytest.mark.django_db(transaction=True)
def test_a_lock_outside_a_transaction_would_protect_nothing_and_is_refused() -> None:
    with pytest.raises(RuntimeError, match="inside a transaction"):
        access.locked_for_system(uuid.UUID(int=7))


@pytest.mark.req("OB-4")
def test_a_duty_about_no_case_opens_none_and_its_facts_are_the_rules_own(cast: Cast) -> None:
    duty = Obligation.objects.filter(about_id=a_case(cast, "triage").pk).first()
    assert access.case_behind(duty).pk == duty.about_id
    facts = access.duty_facts(cast.superintendent, duty)
    assert (facts.code, facts.building, facts.district) == (duty.code, cast.building.name, cast.district.name)
    duty.building, duty.about_kind = None, "district"
    assert access.duty_facts(cast.superintendent, duty).building == ""
    with pytest.raises(Http404):
        access.case_behind(duty)


@pytest.mark.req("PR-1")
def test_a_page_of_a_case_answers_its_own_verbs_to_those_who_see_it(cast: Cast) -> None:
    case = a_case(cast, "assessment")
    assert case_page(asked(cast.principal), code=case.code).content.decode() == case.code
    assert case_page(asked(cast.principal, "POST"), code=case.code).status_code == 405
    for code, user in ((case.code, cast.outsider), ("CHS-26-ZZZZ", cast.principal)):
        with pytest.raises(Http404):
            case_page(asked(user), code=code)
    assert case_page(asked(AnonymousUser()), code=case.code).status_code == 302


@pytest.mark.req("PR-1")
def test_a_page_for_a_permission_opens_to_who_holds_it_anywhere(cast: Cast) -> None:
    assert report_page(asked(cast.report_taker)).content == b"here"
    assert report_page(asked(cast.report_taker, "POST")).status_code == 405
    with pytest.raises(PermissionDenied):
        report_page(asked(cast.sysadmin))


@pytest.mark.req("PR-1")
def test_an_office_counts_in_its_building_and_a_seat_in_its_teams_buildings(cast: Cast) -> None:
    def where(user: User) -> list[bool]:
        scope = scope_of(user, clock.now())
        places = ((cast.building, cast.team), (cast.other_building, cast.other_team))
        return [may_in_building(scope, Permission.LOG_REPORT, building.pk, [team.pk]) for building, team in places]

    for person in (cast.principal, cast.report_taker, cast.counselor, cast.psychologist):
        assert where(person) == [True, False], person.position
    assert where(cast.outsider) == [False, True]
    assert where(cast.sysadmin) == [False, False] and not may(scope_of(cast.sysadmin, clock.now()), Permission.LOG_REPORT)


@pytest.mark.req("PR-1")
def test_a_page_that_reads_answers_a_head_request_too_and_one_that_only_acts_does_not(cast: Cast) -> None:
    reads, acts = public()(lambda request: HttpResponse("x")), public("POST")(lambda request: HttpResponse("x"))
    assert [reads(asked(cast.principal, verb)).status_code for verb in ("GET", "HEAD", "POST")] == [200, 200, 405]
    assert [acts(asked(cast.principal, verb)).status_code for verb in ("GET", "HEAD", "POST")] == [405, 405, 200]
