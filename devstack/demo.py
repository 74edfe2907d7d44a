"""`./run demo`: services, migrations, the demo district, then web, workers and beat until Ctrl-C."""

import contextlib
import hashlib
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from typing import Any

from . import environment_file
from .console import ROOT, RUN, give_up, say
from .guard import Guard, only_run
from .processes import spawn, stop
from .services import Services
from .web_port import answers, gunicorn, listen

LOGS = RUN / "logs"
LOADING = RUN / "demo.loading"
LOADED = RUN / "demo.loaded"
COLLECTED = RUN / "static.digest"
MADE_BY_A_DEMO = (
    *("mail", "media", "logs", "beat", "checkpoints"),
    *("field.key", "secret.key", "checkpoint.key", "demo.loading", "demo.loaded"),
)


def demo(*, fresh: bool) -> int:
    """Run until asked to stop; 0 when asked, 1 when a part ended by itself."""
    began = time.perf_counter()
    with only_run(RUN) as guard:
        if fresh or LOADING.exists():
            start_over(Services(RUN))
        run = Demo(Services(RUN, keep=(guard.descriptor,)), guard)
        try:
            run.start()
            run.announce(time.perf_counter() - began)
            run.watch()
        except Stopped:
            pass
        finally:
            run.stop()
    return 1 if run.broken else 0


def start_over(services: Services) -> None:
    """Remove what a demo makes, and nothing else."""
    if not services.postgres:
        give_up("The database named by DATABASE_URL is yours: empty it yourself, and remove .run/demo.loading if it is there.")
    say("starting over with an empty database")
    services.remove()
    for name in MADE_BY_A_DEMO:
        path = RUN / name
        shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)


class Stopped(Exception):
    """Somebody asked to stop, or a part ended."""


