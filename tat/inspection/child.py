"""The child process that judges one file: its bytes on standard input; the verdict, a line end and the copy to show on standard output.

Words: the extension, seconds of CPU, bytes of memory. It loads its libraries, then gives up its network and takes its limits,
and only then reads.
"""

import importlib
import sys

from tat.confined import Limits, confine
from tat.inspection import Rejected, Verdict
from tat.inspection.kinds import PICTURES, RECORDINGS
from tat.inspection.watching import Watched

HEAD = 256 * 1024  # of a film, which is too large to be held; anything else is read whole
JUDGES = dict.fromkeys(PICTURES, "pictures") | dict.fromkeys(RECORDINGS, "films") | {"pdf": "papers", "docx": "words"}


def main(extension: str, cpu_seconds: str, memory: str) -> int:
    from tat.inspection import agreement

    judge = importlib.import_module(f"tat.inspection.{JUDGES.get(extension, 'sounds')}")
    confine(Limits(int(cpu_seconds), 0, int(memory)), largest_file=0)
    source = Watched(sys.stdin.buffer)
    display = b""
    try:
        head = source.read(HEAD if extension in RECORDINGS else -1)
        agreement.check(extension, head)
        display = judge.judge(extension, head, source)
        verdict = Verdict.GOOD
    except Rejected as rejected:
        verdict = rejected.verdict
    sys.stdout.buffer.write(verdict.encode() + b"\n" + display)
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
