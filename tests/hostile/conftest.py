"""The district of the access tests, for what is planted in it."""

from tests.access.conftest import district_of_cases, pytest_runtest_teardown, world  # noqa: F401