class Demo:
    """One run: the services, what was started on them, and whether it is to stop."""

    def __init__(self, services: Services, guard: Guard) -> None:
        self.services = services
        self.guard = guard
        self.children: dict[str, subprocess.Popen[bytes]] = {}
        self.commands: list[subprocess.Popen[bytes]] = []
        self.asked = False
        self.broken = False
        self.listener = listen()
        self.port = self.listener.getsockname()[1]
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._ask)

    def _ask(self, *_: object) -> None:
        if self.asked:
            say("still stopping, please wait")
        self.asked = True

    def start(self) -> None:
        """Services, database, district, processes; workers and beat begin when the web answers, since they would take time from it."""
        self.services.start()
        self.variables = self.services.variables() | {
            "DEMO": "1",
            "SECOND_FACTOR_REQUIRED": "0",
            "SITE_URL": f"http://localhost:{self.port}",
        }
        environment_file.write(self.variables)
        self._note()
        self._prepare()
        self.facts = self._begin("demo_facts", stdout=subprocess.PIPE)
        self.first_sweep = self._begin("sweep", stdout=subprocess.DEVNULL)
        for name, words in self._commands().items():
            self.children[name] = self._spawn(words, name)
            self._note()
            if name == "web":
                self._wait_for_web()

    def _prepare(self) -> None:
        """Static files where they changed, migrations, the demo district."""
        digest = _static_digest()
        if not (COLLECTED.exists() and COLLECTED.read_text() == digest):
            self._manage("collectstatic", "--noinput", "--clear", "--verbosity=0")
            COLLECTED.write_text(digest)
        self._manage("setup_database", "--verbosity=0")
        self._load()

    def _commands(self) -> dict[str, list[str]]:
        """In the order of starting; they are stopped the other way round."""
        web = [*gunicorn(self.listener), "--max-requests", "2000", "--graceful-timeout", "30"]
        alone = ["-l", "warning", "--without-gossip", "--without-mingle"]
        worker = ["celery", "-A", "tat", "worker", "-Q", "celery,notices", "-c", "2", *alone]
        documents = ["celery", "-A", "tat", "worker", "-n", "documents@%h", "-Q", "documents", "-c", "1", *alone]
        beat = ["celery", "-A", "tat", "beat", "-l", "warning", "-s", str(RUN / "beat" / "schedule"), "--pidfile="]
        return {"web": web, "worker": worker, "documents": documents, "beat": beat}

    def _load(self) -> None:
        """The demo district, once. A loading cut short is started over at the next start."""
        if self.services.postgres and LOADED.exists():
            return
        say("loading the demo district; this first time takes a while")
        LOADING.touch()
        self._manage("load_demo")
        LOADING.rename(LOADED)

    def _spawn(self, words: Sequence[str], log: str) -> subprocess.Popen[bytes]:
        keep = (self.guard.descriptor, self.listener.fileno())
        for folder in (LOGS, RUN / "beat"):
            folder.mkdir(exist_ok=True)
        lesser = {name: value for name, value in self.variables.items() if name != "MIGRATION_DATABASE_URL"}
        with (LOGS / f"{log}.log").open("wb") as out:
            return spawn([sys.executable, "-m", *words], keep=keep, stdout=out, stderr=out, env=lesser, cwd=ROOT)

    def _begin(self, *words: str, **options: Any) -> subprocess.Popen[bytes]:
        command = [sys.executable, "manage.py", *words]
        self.commands.append(spawn(command, keep=(self.guard.descriptor,), env=self.variables, cwd=ROOT, **options))
        return self.commands[-1]

    def _manage(self, *words: str) -> None:
        """Run a command of manage.py; end it when asked to stop."""
        child = self._begin(*words)
        while child.poll() is None:
            if self.asked:
                stop(child, (signal.SIGTERM, 10))
                raise Stopped
            time.sleep(0.02)
        if child.returncode:
            self.broken = True
            say(f"`manage.py {words[0]}` failed; its reason stands above.")
            raise Stopped

    def _wait_for_web(self) -> None:
        """And for the first sweep, without which every page would say that the clocks are silent."""
        while self.first_sweep.poll() is None or not answers(f"http://127.0.0.1:{self.port}/readyz"):
            self._look()
            time.sleep(0.05)

    def _look(self) -> None:
        """Raise when asked to stop or when a part has ended."""
        if self.asked:
            raise Stopped
        polls = self.services.running() | {name: child.poll for name, child in self.children.items()}
        for name, poll in polls.items():
            if poll() is not None:
                self.broken = True
                say(f"{name} ended by itself. {_last_words(name)}")
                raise Stopped

    def announce(self, seconds: float) -> None:
        """Address and accounts, and where a pupil would write."""
        facts, _ = self.facts.communicate()
        print(facts.decode(), flush=True)
        say(f"the public form, for anybody without an account:  http://localhost:{self.port}/tip/")
        say(f"ready in {seconds:.1f} s:  http://localhost:{self.port}/   (mail is written to .run/mail; Ctrl-C stops everything)")

    def watch(self) -> None:
        while True:
            self._look()
            time.sleep(0.2)

    def stop(self) -> None:
        """Beat, the workers, web, Valkey, PostgreSQL."""
        self.asked = True
        began = time.perf_counter()
        downwards = [*self.commands, *reversed(self.children.values())]
        for child in downwards:
            if child.poll() is None:
                child.terminate()
        for child in downwards:
            with contextlib.suppress(subprocess.TimeoutExpired):
                child.wait(40)
            stop(child)
        self.services.stop()
        environment_file.remove()
        say(f"everything stopped in {time.perf_counter() - began:.1f} s")

    def _note(self) -> None:
        self.guard.write([*self.services.numbers(), *(child.pid for child in self.children.values())])


def _static_digest() -> str:
    """Changes when a static file or a locked package does."""
    files = sorted(path for path in (ROOT / "static").rglob("*") if path.is_file())
    facts = [(str(path), path.stat().st_size, path.stat().st_mtime_ns) for path in files]
    return hashlib.sha256(repr(facts).encode() + (ROOT / "requirements" / "base.txt").read_bytes()).hexdigest()


def _last_words(name: str) -> str:
    log = LOGS / f"{name}.log"
    return f"{log} ends with:\n{log.read_text(errors='replace')[-1500:]}" if log.exists() else f"See the logs under {RUN}."
