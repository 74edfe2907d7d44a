"""Make the database ready: tables by their owner, rights for the application's role, the guidance a district may edit."""

import uuid
from typing import Any

from django.conf import settings
from django.core.management import BaseCommand, CommandError, call_command
from django.db import connections, transaction
from django.utils.module_loading import import_string
from psycopg import sql

from tat import vault
from tat.models import DataKey

SEALED_MARK = uuid.UUID(int=1)
APPEND_ONLY = ["tat_logentry", "tat_accessentry", "tat_checkpoint", "tat_logcheck"]
READ_ONLY = ["tat_loghead", "django_migrations"]


class Command(BaseCommand):
    """Safe to run again at every start. Connects as the owner (MIGRATION_DATABASE_URL); the application never does."""

    help = "Migrates as the owner, gives the application's role its rights, loads the guidance."

    def handle(self, *args: Any, **options: Any) -> None:
        if "owner" not in connections:
            raise CommandError("MIGRATION_DATABASE_URL must name the role that owns the tables; DATABASE_URL names the lesser one.")
        call_command("migrate", database="owner", interactive=False, verbosity=options["verbosity"])
        give_rights()
        load_baseline()


def give_rights() -> None:
    """The application's role reads and writes rows; the logs it may only append to, and tables it may never change."""
    owner, app = (connections[alias].settings_dict["USER"] for alias in ("owner", "default"))
    if owner == app:
        raise CommandError("DATABASE_URL and MIGRATION_DATABASE_URL name the same role. The application must run as a lesser one.")
    statements = [
        "grant usage on schema public to {app}",
        "revoke create on schema public from public, {app}",
        "grant select, insert, update, delete on all tables in schema public to {app}",
        "grant usage, select on all sequences in schema public to {app}",
        "alter default privileges for role {owner} in schema public grant select, insert, update, delete on tables to {app}",
        "alter default privileges for role {owner} in schema public grant usage, select on sequences to {app}",
        *(f"revoke update, delete, truncate on {table} from {{app}}" for table in APPEND_ONLY),
        *(f"revoke insert, update, delete, truncate on {table} from {{app}}" for table in READ_ONLY),
    ]
    with transaction.atomic(using="owner"), connections["owner"].cursor() as cursor:
        for statement in statements:
            cursor.execute(sql.SQL(statement).format(app=sql.Identifier(app), owner=sql.Identifier(owner)))


def load_baseline() -> None:
    """The row that ties this database to its key file, and the guidance of fixtures/."""
    if not DataKey.objects.filter(id=SEALED_MARK).exists():
        DataKey.objects.create(id=SEALED_MARK, wrapped=vault.new_wrapped(SEALED_MARK), kek_fingerprint=vault.kek_fingerprint())
    import_string(settings.GUIDANCE_LOADER)()
