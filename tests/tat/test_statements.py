"""Statements of our own: their rows, what listens to them, and what they raise."""

import uuid
from typing import Any

import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction
from django.db.transaction import TransactionManagementError
from django.test.utils import CaptureQueriesContext

from tat import clock
from tat.models import Heartbeat, Standing
from tat.permissions import Scope
from tat.statements import Ids, array, ask, joined

pytestmark = pytest.mark.django_db
DOUBLED = "insert into tat_heartbeat (name, at, host, clock_offset_ms) values (%s, tat_now(), '', 0)"


def test_rows_are_read_with_values_in_order_or_by_name_and_none_of_a_statement_without_rows() -> None:
    assert ask("select %s::int + 1, %s::text", (1, "a")) == [(2, "a")]
    assert ask("select %(one)s::int, %(one)s::int", {"one": 4}) == [(4, 4)]
    assert ask("select 1 where false") == []
    assert ask(DOUBLED, ("own",)) == [] and Heartbeat.objects.filter(name="own").exists()


def test_the_same_statement_takes_values_of_another_kind_or_none_after_many_askings() -> None:
    for value in (1, 2, 70_000, 2**40, None, 3, None, 4):
        assert ask("select %s::bigint", (value,)) == [(value,)]
    for value in ([], [1], [2**40], []):
        assert ask("select coalesce(array_length(%s::bigint[], 1), 0)", (value,)) == [(len(value),)]


def test_who_listens_hears_the_statement() -> None:
    heard: list[str] = []

    def listening(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        heard.append(sql)
        return execute(sql, params, many, context)

    with CaptureQueriesContext(connection) as found:
        ask("select 1")
    with connection.execute_wrapper(listening):
        ask("select 2")
    assert [each["sql"] for each in found.captured_queries] == ["select 1"] and heard == ["select 2"]


def test_faults_are_those_of_django_and_a_broken_transaction_is_not_asked() -> None:
    with pytest.raises(ProgrammingError), transaction.atomic():
        ask("select no_such_column")
    ask(DOUBLED, ("twice",))
    with pytest.raises(IntegrityError), transaction.atomic():
        ask(DOUBLED, ("twice",))
    with transaction.atomic():
        connection.set_rollback(True)
        with pytest.raises(TransactionManagementError):
            ask("select 1")


@pytest.mark.django_db(transaction=True)
def test_a_connection_that_was_closed_is_opened_again() -> None:
    assert ask("select 1") == [(1,)]
    connection.close()
    assert ask("select 1") == [(1,)]
    assert ask("select 1") == [(1,)]


def test_an_array_written_as_text_keeps_every_word() -> None:
    words = ["start+15m", "", "{1,2}", 'a "quoted" word', "back\\slash", "O'Hara, Ñ"]
    (found,) = ask("select array_agg(word order by place) from unnest(%s::text[]) with ordinality as u(word, place)", [array(words)])
    assert found == (words,)
    assert ask("select cardinality(%s::uuid[])", [array([])]) == [(0,)]


def test_ids_of_an_array_are_read_when_they_are_gone_through_and_not_before() -> None:
    one, other = uuid.uuid4(), uuid.uuid4()
    (held,) = ask("select array[%s::uuid, %s::uuid]::text", (one, other))[0]
    found = Ids(held)
    assert len(found) == 2 and one in found and uuid.uuid4() not in found and joined([found]) == held
    assert "read" not in vars(found) and not any(part in found for part in ("", str(one)[:8], str(one), None))
    assert set(found) == {one, other} == found | {one}
    assert joined([found, frozenset([one])]).count(str(one)) == 2
    assert list(Ids()) == [] == joined([Ids(), frozenset()])


def test_a_list_of_cases_reads_no_id_of_those_in_which_the_person_stands() -> None:
    user, panel = 7, "{" + ",".join(str(uuid.uuid4()) for _ in range(3)) + "}"
    held = Ids(panel)
    scope = Scope(user_id=user, district_id=1, at=clock.now(), standing={"panel": held})
    assert scope.array_as("panel", "case_manager") == panel and scope.array_as("case_manager") == []
    assert list(Standing.objects.filter(about_id__any_of=scope.array_as("panel"))) == []
    assert "read" not in vars(held)
