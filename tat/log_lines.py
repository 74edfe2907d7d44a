"""The product's own log as lines of JSON with a fixed set of keys: whatever else a record carries stays out."""

import json
import logging
import traceback
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
QUOTED = ("args", "kwargs", "traceback", "body", "message", "headers", "return_value")
"""What a worker's line quotes of a task."""


class JsonLine(logging.Formatter):
    """One object a line. Of an exception: its class and where it was raised. Its message may hold a value, and is left out."""

    def format(self, record: logging.LogRecord) -> str:
        """Keys: time in UTC, level, logger, message, process, and of a fault error and where."""
        found: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": _message(record),
            "process": record.process,
        }
        if record.exc_info and record.exc_info[0]:
            frames = traceback.extract_tb(record.exc_info[2])
            found["error"] = record.exc_info[0].__name__
            found["where"] = [f"{_short(frame.filename)}:{frame.lineno} {frame.name}" for frame in frames[-8:]]
        return json.dumps(found, ensure_ascii=False)


def logging_as(form: str, *, journal: str) -> dict[str, Any]:
    """What LOGGING is, in the form `json` or `plain`; `journal` is the file that keeps which mails left, or "" for none."""
    kept = {"class": "logging.FileHandler", "filename": journal, "delay": True, "formatter": "plain"}
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"plain": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}, "json": {"()": "tat.log_lines.JsonLine"}},
        "handlers": {
            "console": {"class": "logging.StreamHandler", "formatter": form},
            "journal": kept if journal else {"class": "logging.NullHandler"},
        },
        "loggers": {"tat.send_journal": {"handlers": ["journal"], "level": "INFO", "propagate": False}},
        "root": {"handlers": ["console"], "level": "WARNING"},
    }


def _message(record: logging.LogRecord) -> str:
    """The line without what an exception or a task's arguments say: the worker's own lines would quote both."""
    if isinstance(record.args, Mapping):
        said = {name: _said(name, value, record) for name, value in record.args.items()}
        return record.msg % said if isinstance(record.msg, str) else str(record.msg)
    if any(isinstance(value, BaseException) for value in record.args or ()):
        return str(record.msg) % tuple(type(value).__name__ if isinstance(value, BaseException) else value for value in record.args or ())
    return type(record.msg).__name__ if isinstance(record.msg, BaseException) else record.getMessage()


def _said(name: str, value: Any, record: logging.LogRecord) -> Any:
    """A part of a worker's line; an exception by its class alone, and of its arguments and its trace nothing."""
    if isinstance(value, BaseException):
        return type(value).__name__
    if name == "exc":
        return record.exc_info[0].__name__ if record.exc_info and record.exc_info[0] else "an error"
    return "left out" if name in QUOTED else value


def _short(path: str) -> str:
    """From the checkout or from the packages on: where the machine keeps them is nobody's business."""
    return path.removeprefix(f"{ROOT}/").rpartition("site-packages/")[2]
