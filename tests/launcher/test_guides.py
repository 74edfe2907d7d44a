"""Every command of ours that a guide tells somebody to type is there and takes what is written; each guide says what of it ran."""

import re
import shlex
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.management import get_commands, load_command_class

from devstack.console import ROOT
from tests.cast import Cast, signed_in

pytestmark = pytest.mark.req("PF-4")
GUIDES = ("docs/deployment.md", "docs/upgrade.md", "docs/running.md", "docs/deploy/tat-backup.service", "docs/deploy/tat-verify.service")
TYPED = re.compile(r"manage\.py ([a-z_]+(?: [^`\n|;]*)?)")
ENDS = re.compile(r"[.,:)]+$|\s+#.*$|\s+&&.*$|, then.*$| prints.*$| says.*$| \(.*$")


def typed() -> Iterator[tuple[str, str, list[str]]]:
    """Guide, command and options, as they are written."""
    for guide in GUIDES:
        for words in TYPED.findall((ROOT / guide).read_text()):
            name, *rest = shlex.split(ENDS.sub("", words.strip()), posix=True) if words.count("'") % 2 == 0 else words.split()
            yield guide, name.rstrip(".,:)"), [word.rstrip(".,:)") for word in rest if word.startswith("--")]


def test_each_command_of_a_guide_is_there_and_takes_what_is_written() -> None:
    seen = set()
    for guide, name, options in typed():
        assert name in get_commands(), f"{guide}: {name}"
        parser = load_command_class(get_commands()[name], name).create_parser("manage.py", name)  # type: ignore[arg-type]
        known = {option for action in parser._actions for option in action.option_strings}
        assert set(options) <= known, f"{guide}: {name} {options}"
        seen.add(name)
    assert {"setup_database", "backup", "restore", "confirm_restore", "note_restore", "rotate_field_key", "verify_log", "sweep"} <= seen


def test_each_guide_says_what_of_it_was_run_and_where() -> None:
    tests = set()
    for guide in ("docs/deployment.md", "docs/upgrade.md"):
        ran = (ROOT / guide).read_text().partition("## What of this was run")[2]
        assert "**not run**" in ran, guide
        tests |= set(re.findall(r"`(tests/[\w/]+\.py)`", ran))
    assert len(tests) >= 6 and not [each for each in tests if not (ROOT / each).is_file()]


def test_a_name_that_a_guide_gives_a_file_of_ours_is_right() -> None:
    for guide in ("docs/deployment.md", "docs/upgrade.md", "docs/running.md"):
        for path in re.findall(r"docs/deploy/([\w.-]+\.(?:service|timer|conf))", (ROOT / guide).read_text()):
            assert (ROOT / "docs" / "deploy" / path).is_file(), f"{guide}: {path}"


@pytest.mark.django_db
def test_a_changed_secret_key_signs_nobody_out_while_the_old_one_stands_among_the_fallbacks(cast: Cast, settings: Any) -> None:
    """docs/upgrade.md, Keys."""
    browser = signed_in(cast.principal)
    old, settings.SECRET_KEY = settings.SECRET_KEY, "another-one-of-fifty-characters-and-more-0123456789"
    settings.SECRET_KEY_FALLBACKS = [old]
    assert browser.get("/").status_code == 200
    settings.SECRET_KEY_FALLBACKS = []
    stranger = signed_in(cast.counselor)
    settings.SECRET_KEY = "a-fourth-one-of-fifty-characters-and-more-0123456789"
    assert stranger.get("/").status_code == 302, "without it everybody signs in anew"
