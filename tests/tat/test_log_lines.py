"""A line of the log quotes neither what an exception says nor what a task was given, whoever wrote the line."""

import json
import logging
import sys
from collections.abc import Mapping
from typing import Any

import pytest

from tat.log_lines import JsonLine

pytestmark = pytest.mark.req("PF-4")
SAID = "Jordan Avery wrote that"
OF_THE_WORKER = "Task %(name)s[%(id)s] %(description)s: %(exc)s"


def line(message: Any, *args: Any) -> dict[str, Any]:
    """The line of a record that is written while an exception is handled."""
    try:
        raise ValueError(SAID)
    except ValueError as fault:
        given = tuple(fault if each is ValueError else each for each in args)
        record = logging.LogRecord("celery.app.trace", logging.ERROR, __file__, 1, message, given, sys.exc_info())
    return json.loads(JsonLine().format(record))


def context(**more: str) -> Mapping[str, str]:
    return {"name": "tat.tasks.deliver_notice", "id": "7", "description": "raised unexpected", "exc": f"ValueError({SAID!r})", **more}


def test_the_workers_line_of_a_task_that_failed_names_the_class_alone() -> None:
    found = line(OF_THE_WORKER, context())
    assert found["message"] == "Task tat.tasks.deliver_notice[7] raised unexpected: ValueError"
    assert SAID not in json.dumps(found)


@pytest.mark.parametrize("part", ["args", "kwargs", "traceback", "exc"])
def test_the_parts_of_a_line_that_quote_a_task_are_left_out(part: str) -> None:
    assert SAID not in json.dumps(line(f"Task %(name)s: %({part})s", context(**{part: SAID})))


def test_an_exception_given_to_a_line_is_named_by_its_class() -> None:
    assert line("broker away: %s, asked %d times", ValueError, 3)["message"] == "broker away: ValueError, asked 3 times"
    assert line("%d of %s", 3, "papers")["message"] == "3 of papers"
    assert line("no %s in it")["message"] == "no %s in it"
