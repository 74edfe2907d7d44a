"""The databases of tests. Where the servers are the run's own, the tables are made once, and every database is a copy."""

import os
from hashlib import sha256
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper

from tat.management.commands import setup_database
from tat.management.commands.setup_database import load_baseline

ROOT = Path(__file__).resolve().parents[1]
MAKING = 4190  # the number of the lock that one process holds while it makes what the others copy


def make_database(name: str) -> None:
    """A new one of that name with every table, to which both connections lead from now on."""
    owner = connections["owner"]
    if os.environ.get("OWN_POSTGRES"):
        owner.settings_dict["TEST"]["TEMPLATE"] = _made_once(owner)
        _create(owner, name)
        load_baseline()
    else:
        _create(owner, name)
        call_command("setup_database", verbosity=0)


def _made_once(owner: BaseDatabaseWrapper) -> str:
    """The name of what is copied: another one where migrations or rights are others, as in a tree with a planted fault."""
    made_by = [*sorted(ROOT.glob("*/migrations/*.py")), Path(setup_database.__file__)]
    name = "test_tat_" + sha256(b"".join(path.read_bytes() for path in made_by)).hexdigest()[:16]
    with owner._nodb_cursor() as cursor:
        cursor.execute("select pg_advisory_lock(%s)", [MAKING])
        cursor.execute("select 1 from pg_database where datname = %s", [name])
        if not cursor.fetchone():
            _create(owner, f"{name}_begun")
            call_command("setup_database", verbosity=0)
            for connection in connections.all(initialized_only=True):
                connection.close()
            cursor.execute(f"alter database {name}_begun rename to {name}")
    return name


def _create(owner: BaseDatabaseWrapper, name: str) -> None:
    owner.settings_dict["TEST"]["NAME"] = name
    owner.creation._create_test_db(verbosity=0, autoclobber=True)
    for alias in ("owner", "default"):
        connections[alias].close()
        settings.DATABASES[alias]["NAME"] = connections[alias].settings_dict["NAME"] = name
