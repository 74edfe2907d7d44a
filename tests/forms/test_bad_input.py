"""Every form of the product against wrong input: said beside the field, everything typed kept, nothing lost, nothing doubled, no fault."""

import uuid

import pytest
from django.db import connection
from django.test import Client
from django.urls import get_resolver

from tests.access.knock import written
from tests.access.test_addresses import routes
from tests.forms.district import Forms
from tests.forms.judging import problems
from tests.forms.rendered import Shown, Values
from tests.forms.sending import FORM_TYPE, Open, body, opened, undone
from tests.forms.table import FORMS, NO_FORM, NO_KEY, WITHOUT_TOKEN
from tests.forms.wrong import attempts
from tests.processes.evidence import share

pytestmark = pytest.mark.req("IN-1")
KEYED = [name for name in FORMS if name not in NO_KEY]
OURS = {"HTTP_SEC_FETCH_SITE": "same-origin"}
ROWS_SQL = """
select string_agg(format('select %L, count(*) from %I', tablename, tablename), ' union all ') from pg_tables where schemaname = 'public'
"""


def rows(*aside: str) -> dict[str, int]:
    """How many rows each table has; sessions aside, and what is named."""
    with connection.cursor() as cursor:
        cursor.execute(ROWS_SQL)
        (counting,) = cursor.fetchone()
        cursor.execute(counting)
        return {table: count for table, count in cursor.fetchall() if table not in ("django_session", *aside)}


def test_every_address_that_takes_a_form_is_in_the_table() -> None:
    taken = {name for name, view in routes(get_resolver().url_patterns) if "POST" in view.methods}
    assert taken == {*FORMS, *NO_FORM}, "write where the form stands into tests/forms/table.py"


@pytest.mark.parametrize("name", FORMS)
def test_a_form_filled_rightly_is_taken(forms: Forms, name: str) -> None:
    form = opened(forms, name)
    with undone():
        answer = form.send(form.filled())
    said = [" ".join(each.text_content().split()) for each in Shown(answer.content.decode()).summaries()] if answer.content else []
    assert answer.status_code == form.place.answers, said


def wrong_answers(form: Open, *, singly: bool) -> list[str]:
    """Every wrong value sent once; what is amiss with the answers."""
    found = []
    for attempt in attempts(form.form.controls.values(), singly=singly):
        sent: Values = form.filled() | attempt.wrong
        with undone():
            found += [f"{attempt}: {each}" for each in problems(form, attempt, sent, form.send(sent))]
    return found


@pytest.mark.parametrize("name", FORMS)
def test_wrong_values_are_refused_in_words_and_nothing_typed_is_lost(forms: Forms, name: str) -> None:
    found = wrong_answers(opened(forms, name), singly=False)
    assert not found, "\n".join(found)


@pytest.mark.full
@pytest.mark.slow
@pytest.mark.parametrize("name", FORMS)
def test_a_wrong_value_in_one_field_alone_is_refused_in_words(forms: Forms, name: str) -> None:
    found = wrong_answers(opened(forms, name), singly=True)
    assert not found, "\n".join(found)


@pytest.mark.parametrize("name", share(FORMS, 0, 2))
def test_an_empty_form_is_no_fault(forms: Forms, name: str) -> None:
    form = opened(forms, name)
    for sent in ({}, {"idempotency_key": [str(uuid.uuid4())]}):
        with undone():
            assert form.send(sent).status_code in (200, 302, 400, 403, 404, 409)


@pytest.mark.parametrize("name", KEYED)
def test_a_form_sent_twice_has_one_effect(forms: Forms, name: str) -> None:
    form = opened(forms, name)
    sent = form.filled()
    with undone():
        first = form.send(sent)
        looks = () if first.status_code == 302 else ("tat_accessentry",)
        after = rows(*looks)
        second = form.send(sent)
        assert (second.status_code, second.get("Location")) == (first.status_code, first.get("Location"))
        assert rows(*looks) == after


@pytest.mark.parametrize("name", share(KEYED, 1, 2))
def test_a_form_without_its_key_is_refused_and_writes_nothing(forms: Forms, name: str) -> None:
    form = opened(forms, name)
    before = written()
    answer = form.send({each: values for each, values in form.filled().items() if each != "idempotency_key"})
    assert answer.status_code == 400
    assert "Nothing was saved" in answer.content.decode()
    assert written() == before


@pytest.mark.parametrize("name", share((name for name in FORMS if name not in WITHOUT_TOKEN), 0, 2))
def test_a_form_with_a_stale_token_comes_back_as_typed_and_is_then_taken(forms: Forms, name: str) -> None:
    form = opened(forms, name)
    browser = Client(raise_request_exception=False, enforce_csrf_checks=True)
    browser.cookies.update(forms.browsers[form.place.person].cookies)
    sent = form.filled()

    def send(values: Values) -> object:
        return browser.generic("POST", form.form.action, body(values), content_type=FORM_TYPE, **OURS)

    with undone():
        late = send({**sent, "csrfmiddlewaretoken": ["stale" * 8]})
        again = Shown(late.content.decode()).forms_to(form.form.action)[0].values()
        secret = {name for name, control in form.form.controls.items() if control.kind == "password"}
        shown = {each: values for each, values in sent.items() if values and each not in secret | {"csrfmiddlewaretoken"}}
        assert late.status_code == 403
        assert {each: again.get(each) for each in shown} == shown
        assert send({**again, **{each: sent[each] for each in secret}}).status_code == form.place.answers
