"""docs/permissions.md is as the command writes it."""

import pytest

from tat.management.commands.write_permissions import PATH, permissions
from tat.roles import Permission, Role


@pytest.mark.req("PR-2")
def test_the_page_of_permissions_is_current_and_names_every_role_and_permission() -> None:
    written = PATH.read_text()
    assert written == permissions(), "run manage.py write_permissions"
    assert not [role for role in Role if f"| {role.label} |" not in written]
    assert not [each for each in Permission if each.value.replace("_", " ") not in written]
