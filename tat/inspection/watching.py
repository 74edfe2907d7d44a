"""Reading a file once through, with an eye on the anti-virus industry's test file."""

from typing import IO

from tat.inspection import Rejected, Verdict

EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$" + rb"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


class Watched:
    """The file as it comes, once through; it raises Rejected where the anti-virus industry's test file stands in it."""

    def __init__(self, source: IO[bytes]) -> None:
        self.source = source
        self.seen = b""

    def read(self, size: int) -> bytes:
        piece = self.source.read(size)
        self.watch(piece)
        return piece

    def watch(self, piece: bytes) -> None:
        """Look at the next bytes, together with the end of those before."""
        if EICAR in self.seen + piece:
            raise Rejected(Verdict.HARMFUL)
        self.seen = (self.seen + piece)[-len(EICAR) :]
