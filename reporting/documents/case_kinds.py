"""The kinds of papers about one case by their codes: what each is called, and which parts of the case file it prints."""

from collections.abc import Mapping, Sequence

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _l

from reporting.documents.exercise_kind import OF_EXERCISES
from reporting.documents.letter_kinds import SPANISH
from reporting.documents.letter_kinds import TITLES as LETTERS

CASE_FILE, ISP, SIRS, BRIEF = "case_file", "isp_worksheet", "sirs_worksheet", "brief"
PACKET, PARENT_FILE, POLICE_FILE = "release_packet", "parent_file", "police_file"
TIMELINE = "case_timeline"
PARENT_FILES = (PARENT_FILE, PARENT_FILE + SPANISH)
RELEASES = (PACKET, *PARENT_FILES, POLICE_FILE)
"""What leaves the school as a release: single pieces, and two faces of the case file that are made of them."""

PARTS: Mapping[str, Sequence[str]] = {
    "intake_record": ("intake", "triage"),
    "assessment_record": ("assessment", "classification"),
    "case_plan": ("plan",),
    "case_updates": ("updates",),
    "notice_record": ("notices",),
    "release_record": ("releases",),
    TIMELINE: ("timeline",),
}
"""Papers that are parts of the case file, each with the names of its sections in the order of printing."""

TITLES: dict[str, str | Promise] = {
    CASE_FILE: _l("Threat assessment case file"),
    "intake_record": _l("Intake and triage record"),
    "assessment_record": _l("Assessment and classification record"),
    "case_plan": _l("Case plan"),
    "case_updates": _l("Case updates"),
    "notice_record": _l("Record of notices"),
    "release_record": _l("Record of release"),
    TIMELINE: _l("Timeline"),
    ISP: _l("Worksheet for the State Police’s portal"),
    SIRS: _l("SIRS worksheet"),
    BRIEF: _l("Need-to-know brief"),
    PACKET: _l("Packet of a release"),
    PARENT_FILE: _l("Case file, parents’ copy"),
    PARENT_FILE + SPANISH: _l("Case file, parents’ copy, in Spanish"),
    POLICE_FILE: _l("Case file, police copy"),
    **OF_EXERCISES,
    **LETTERS,
}
"""What each is called on lists; a target's plan, which stands on none, is not among them."""
