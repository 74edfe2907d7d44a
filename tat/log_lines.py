"""The product's own log as lines of JSON with a fixed set of keys: whatever else a record carries stays out."""

import json
import logging
import traceback
from datetime import UTC, datetime
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


class JsonLine(logging.Formatter):
    """One object a line. Of an exception: its class and where it was raised. Its message may hold a value, and is left out."""

    def format(self, record: logging.LogRecord) -> str:
        """Keys: time in UTC, level, logger, message, process, and of a fault error and where."""
        found = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
            "process": record.process,
        }
        if record.exc_info and record.exc_info[0]:
            frames = traceback.extract_tb(record.exc_info[2])
            found["error"] = record.exc_info[0].__name__
            found["where"] = [f"{_short(frame.filename)}:{frame.lineno} {frame.name}" for frame in frames[-8:]]
        return json.dumps(found, ensure_ascii=False)


def _short(path: str) -> str:
    """From the checkout or from the packages on: where the machine keeps them is nobody's business."""
    return path.removeprefix(f"{ROOT}/").rpartition("site-packages/")[2]
