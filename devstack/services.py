"""PostgreSQL and Redis for one run: the ones the environment names, else the embedded ones; and the keys beside them."""

import base64
import os
import secrets
from collections.abc import Callable, Sequence
from pathlib import Path
from urllib.parse import quote

from .console import give_up
from .postgres import APP, OWNER, Postgres
from .valkey import Valkey


class Services:
    """What a run needs under one base folder. Environment variables that are already set win."""

    def __init__(self, base: Path, *, durable: bool = True, keep: Sequence[int] = ()) -> None:
        base.mkdir(parents=True, exist_ok=True)
        self.base = base
        self.postgres = None if _named("DATABASE_URL") else Postgres(base, durable=durable, keep=keep)
        self.valkey = None if _named("REDIS_URL") else Valkey(base, durable=durable, keep=keep)
        if not self.postgres and not _named("MIGRATION_DATABASE_URL"):
            give_up("DATABASE_URL is set, so MIGRATION_DATABASE_URL must name the role that owns the tables and migrates.")

    def start(self) -> None:
        for service in (self.valkey, self.postgres):
            if service:
                service.start()

    def stop(self) -> None:
        for service in (self.valkey, self.postgres):
            if service:
                service.stop()

    def remove(self) -> None:
        """Remove the embedded data; an external database is left alone."""
        for service in (self.valkey, self.postgres):
            if service:
                service.remove()

    def variables(self) -> dict[str, str]:
        """The product's environment, whole."""
        found = dict(os.environ)
        if self.postgres:
            found |= {"DATABASE_URL": self.postgres.url(APP), "MIGRATION_DATABASE_URL": self.postgres.url(OWNER)}
        if self.valkey:
            found["REDIS_URL"] = self.valkey.url()
        found |= {"DJANGO_SETTINGS_MODULE": "tat.settings", "PYTHONUNBUFFERED": "1"}
        return self._files() | found

    def _files(self) -> dict[str, str]:
        return {
            "EMAIL_URL": "filemail:///" + quote(str(self.base / "mail")),
            "MEDIA_ROOT": str(self.base / "media"),
            "FIELD_KEY_FILE": str(_kept(self.base / "field.key", lambda: base64.b64encode(secrets.token_bytes(32)).decode())),
            "CHECKPOINT_KEY_FILE": str(_kept(self.base / "checkpoint.key", lambda: base64.b64encode(secrets.token_bytes(32)).decode())),
            "CHECKPOINT_DIR": str(self.base / "checkpoints"),
            "SECRET_KEY": _kept(self.base / "secret.key", lambda: secrets.token_urlsafe(50)).read_text(),
        }

    def numbers(self) -> list[int]:
        """Process numbers of the embedded servers."""
        return [service.process.pid for service in (self.valkey, self.postgres) if service and service.process]

    def running(self) -> dict[str, Callable[[], int | None]]:
        """Each embedded server by name, with what tells whether it ended."""
        pairs = {"PostgreSQL": self.postgres, "Valkey": self.valkey}
        return {name: service.process.poll for name, service in pairs.items() if service and service.process}


def _named(variable: str) -> bool:
    return bool(os.environ.get(variable))


def _kept(path: Path, make: Callable[[], str]) -> Path:
    """A secret made once, readable by its owner alone; a making cut short leaves nothing behind."""
    if not path.exists():
        fresh = path.with_suffix(".new")
        fresh.unlink(missing_ok=True)
        fresh.touch(mode=0o400)
        fresh.chmod(0o600)
        fresh.write_text(make())
        fresh.chmod(0o400)
        fresh.rename(path)
    return path
