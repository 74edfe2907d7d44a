"""Papers of a process that makes many: one child stays between them with fonts and stylesheet read, confined as the others are."""

import os
import shutil
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable

from reporting.pdf import MOST_PAGES, STATIC, Pdf, PdfTooBig, failure
from tat.confined import ROOT, Limits, environment

CHILD = "reporting.pdf.warm_child"
Told = Callable[[int], object]


class Renderer:
    """The child of this process. It ends when this process does: its standard input ends."""

    def __init__(self) -> None:
        command = [sys.executable, "-m", CHILD, str(STATIC), str(MOST_PAGES)]
        self.owner, self.home = os.getpid(), tempfile.mkdtemp(prefix="tat-child-")
        self.child = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, cwd=ROOT, env=environment(self.home)
        )

    def is_mine(self) -> bool:
        """Whether it runs, and is this process's own: one that was forked has its own."""
        return self.owner == os.getpid() and self.child.poll() is None

    def clear_up(self) -> None:
        """The child removes its own folder when it ends by itself, and not when it was killed."""
        if self.owner == os.getpid():
            shutil.rmtree(self.home, ignore_errors=True)

    def ask(self, html: bytes, limits: Limits, told: Told) -> Pdf:
        """One paper; the child is killed after the limit of the clock, and another takes its place for the next one."""
        killer = threading.Timer(limits.wall_seconds, self.child.kill)
        killer.start()
        try:
            return self._answer(html, limits, told)
        except (BrokenPipeError, ValueError):
            self.child.kill()
            raise failure(self.child.wait()) from None
        finally:
            killer.cancel()

    def _answer(self, html: bytes, limits: Limits, told: Told) -> Pdf:
        assert self.child.stdin and self.child.stdout
        self.child.stdin.write(b"%d %d %d\n" % (limits.cpu_seconds, limits.memory, len(html)) + html)
        self.child.stdin.flush()
        made = None
        for line in iter(self.child.stdout.readline, b""):
            word, *numbers = line.split()
            if word == b"page":
                told(int(numbers[0]))
            elif word == b"pdf":
                made = Pdf(self.child.stdout.read(int(numbers[1])), int(numbers[0]))
            elif made and numbers == [b"0"]:
                return made
            else:
                raise failure(int(numbers[0]))
        code = self.child.wait()
        raise PdfTooBig if code < 0 else failure(code)


_lock = threading.Lock()
_renderer: Renderer | None = None


def render(html: str, limits: Limits, told: Told = lambda pages: None) -> Pdf:
    """The document as PDF/UA-1, one at a time; `told` hears how many pages are laid out. Raises what `reporting.pdf.render` does."""
    global _renderer
    with _lock:
        if _renderer is None or not _renderer.is_mine():
            if _renderer is not None:
                _renderer.clear_up()
            _renderer = Renderer()
        return _renderer.ask(html.encode(), limits, told)
