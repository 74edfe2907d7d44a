"""Forms whose fields are those of their class until they change one."""

from typing import Any

import pytest
from django import forms
from django.http import QueryDict

from tat.forms import drawn
from tat.forms.base import Fields, Form
from tat.forms.choices import ChoiceCards, Offered, RowField, Shared
from tat.forms.text import CleanTextField
from tat.models import Building


class Asked(Form):
    who = CleanTextField(label="Who")
    how = forms.ChoiceField(label="How", choices=[("in", "In person"), ("by", "By phone")], widget=ChoiceCards(), required=False)
    note = CleanTextField(label="Note", required=False)


class Ordered(Asked):
    field_order = ("note", "who")


def test_a_field_is_the_classs_until_it_is_taken_by_name_and_then_a_copy() -> None:
    one, other = Asked(), Asked()
    assert one["who"].field is other["who"].field is Asked.base_fields.to_read("who")
    one.fields["who"].label = "Somebody"
    one.fields["how"].choices = [("out", "Outside")]  # type: ignore[attr-defined]
    assert (str(one["who"].label), one["who"].field.label) == ("Somebody", "Somebody")
    assert (str(other["who"].label), Asked()["who"].label) == ("Who", "Who")
    assert "Outside" in str(one["how"]) and "Outside" not in str(Asked()["how"])


def test_a_form_that_adds_takes_out_or_orders_fields_leaves_its_class_alone() -> None:
    form = Asked()
    del form.fields["note"]
    form.fields |= {"more": CleanTextField(label="More")}
    assert list(form.fields) == ["who", "how", "more"] and list(Asked().fields) == ["who", "how", "note"]
    assert list(Ordered().fields) == ["note", "who", "how"] and isinstance(Ordered().fields, Fields)
    late = Ordered()
    assert late["who"].label == "Who"
    late.fields["who"].label = "Changed"
    assert late["who"].label == "Changed" and Ordered()["who"].label == "Who"
    with pytest.raises(KeyError):
        Asked()["more"]


def test_what_is_typed_is_judged_as_django_judges_it() -> None:
    form = Asked(QueryDict("who=&how=up&note=x"))
    assert not form.is_valid() and set(form.errors) == {"who", "how"}
    assert Asked(QueryDict("who=A&how=by")).is_valid()


def test_only_what_anybody_may_have_is_kept_drawn() -> None:
    kept = drawn.KEPT
    kept.clear()
    typed = Asked(QueryDict("who=Jordan+Vale&how=by&note="))
    text = "".join(field.as_field_group() for field in typed)
    assert "Jordan Vale" in text and "checked" in text
    assert not any("Jordan" in words for words in kept.values()) and len(kept) == 2
    own = Asked()
    own.fields["note"].label = "Of one form"
    assert "Of one form" in own["note"].as_field_group() and not any("Of one form" in words for words in kept.values())
    wrong = Asked(QueryDict("who=&how=up"))
    assert "error" in wrong["who"].as_field_group() and "error" in wrong["how"].as_field_group()
    assert not any("error" in words for words in kept.values())
    assert Asked(prefix="b")["note"].as_field_group() != Asked()["note"].as_field_group() == Asked()["note"].as_field_group()


def test_what_is_kept_drawn_never_grows_beyond_its_bound_and_is_drawn_the_same_after_it() -> None:
    first = Asked(prefix="n0")["note"].as_field_group()
    sizes = []
    for number in range(drawn.MOST_KEPT + 1):
        Asked(prefix=f"n{number}")["note"].as_field_group()
        sizes.append(len(drawn.KEPT))
    assert max(sizes) <= drawn.MOST_KEPT and min(sizes[1:]) < max(sizes)
    assert Asked(prefix="n0")["note"].as_field_group() == first


@pytest.mark.django_db
def test_rows_that_several_fields_offer_are_put_into_words_once(building: Building) -> None:
    class Two(Form):
        here = RowField(required=False, nobody="None")
        there = RowField(required=False, nobody="None")
        needed = RowField()

        def __init__(self, *args: Any, rows: Any) -> None:
            super().__init__(*args)
            for name in ("here", "there", "needed"):
                self.fields[name].offer(rows)  # type: ignore[attr-defined]

    form = Two(QueryDict(f"here={building.pk}&there=&needed={building.pk}"), rows=Shared([building]))
    here, there, needed = (form.fields[name].choices for name in ("here", "there", "needed"))  # type: ignore[attr-defined]
    assert here is there and isinstance(here, Offered) and list(needed) == [(str(building.pk), str(building))]
    assert form.is_valid() and form.cleaned_data == {"here": building, "there": None, "needed": building}
    assert str(form["here"]).count("selected") == 1 and "selected" in str(form["there"])
    assert not Two(QueryDict("here=0&needed=0"), rows=[building]).is_valid()
