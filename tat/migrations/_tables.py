"""Many tables and columns made as one step of a migration."""

from django.db import migrations
from django.db.migrations.operations.base import Operation

OF_FIELDS = (migrations.AddField, migrations.AlterField, migrations.RemoveField)
OF_TABLES = (migrations.AddIndex, migrations.RemoveIndex, migrations.AddConstraint, migrations.RemoveConstraint)


class Tables(Operation):
    """What its operations do one by one, with the models drawn once when all are known, as Django would do anew after each."""

    reduces_to_sql = True
    reversible = True

    def __init__(self, operations):
        self.operations = operations

    def deconstruct(self):
        return type(self).__name__, [], {"operations": self.operations}

    def state_forwards(self, app_label, state):
        state.__dict__.pop("apps", None)
        for operation in self.operations:
            operation.state_forwards(app_label, state)

    def in_the_database(self):
        """The operations but those on a table that is made in this step: it is made as the model is after all of them."""
        made = {each.name_lower for each in self.operations if isinstance(each, migrations.CreateModel)}
        return [each for each in self.operations if isinstance(each, migrations.CreateModel) or each.model_name_lower not in made]

    def database_forwards(self, app_label, schema_editor, from_state, to_state):
        for operation in self.in_the_database():
            operation.database_forwards(app_label, schema_editor, from_state, to_state)

    def database_backwards(self, app_label, schema_editor, from_state, to_state):
        for operation in reversed(self.in_the_database()):
            operation.database_backwards(app_label, schema_editor, from_state, to_state)

    def describe(self):
        return "; ".join(operation.describe() for operation in self.operations)


def together(operations):
    """The operations of a migration, with those joined that follow each other and change tables; in one step each field at most once."""
    steps, fields = [], set()
    for operation in operations:
        field = (operation.model_name_lower, operation.name_lower) if isinstance(operation, OF_FIELDS) else None
        if not isinstance(operation, (migrations.CreateModel, *OF_FIELDS, *OF_TABLES)):
            steps.append(operation)
        elif steps and isinstance(steps[-1], Tables) and field not in fields:
            steps[-1].operations.append(operation)
            fields |= {field} - {None}
        else:
            steps.append(Tables([operation]))
            fields = {field} - {None}
    return steps
