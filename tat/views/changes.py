"""The rows of Home that no duty makes: a change, a note, a brief, a question, an exercise, a paper, not opened yet."""

from django.utils.translation import gettext as _

from tat import notices
from tat.addresses import address
from tat.models import Notice
from tat.notices import told, watch
from tat.templatetags.moments import short
from tat.views.needs import Need

CHANGE_PLACES = {
    "update": "case_updates",
    "round": "case_assessment",
    "contact": "case_contacts",
    "transfer": "case_transfer",
    "exercise": "case_exercise",
    "paper": "case_papers",
}
"""Where a change is read, by the kind of fact; a note stands on the case page."""


def _watched(notice: Notice) -> tuple[str, str, str]:
    """Where a thing that two people watch over is done, and its words; beside them what the police told, for whom may read it."""
    if notice.step == told.TOLD:
        return address("police_open", notice.about_id), _("Read what your principal shares with you"), _("from the police, kept apart")
    if notice.step == watch.FACTOR:
        return (
            address("account_detail", watch.about_account(notice)),
            _("Release a lost second factor, or not"),
            _("a second person is asked"),
        )
    if notice.step == watch.READING:
        return address("reading_detail", notice.about_id), _("Look at unusual reading"), _("told to two people")
    why = _("more than three cases ask for two people")
    if notice.step == watch.EXPORT_DECIDED:
        return address("export_list"), _("The table that you asked for was decided"), why
    return address("export_detail", notice.about_id), _("Let a table of cases out, or not"), why


def change(notice: Notice) -> Need:
    """The row of one change, of a note to the person's seat, of a brief or an answer not opened yet, or of a question to the team."""
    if notice.template == notices.BRIEF:
        place, title = address("brief_detail", notices.brief_of(notice)), _("Read a brief for you")
        why = _("need to know · practice") if notice.practice else _("need to know")
    elif notice.template == notices.QUESTION:
        place, asked = address("consultation_detail", notice.about_id), notice.step == notices.ASKED
        title = _("Answer a colleague’s question to the team") if asked else _("Your question to a team is answered")
        why = _("no report yet")
    elif notice.template == notices.WATCH:
        place, title, why = _watched(notice)
    elif notice.dedup.startswith("change:note_for:"):
        place, title, why = address("case_detail", notice.code), _("Read a note to your seat"), _("written to particular seats")
    else:
        _change, kind, _rest = notice.dedup.split(":", 2)
        place = address(CHANGE_PLACES.get(kind, "case_detail"), notice.code)
        title, why = _("Open a change in a case"), _("marked for the team")
        if kind == "exercise":
            title, why = _("Play in a tabletop exercise"), _("it has begun")
        if kind == "paper":
            title, why = _("Open your paper: it is ready"), _("it took a while to make")
    if notice.practice and notice.template != notices.BRIEF:
        why = _("%(where)s · practice") % {"where": why}
    return Need(
        late=False,
        left=_("New"),
        left_note=short(notice.created_at),
        title=title,
        url=place,
        code=notice.code,
        why=why,
        go=_("Open it"),
        go_url=place,
        pressing=False,
        started_at=None,
        due_at=None,
        start_words="",
        due_words="",
    )
