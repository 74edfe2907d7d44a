"""What the launcher says to the person at the terminal."""

import contextlib
import os
import sys
from pathlib import Path
from typing import NoReturn

ROOT = Path(__file__).resolve().parent.parent
RUN = Path(os.environ.get("RUN_DIR") or ROOT / ".run")  # another folder: a second demo beside the first


def say(message: str) -> None:
    """One line, at once, so that it stands before what the next process prints."""
    with contextlib.suppress(OSError):  # the terminal may be gone while the services are still being stopped
        print(f"[run] {message}", flush=True)


def give_up(message: str) -> NoReturn:
    """End with a sentence that says what to do."""
    sys.exit(f"[run] {message}")
