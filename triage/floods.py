"""What keeps a flood of tips, or of guesses, from disturbing anybody: counts by address, held in this process alone.

An address is never kept: it is counted under a digest whose key is random, lives in memory and is forgotten after an hour. Each
web process counts for itself. Nothing here refuses a tip.
"""

import hmac
import secrets
from collections import deque
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from threading import Lock

KEY_LIVES = timedelta(hours=1)


@dataclass
class Counter:
    """Counts events within `window`, for each address and in all; thread-safe. Times are `tat_now()`, as the caller read it."""

    window: timedelta
    for_one: int
    for_all: int
    _key: bytes = b""
    _key_until: datetime | None = None
    _all: deque[datetime] = field(default_factory=deque)
    _by_address: dict[bytes, deque[datetime]] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)

    def add(self, address: str, at: datetime) -> int:
        """Count one event. By how many the larger excess is beyond its bound now; 0 or less where both hold."""
        with self._lock:
            own = self._of(address, at)
            own.append(at)
            self._all.append(at)
            self._forget_old(own, at)
            self._forget_old(self._all, at)
            return max(len(own) - self.for_one, len(self._all) - self.for_all)

    def is_over(self, address: str, at: datetime) -> bool:
        """Whether one more event would be too many: from this address; or in all, unless this address has caused none yet."""
        with self._lock:
            own = self._of(address, at)
            self._forget_old(own, at)
            self._forget_old(self._all, at)
            return len(own) >= self.for_one or (bool(own) and len(self._all) >= self.for_all)

    def clear(self) -> None:
        """As if the process had just begun."""
        with self._lock:
            self._key_until = None
            self._all.clear()
            self._by_address.clear()

    def _of(self, address: str, at: datetime) -> deque[datetime]:
        if self._key_until is None or not at < self._key_until <= at + KEY_LIVES:
            self._key, self._key_until = secrets.token_bytes(32), at + KEY_LIVES
            self._by_address.clear()
        return self._by_address.setdefault(hmac.digest(self._key, address.encode(), "sha256"), deque())

    def _forget_old(self, times: deque[datetime], at: datetime) -> None:
        while times and times[0] <= at - self.window:
            times.popleft()


TIPS = Counter(timedelta(minutes=10), for_one=20, for_all=200)
"""Tips sent to this process; beyond, a tip is taken without files and shares one duty with the others."""

GUESSES = Counter(timedelta(hours=1), for_one=10, for_all=300)
"""Words of receipts that opened nothing. Beyond 300 in all, an address gets one try an hour, and an honest reporter needs one."""
