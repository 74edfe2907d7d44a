"""`./run test`: the checks and the suite on servers of its own, which several runs at once do not share."""

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from .console import ROOT, say
from .services import Services

RUNS = ROOT / ".run" / "test"
QUIETLY_COUNTED = (
    "-W",
    "ignore::pytest.PytestAssertRewriteWarning",
    "-W",
    "ignore:Unable to activate pytest branch coverage:RuntimeWarning",
)
"""Slipcover loads its plugin before pytest does, and counts no branches of the tests themselves."""


def test(words: Sequence[str]) -> int:
    """Run the named tests, or all checks when none is named. Returns the exit code."""
    _sweep_up()
    full = "--full" in words
    words = [word for word in words if word != "--full"]
    base = RUNS / str(os.getpid())
    services = Services(base, durable=False)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    try:
        services.start()
        variables = services.variables() | _test_variables(services, full)
        return _pytest(words, full, variables) if words else _everything(base, full, variables)
    except KeyboardInterrupt:
        return 130
    finally:
        _clear(services)


def _sweep_up() -> None:
    """Remove what killed runs left."""
    for folder in RUNS.glob("[0-9]*"):
        if Path("/proc").exists() and not Path(f"/proc/{folder.name}").exists():
            _clear(Services(folder, durable=False))


def _clear(services: Services) -> None:
    services.stop()
    services.remove()
    shutil.rmtree(services.base, ignore_errors=True)


def _test_variables(services: Services, full: bool) -> dict[str, str]:
    said = {"FULL": full, "OWN_POSTGRES": bool(services.postgres)}
    found = {"TEST": "1", "SITE_URL": "http://localhost:8000", "SECRET_KEY": "tests-only", "SECOND_FACTOR_REQUIRED": "0"}
    return found | {name: "1" for name, holds in said.items() if holds}


def _everything(base: Path, full: bool, variables: dict[str, str]) -> int:
    """Every check runs even when one before it fails, so that one run tells all. Mypy has one processor's time while the suite waits."""
    report, typed = str(base / "coverage.json"), base / "mypy.txt"
    apart = ["-n", "3", "--dist", "loadfile", "--no-loadscope-reorder", "--durations=30", *QUIETLY_COUNTED]
    with typed.open("wb") as out, subprocess.Popen([sys.executable, "-m", "mypy"], env=variables, cwd=ROOT, stdout=out, stderr=out) as mypy:
        try:
            results = {
                "ruff": _python(["ruff", "check", ".", "run"], variables),
                "the suite": _pytest(apart, full, variables, counted=["slipcover", "--out", report, "-m"]),
                "mypy": mypy.wait(),
                "coverage": _python(["devstack.coverage_gate", report], variables),
            }
        finally:
            mypy.kill()  # where the run was stopped
    print(typed.read_text(), end="", flush=True)
    failed = [name for name, code in results.items() if code]
    say("not passed: " + ", ".join(failed) if failed else "all checks passed")
    return 1 if failed else 0


def _pytest(words: Sequence[str], full: bool, variables: dict[str, str], counted: Sequence[str] = ()) -> int:
    return _python([*counted, "pytest", "-m", "" if full else "not full", *words], variables)


def _python(words: Sequence[str], variables: dict[str, str]) -> int:
    return subprocess.run([sys.executable, "-m", *words], env=variables, cwd=ROOT).returncode
