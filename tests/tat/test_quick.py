"""What is quicker than Django's and psycopg's own gives the same."""

from datetime import UTC, datetime
from typing import Any

import pytest
from django.core.exceptions import ObjectDoesNotExist
from django.db import DataError, connection
from django.template import Context, Template, Variable
from django.template.loader import get_template
from django.template.loader_tags import BlockNode
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy, override
from psycopg import _queries

from cases.actions.on_record import RECORD_SQL
from cases.models import Plan
from tat.quick import DRAWN_BY_DJANGO, FOUND_BY_DJANGO, LONGEST_STATEMENT, NODES_BY_DJANGO, drawn, found
from tat.statements import ask

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "text", ["2026-11-01 01:30:00-05", "2026-11-01 01:30:00.25+00", "1900-01-01 00:00:00+00", "9999-12-31 23:59:59.999999+00"]
)
def test_an_instant_is_read_in_utc_as_django_reads_it(text: str) -> None:
    statement = f"select '{text}'::timestamptz"
    with connection.cursor() as cursor:
        cursor.execute(statement)
        (by_django,) = cursor.fetchone()
    ((found,),) = ask(statement)
    assert found == by_django == datetime.fromisoformat(text)
    assert found.tzinfo is UTC


def test_an_instant_that_no_datetime_holds_is_refused_and_not_guessed() -> None:
    with pytest.raises(DataError):
        ask("select 'infinity'::timestamptz")


def test_psycopg_keeps_our_longest_statement() -> None:
    assert len(RECORD_SQL.encode()) < LONGEST_STATEMENT == _queries.MAX_CACHED_STATEMENT_LENGTH


@pytest.mark.parametrize(
    "value",
    [
        '<b>O\'Neil & "co"</b>',
        SafeString("<b>safe</b>"),
        gettext_lazy("Save <as> draft"),
        1234567.5,
        None,
        True,
        datetime(2026, 11, 1, 6, 30, tzinfo=UTC),
        ["<a>", 1],
    ],
)
@pytest.mark.parametrize("autoescape", [True, False])
def test_a_value_is_printed_as_django_prints_it(value: object, autoescape: bool) -> None:
    context = Context(autoescape=autoescape)
    assert drawn(value, context) == DRAWN_BY_DJANGO(value, context)
    assert type(drawn(value, context)) is type(DRAWN_BY_DJANGO(value, context))


@pytest.mark.parametrize("words", ['{% translate "Yes" %}', '{% translate "Yes" as kept %}{{ kept }}', '{% translate "100%" %}'])
def test_words_of_a_template_follow_the_language_of_the_moment(words: str) -> None:
    template = Template("{% load i18n %}" + words)
    spanish = "100%" if "100" in words else "Sí"
    for language, expected in (("en", "100%" if "100" in words else "Yes"), ("es", spanish), ("en", "100%" if "100" in words else "Yes")):
        with override(language):
            assert template.render(Context()) == expected


def test_words_with_a_context_or_out_of_a_variable_are_looked_up_each_time() -> None:
    template = Template('{% load i18n %}{% translate words %}|{% translate "May" context "month name" %}|{% translate "yes"|upper %}')
    assert template.render(Context({"words": "<one>"})) == "&lt;one&gt;|May|YES"
    assert template.render(Context({"words": "two"})) == "two|May|YES"


def test_the_blocks_of_a_template_are_found_once_and_are_those_that_django_finds() -> None:
    nodes = get_template("base.html").template.nodelist
    found = nodes.get_nodes_by_type(BlockNode)
    assert found == NODES_BY_DJANGO(nodes, BlockNode) and len(found) > 5
    assert nodes.get_nodes_by_type(BlockNode) is found


def test_a_sentence_with_names_and_a_plural_is_put_together_each_time_from_what_was_read_once() -> None:
    begins = "{% load i18n %}{% blocktranslate trimmed count n=count with who=name %}"
    words = "\n  {{ n }} for {{ who }}.\n{% plural %}\n  {{ n }} each for {{ who }} 100%.\n{% endblocktranslate %}"
    template = Template(begins + words)
    for count, name, expected in ((1, "<A>", "1 for &lt;A&gt;."), (2, "B", "2 each for B 100%."), (1, "C", "1 for C.")):
        assert template.render(Context({"count": count, "name": name})) == expected


class Row:
    """A row with a property that fails, a method, a method with an argument, and one that changes data."""

    name = "Ana"

    @property
    def gone(self) -> str:
        raise ObjectDoesNotExist

    @property
    def broken(self) -> str:
        raise ZeroDivisionError

    def method(self) -> str:
        return "called"

    def needs(self, word: str) -> str:
        return word

    def deletes(self) -> str:
        raise AssertionError("never called")

    deletes.alters_data = True  # type: ignore[attr-defined]


NAMES = (
    *("row.name", "row.gone", "row.broken", "row.method", "row.needs", "row.deletes", "row.nothing", "row.0"),
    *("words.first", "words.items", "words.nothing", "words.row.name", "list.0", "list.5", "list.x", "text.upper", "text.0"),
    *("nothing", "nothing.more", "none", "none.more", "number", "call", "status.DRAFT", "status.DRAFT.label", "template", "dicts", "push"),
)


@pytest.mark.parametrize("name", NAMES)
def test_a_name_in_a_template_stands_for_what_django_finds(name: str) -> None:
    def outcome(find: Any) -> Any:
        context = Context(
            {
                "row": Row(),
                "words": {"first": "a", "row": Row(), "items": "own"},
                "list": ["x", "y"],
                "text": "abc",
                "none": None,
                "number": 4,
                "call": lambda: "called",
                "status": Plan.State,
            }
        )
        context.template = Template("")
        try:
            value = find(Variable(name), context)
        except Exception as error:
            return type(error)
        return value if isinstance(value, (str, int, type(None))) else type(value)

    assert outcome(found) == outcome(FOUND_BY_DJANGO)
