"""Many rows of one model in one COPY, prepared and sealed as `save()` would."""

from collections.abc import Sequence

from django.db import DEFAULT_DB_ALIAS, connections, models


def copy_rows(rows: Sequence[models.Model], using: str = DEFAULT_DB_ALIAS) -> None:
    """Write rows of one model. Their primary keys are given or counted by the database; defaults are Python's, as in `save()`."""
    if not rows:
        return
    connection = connections[using]  # itself, not its proxy: it is asked for once a value
    meta = rows[0]._meta
    fields = [field for field in meta.concrete_fields if not isinstance(field, models.AutoField)]
    columns = ", ".join(connection.ops.quote_name(field.column) for field in fields)
    with connection.cursor() as cursor, cursor.copy(f"copy {connection.ops.quote_name(meta.db_table)} ({columns}) from stdin") as copy:
        for row in rows:
            copy.write_row([field.get_db_prep_save(field.pre_save(row, True), connection) for field in fields])
