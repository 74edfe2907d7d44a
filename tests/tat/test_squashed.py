"""A database made by the migrations that were squashed goes on with the one that replaces them."""

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder


def test_a_database_made_by_the_replaced_ones_has_nothing_left_to_do(owner_connection: BaseDatabaseWrapper) -> None:
    squashed = {key: step.replaces for key, step in MigrationLoader(None).disk_migrations.items() if step.replaces}
    assert {app for app, _ in squashed} == {"tat", "cases", "triage", "reporting"}
    recorder = MigrationRecorder(owner_connection)
    owner_connection.set_autocommit(False)
    try:
        for (app, name), replaced in squashed.items():
            recorder.record_unapplied(app, name)
            for old in replaced:
                recorder.record_applied(*old)
        executor = MigrationExecutor(owner_connection)
        assert executor.migration_plan(executor.loader.graph.leaf_nodes()) == []
        executor.check_replacements()
        assert set(squashed) <= set(recorder.applied_migrations())
    finally:
        owner_connection.rollback()
        owner_connection.set_autocommit(True)
