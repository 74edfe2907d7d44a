"""A pytest plugin that runs mutants: the tests once as they are, then each mutant in a forked child, by the tests that walk its function.

The database, the servers and what the tests keep are the parent's; a child takes the mutant's code into the function that is there, so
nothing is imported anew. Asked for by `-p tests.mutation.plugin` and MUTATED, the files; MUTANTS is how many at most, spread over them;
MUTANTS_TO is the file for what came out.
"""

import functools
import gc
import json
import os
import signal
import sys
import time
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from types import CodeType, FrameType, FunctionType
from typing import Any

import pytest
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper

from tests.mutation.mutants import Mutant, mutants

ROOT = Path(__file__).resolve().parents[2]
SLOWEST, PATIENCE = 20.0, 4.0
"""Seconds at most for a test, and how many times as long as before a child may take: then the mutant hangs, and that is seen."""
KILLED, UNFIT, NOT_PUT_IN = "killed", "unfit", 3
Place = tuple[str, str, int]


class Session:
    """In the place of the test that comes next: what is made for the whole session stays, everything else is put down."""

    def __init__(self, session: pytest.Session) -> None:
        self.session = session

    def listchain(self) -> list[Any]:
        return [self.session]


def run(session: pytest.Session, item: pytest.Item) -> None:
    """One test, from its setting up to its putting down, whatever comes next."""
    session.config.hook.pytest_runtest_protocol(item=item, nextitem=Session(session))


class Walked:
    """Which tests call which function of the files, and how long each took; what fails as things are is not asked."""

    def __init__(self, files: list[str]) -> None:
        self.files = {str(ROOT / name): name for name in files}
        self.by_function: dict[Place, list[int]] = defaultdict(list)
        self.seconds: dict[int, float] = {}
        self.now: set[Place] = set()

    def heard(self, frame: FrameType, event: str, _arg: Any) -> None:
        code = frame.f_code
        if event == "call" and code.co_filename in self.files:
            self.now.add((self.files[code.co_filename], code.co_name, code.co_firstlineno))

    def walk(self, session: pytest.Session) -> None:
        for number, item in enumerate(session.items):
            self.now, began, failed = set(), time.monotonic(), session.testsfailed
            sys.setprofile(self.heard)
            try:
                run(session, item)
            finally:
                sys.setprofile(None)
            if session.testsfailed == failed and time.monotonic() - began < SLOWEST:
                self.seconds[number] = time.monotonic() - began
                for place in self.now:
                    self.by_function[place].append(number)

    def leave_out(self, numbers: Iterable[int]) -> None:
        """What fails a second time without any mutant says nothing about one."""
        for number in numbers:
            self.seconds.pop(number, None)

    def tests_of(self, mutant: Mutant) -> list[int]:
        """The quickest first."""
        found = [number for number in self.by_function.get((mutant.path, *mutant.function), []) if number in self.seconds]
        return sorted(found, key=self.seconds.__getitem__)


def pytest_runtestloop(session: pytest.Session) -> bool:
    """Instead of pytest's own loop."""
    files = os.environ["MUTATED"].split()
    walked = Walked(files)
    walked.walk(session)
    to = Path(os.environ["MUTANTS_TO"])
    walked.leave_out(control(session, walked, to.with_suffix(".control")))
    found = [each for name in files for each in mutants(ROOT / name, name)]
    chosen = list(spread(found, int(os.environ.get("MUTANTS", len(found)))))
    fates = [(mutant, fate(session, walked, mutant)) for mutant in chosen]
    judged = [(mutant, how) for mutant, how in fates if how != UNFIT]
    lines = [f"{mutant.path}:{mutant.line} {mutant.function[0]}: {mutant.what} ({how})" for mutant, how in judged if how != KILLED]
    result = {"all": len(found), "tried": len(judged), "killed": sum(how == KILLED for _mutant, how in judged), "survived": lines}
    to.write_text(json.dumps(result, indent=2) + "\n")
    return True


def spread(found: list[Mutant], most: int) -> Iterator[Mutant]:
    """Evenly over the files, so that fewer say the same."""
    step = max(1.0, len(found) / max(1, most))
    return (found[int(number * step)] for number in range(min(most, len(found))))


def fate(session: pytest.Session, walked: Walked, mutant: Mutant) -> str:
    """Killed, survived, walked by no test, or not to be put in."""
    tests = walked.tests_of(mutant)
    if not tests:
        return "walked by no test"
    _close_connections()
    patience = 10 + PATIENCE * sum(walked.seconds[number] for number in tests)
    child = os.fork()
    if child == 0:
        os._exit(_judged(session, tests, mutant))
    return {0: "survived", NOT_PUT_IN: UNFIT}.get(_ended(child, patience), KILLED)


def control(session: pytest.Session, walked: Walked, to: Path) -> list[int]:
    """In a child without a mutant: the tests that fail when they run once more."""
    _close_connections()
    child = os.fork()
    if child == 0:
        _be_quiet()
        failed = []
        for number in walked.seconds:
            before = session.testsfailed
            run(session, session.items[number])
            failed += [number] if session.testsfailed > before else []
        to.write_text(json.dumps(failed))
        os._exit(0)
    os.waitpid(child, 0)
    return list(json.loads(to.read_text()))


def _close_connections() -> None:
    """A child must not speak on its parent's. Asked by `type`: a lazy object would wake up if it were asked what it is."""
    for each in gc.get_objects():
        if issubclass(type(each), BaseDatabaseWrapper):
            each.close()


def _be_quiet() -> None:
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.dup2(nowhere, 2)


def _ended(child: int, patience: float) -> int:
    until = time.monotonic() + patience
    while time.monotonic() < until:
        done, status = os.waitpid(child, os.WNOHANG)
        if done:
            return os.waitstatus_to_exitcode(status)
        time.sleep(0.02)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return 1


def _judged(session: pytest.Session, tests: list[int], mutant: Mutant) -> int:
    """In the child: 0 where every test passes all the same."""
    _be_quiet()
    try:
        put_in(mutant)
    except BaseException:
        return NOT_PUT_IN
    try:
        failed = session.testsfailed
        for number in tests:
            run(session, session.items[number])
            if session.testsfailed > failed:
                return 1
    except BaseException:
        return 1
    return 0


def put_in(mutant: Mutant) -> None:
    """Every function that has the old code has the new one from now on; what was worked out before is forgotten."""
    path = str(ROOT / mutant.path)
    for each in gc.get_objects():
        if type(each) is FunctionType and _is_meant(each.__code__, path, mutant.function):
            each.__code__ = mutant.code
        elif type(each) is functools._lru_cache_wrapper:
            each.cache_clear()
        elif type(each).__name__ == "Prepared":
            each.__dict__.pop("_compiled", None)
        elif type(each).__name__ == "Shaped":
            each.shapes.clear()


def _is_meant(code: CodeType, path: str, function: tuple[str, int]) -> bool:
    return (code.co_filename, code.co_name, code.co_firstlineno) == (path, *function)


def pytest_unconfigure() -> None:
    connections.close_all()
