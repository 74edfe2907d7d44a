"""What a finding or an answer may rest on, as the choices of a form."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _l

from cases.actions.grounds import FILE, FILES, INTERVIEW, LOOKS, RECORD, TALKS, file_named, look_words, talk_named
from cases.models import Case

Choice = tuple[str, Any]
INTERVIEWS, RECORDS, ATTACHED, FINDINGS = _l("Interviews"), _l("Records"), _l("Files"), _l("Findings")


def links(case: Case) -> list[Choice]:
    """For the form of a finding: interviews that were held, records that were seen, files; in groups."""
    return groups(
        (INTERVIEWS, [(f"{INTERVIEW}:{each.pk}", talk_named(each)) for each in TALKS(case=case)]),
        (RECORDS, [(f"{RECORD}:{each.pk}", look_words(each.source, each.recorded_at)) for each in LOOKS(case=case)]),
        (ATTACHED, [(f"{FILE}:{each.pk}", file_named(each)) for each in FILES(case=case)]),
    )


def groups(*found: tuple[Any, Sequence[Choice]]) -> list[Choice]:
    """Those in which something stands."""
    return [group for group in found if group[1]]


def flat(choices: Iterable[Any]) -> list[Choice]:
    """Choices without their groups."""
    return [each for value, words in choices for each in (words if isinstance(words, list | tuple) else [(value, words)])]
