"""Help beside a form: what an exhibit of the procedure asks for, in the district's own text where it entered one, else in our words."""

from collections.abc import Mapping
from typing import Any

from django.template.context import Context
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from tat.addresses import address
from tat.forms.drawn import plain
from tat.models import Exhibit, ExhibitEdition
from tat.models.prepared import Given, Prepared
from tat.permissions import request_scope
from tat.statutes import local_date
from tat.templatetags.furniture import more

LONGEST = 6_000
"""Characters of a district's text beside a form; the whole stands on the exhibit's page."""
HELP: Mapping[str, tuple[Any, ...]] = {
    Exhibit.E1: (
        _l("Ask whether somebody poses a threat, not whether a threat was spoken. Most who speak one pose none; some pose one in silence."),
        _l("Look at four things together: the subject, the target, the surroundings, and what may set something off (STEP)."),
        _l("There is no profile. Write what was seen, heard or found, by whom and when; leave out what kind of person somebody is."),
        _l("Violence of this kind is rarely sudden: an idea, planning, preparation can be noticed, and each is a place to help."),
        _l("What the team does is itself an event in somebody’s life. Think of that before a talk, a notice, a separation."),
    ),
    Exhibit.E2: (
        _l("Safety first: while a threat is imminent, act. It is written down afterwards."),
        _l("Write when it happened and when it was reported; the time at which you write is kept by itself."),
        _l("Put what was said in quotation marks, and say who heard it. Keep what is known apart from what is thought."),
        _l("Write nothing found, too, with where you looked. An empty field says that nobody looked."),
        _l("Fair, objective, reasonable, timely (FORT): somebody who was not there must be able to follow each step from the file."),
    ),
    Exhibit.E3: (
        _l("Each question is asked of several sources: the subject, the target, parents, staff, friends, records. Say which."),
        _l("Unknown is an answer. It becomes a gap that somebody closes by a day."),
        _l("Learn the facts before the talk with the subject, and tell everybody at its start what the talk is for."),
        _l("Ask for what protects as well: who helps, what the person hopes for, what has worked before."),
    ),
    Exhibit.E4: (
        _l("The level follows from the findings and says what is done now. It is no sum and no forecast."),
        _l("Choose the level whose description fits the facts, write why, and why the one above and the one below do not."),
        _l("A higher level acts at once; a lower one waits for every position. Dissent is written down, not talked away."),
        _l("What a level names as usual may be left out with a reason that fits this case."),
        _l("New facts ask for a new look, at any level and at any time."),
    ),
    Exhibit.E5: (
        _l("Plan in all four fields: calm and support the subject, shield the target, change the surroundings, prepare for what may come."),
        _l("Begin with what is least intrusive and still enough: contact, help, an adult who listens."),
        _l("Separation from the school alone seldom ends a danger, and it ends what can be seen. Answer its questions before it."),
        _l("Each strategy has one person, a first day and a day on which somebody looks whether it works."),
        _l("Watch for days that may hurt: a hearing, an anniversary, a loss, the end of a measure."),
    ),
}
IN_FORCE: Prepared[Any] = Prepared(
    lambda: (
        ExhibitEdition.objects.filter(district=Given("district"), exhibit=Given("exhibit"), adopted_on__lte=Given("day"))
        .order_by("-adopted_on", "-recorded_at")
        .values_list("title", "text", named=True)[:1]
    )
)


def exhibit_help(context: Context, exhibit: str) -> SafeString:
    """A fold with the exhibit's help; one statement, which finds the district's edition in force on the local day."""
    edition = _edition(context, exhibit)
    typed = bool(edition and edition.text)
    words = _from_district(edition.text) if typed else "".join(f"<li>{plain(sentence)}</li>" for sentence in HELP[exhibit])
    body = f'<p class="typed">{words}</p>' if typed else f'<ul class="plain">{words}</ul>'
    source = edition.title if typed else _("In this product’s own words; the exhibit’s text is the procedure’s")
    link = f'<a href="{address("exhibit_detail", exhibit)}">{plain(_("The exhibit, and that you read it"))}</a>'
    title = _("Help: %(exhibit)s") % {"exhibit": Exhibit(exhibit).label}
    return more(SafeString(f'{body}<p class="small muted">{plain(source)}. {link}</p>'), title, "info")


def _edition(context: Context, exhibit: str) -> Any:
    request = context.get("request")
    if request is None or not getattr(request, "user", None) or not request.user.is_authenticated:
        return None
    scope = request_scope(request)
    return IN_FORCE.first(district=scope.district_id or 0, exhibit=exhibit, day=local_date(scope.at))


def _from_district(text: str) -> str:
    return str(plain(text if len(text) <= LONGEST else f"{text[:LONGEST].rstrip()} …"))
