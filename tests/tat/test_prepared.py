"""Prepared querysets: the same rows as Django's own, for each asking's values, in one statement."""

import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.postgres.expressions import ArraySubquery
from django.core.exceptions import EmptyResultSet
from django.db.models import OuterRef, Q

from tat import clock
from tat.models import Building, Seat, Standing, Team, User
from tat.models.lookups import FEW
from tat.models.prepared import Given, Prepared, Shaped
from tests.cast import Cast

pytestmark = pytest.mark.django_db
Counted = Callable[[int], Any]


def held() -> Any:
    rows = Seat.objects.filter(team=Given("team"), kind=Seat.Kind.CORE).select_related("user").order_by("pk")
    return rows.annotate(others=ArraySubquery(Seat.objects.filter(team=OuterRef("team")).order_by("pk").values("pk")))


def test_a_prepared_queryset_gives_the_rows_of_its_values_in_one_statement(
    cast: Cast, team: Team, other_team: Team, django_assert_num_queries: Counted
) -> None:
    seats = Prepared(held)
    for each in (team, other_team, team):
        wanted = list(Seat.objects.filter(team=each, kind=Seat.Kind.CORE).order_by("pk"))
        with django_assert_num_queries(1):
            found = seats(team=each)
            assert [(row.pk, row.user.full_name) for row in found] == [(row.pk, row.user.full_name) for row in found if row.team is each]
        assert found == wanted
        assert all(row.pk in row.others for row in found)


def test_its_rows_are_those_that_django_makes_and_share_what_they_point_at(cast: Cast, team: Team) -> None:
    def queryset(of: Any) -> Any:
        return (
            Seat.objects.filter(team=of).select_related("team__district", "user", "covers__user").defer("unavailable_reason").order_by("pk")
        )

    found, wanted = Prepared(lambda: queryset(Given("team")))(team=team.pk), list(queryset(team))
    for one, other in zip(found, wanted, strict=True):
        assert {**vars(one), "_state": None} == {**vars(other), "_state": None}
        assert (one._state.adding, one._state.db) == (other._state.adding, other._state.db) == (False, "default")
        assert one._state.fields_cache == other._state.fields_cache
        assert vars(one.user)["full_name"] == other.user.full_name
    assert len({id(one.team) for one in found}) == 1
    assert found[0].unavailable_reason == wanted[0].unavailable_reason


def test_a_prepared_queryset_takes_lists_also_empty_ones_and_gives_values(cast: Cast, building: Building) -> None:
    names = Prepared(lambda: Building.objects.filter(district__any_of=Given("districts")).values_list("name", flat=True))
    assert building.name in names(districts=[building.district_id])
    assert names(districts=[]) == []
    assert names.first(districts=[]) is None
    with pytest.raises(KeyError):
        names()


def test_a_long_list_of_ids_finds_what_a_short_one_finds(cast: Cast) -> None:
    about, others = uuid.uuid4(), [uuid.uuid4() for _ in range(FEW)]
    row = Standing.objects.create(person=cast.counselor, about_kind="case", about_id=about, capacity="lead", from_at=clock.now())
    standing = Prepared(lambda: Standing.objects.filter(about_id__any_of=Given("ids")))
    assert standing(ids=[about]) == standing(ids=[about, *others]) == [row]
    assert standing(ids=others) == standing(ids=[*others, uuid.uuid4()]) == []


def test_a_list_that_is_empty_leaves_its_condition_out(cast: Cast) -> None:
    with pytest.raises(EmptyResultSet):
        str(Seat.objects.filter(team__any_of=[]).query)
    assert User.objects.exclude(district__any_of=[]).count() == User.objects.count()


def test_a_shape_is_compiled_once_and_an_empty_list_or_a_no_changes_the_conditions(
    cast: Cast, team: Team, other_team: Team, django_assert_num_queries: Counted
) -> None:
    def build(held: Any) -> Any:
        rows = Seat.objects.filter(Q(team__any_of=held["teams"]) | Q(user__any_of=held["people"])).order_by("pk")
        return rows.filter(kind=Seat.Kind.CORE) if held["core"] else rows

    seats, one, two, people = Shaped(build), [team.pk], [other_team.pk, team.pk], [cast.counselor.pk]
    asked = [(one, people, True), (two, people, True), ([], people, True), ([], people, False), (one, [], False)]
    for teams, users, core in asked:
        wanted = Seat.objects.filter(Q(team__in=teams) | Q(user__in=users)).order_by("pk")
        with django_assert_num_queries(1):
            found = seats(teams=teams, people=users, core=core)
        assert found and found == list(wanted.filter(kind=Seat.Kind.CORE) if core else wanted)
    assert seats(teams=[], people=[], core=True) == []
    assert len(seats.shapes) == 5
