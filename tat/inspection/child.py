"""The child process that judges one file: its bytes on standard input; the verdict, a line end and the copy to show on standard output.

Words: the extension, seconds of CPU, bytes of memory. It loads its libraries, then gives up its network and takes its limits,
and only then reads.
"""

import importlib
import sys
from collections.abc import Callable
from typing import IO

from tat.confined import Limits, confine
from tat.inspection import Rejected, Verdict
from tat.inspection.kinds import PICTURES, RECORDINGS
from tat.inspection.watching import Watched

HEAD = 256 * 1024  # of a film, which is too large to be held; anything else is read whole
JUDGES = dict.fromkeys(PICTURES, "pictures") | dict.fromkeys(RECORDINGS, "films") | {"pdf": "papers", "docx": "words"}


def main(extension: str, cpu_seconds: str, memory: str) -> int:
    judge = judge_of(extension)
    confine(Limits(int(cpu_seconds), 0, int(memory)), largest_file=0)
    verdict, display = judge(sys.stdin.buffer)
    sys.stdout.buffer.write(verdict.encode() + b"\n" + display)
    return 0


def judge_of(extension: str) -> Callable[[IO[bytes]], tuple[Verdict, bytes]]:
    """What judges a file of this kind, with its libraries loaded: gives the verdict and the copy to show."""
    from tat.inspection import agreement

    kind = importlib.import_module(f"tat.inspection.{JUDGES.get(extension, 'sounds')}")

    def judge(stream: IO[bytes]) -> tuple[Verdict, bytes]:
        source = Watched(stream)
        try:
            head = source.read(HEAD if extension in RECORDINGS else -1)
            agreement.check(extension, head)
            return Verdict.GOOD, kind.judge(extension, head, source)
        except Rejected as rejected:
            return rejected.verdict, b""

    return judge


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
