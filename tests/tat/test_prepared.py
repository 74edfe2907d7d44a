"""Prepared querysets: the same rows as Django's own, for each asking's values, in one statement."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.postgres.expressions import ArraySubquery
from django.core.exceptions import EmptyResultSet
from django.db.models import OuterRef

from tat.models import Building, Seat, Team, User
from tat.models.prepared import Given, Prepared
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


def test_a_prepared_queryset_takes_lists_also_empty_ones_and_gives_values(cast: Cast, building: Building) -> None:
    names = Prepared(lambda: Building.objects.filter(district__any_of=Given("districts")).values_list("name", flat=True))
    assert building.name in names(districts=[building.district_id])
    assert names(districts=[]) == []
    assert names.first(districts=[]) is None
    with pytest.raises(KeyError):
        names()


def test_a_list_that_is_empty_leaves_its_condition_out(cast: Cast) -> None:
    with pytest.raises(EmptyResultSet):
        str(Seat.objects.filter(team__any_of=[]).query)
    assert User.objects.exclude(district__any_of=[]).count() == User.objects.count()
