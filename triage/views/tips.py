"""The public pages: tell the school, the receipt with four words, coming back with them. No account, no session, no cookie."""

import functools
import uuid
from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.core import signing
from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from tat import audit, clock
from tat.addresses import address
from tat.models import Building, District, Team
from tat.models.prepared import Given, Prepared
from tat.permissions import public
from tat.uploads import Judged, takes_files
from triage.actions import tips
from triage.actions.reviews import BUDGET_OF_A_BUILDING, BURST_WINDOW
from triage.floods import GUESSES, TIPS
from triage.forms.tip import AnswerForm, BackForm, TipForm
from triage.models import Tip

LANGUAGES = {"en": "English", "es": "Español"}
SALT = "tip form"
YOUNGEST_SECONDS, OLDEST_SECONDS = 3, 24 * 3600
PRESS_AGAIN = "again"

View = Callable[..., HttpResponse]


def in_their_language(view: View) -> View:
    """The page in English or Spanish: as chosen on the page, else as the browser prefers. Nothing is stored to remember it."""

    @functools.wraps(view)
    def spoken(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        chosen = request.GET.get("lang") or request.POST.get("lang") or request.headers.get("Accept-Language", "")[:2]
        language = chosen if chosen in LANGUAGES else "en"
        with translation.override(language):
            response = view(request, *args, **kwargs)
        response.headers["Content-Language"] = language
        return response

    return spoken


def page(request: HttpRequest, name: str, district: District, status: int = 200, **context: Any) -> HttpResponse:
    """One of the public pages of a district."""
    return render(request, f"triage/tip/{name}.html", {"district": district, "languages": languages(), **context}, status=status)


@public("GET")
@in_their_language
def tip_start(request: HttpRequest) -> HttpResponse:
    """The district's form, or the choice between districts where there are several."""
    districts = list(District.objects.order_by("name"))
    if not districts:
        raise Http404
    if len(districts) == 1:
        return show_form(request, *placed(districts[0].slug), form_key=_new_form_key())
    return render(request, "triage/tip/start.html", {"districts": districts, "languages": languages()})


@public("GET")
@in_their_language
def tip_form(request: HttpRequest, place: str) -> HttpResponse:
    """The empty form of a district (`bluestem-bend`) or of one of its schools (`bluestem-bend-chs`)."""
    return show_form(request, *placed(place), form_key=_new_form_key())


def placed(place: str) -> tuple[District, list[Building], Building | None]:
    """The district, its schools, and the one that the address names. Raises Http404 for a place that is not there."""
    slug, _dash, code = place.rpartition("-")
    rows = SCHOOLS(slugs=[place, slug], since=clock.now() - BURST_WINDOW)
    for row in rows:
        row.served_by = [Team(pk=row.team, district_id=row.district_id)] if row.team else []
    own = [row for row in rows if row.district.slug == place] or [row for row in rows if row.district.slug == slug]
    chosen = None if own and own[0].district.slug == place else next((row for row in own if row.code.lower() == code.lower()), None)
    if not own or (chosen is None and own[0].district.slug != place):
        raise Http404
    return own[0].district, own, chosen


def _schools() -> QuerySet[Building]:
    teams = Building.teams.through.objects.filter(building_id=OuterRef("pk")).order_by("team_id").values("team_id")[:1]
    recent = Tip.objects.filter(report__building=OuterRef("pk"), recorded_at__gt=Given("since")).order_by().values("report__building")
    schools = Building.objects.filter(district__slug__any_of=Given("slugs"), closed_on=None).select_related("district").order_by("name")
    return schools.annotate(team=Subquery(teams), recent=Coalesce(Subquery(recent.annotate(n=Count("pk")).values("n")), 0))


SCHOOLS: Prepared[Any] = Prepared(_schools)
"""Each with the team that its tips go to and the number of tips that came to it in the last ten minutes."""


def show_form(
    request: HttpRequest,
    district: District,
    buildings: list[Building],
    chosen: Building | None,
    *,
    form_key: str,
    form: TipForm | None = None,
    note: str = "",
) -> HttpResponse:
    """The form, empty or as typed, with a token that says when it was made."""
    short = (request.POST if request.method == "POST" else request.GET).get("short") == "1"
    place = chosen.tip_place if chosen else district.slug
    token = signing.dumps([form_key, int(clock.now().timestamp())], salt=SALT)
    form = form or TipForm(None, buildings=buildings, chosen=chosen, short=short)
    return page(request, "form", district, form=form, token=token, place=place, chosen=chosen, short=short, note=note)


def _new_form_key() -> str:
    return uuid.uuid4().hex


@csrf_exempt  # nobody is signed in, so nothing can be done in anybody's name; a browser without cookies must be able to send
@public("POST")
@in_their_language
@takes_files
def tip_send(request: HttpRequest, place: str) -> HttpResponse:
    """Keep the tip, or show the form again as typed. Nothing that was typed is ever refused for haste, age or number."""
    district, buildings, chosen = placed(place)
    at = clock.now()
    form = TipForm(request.POST, buildings=buildings, chosen=chosen, short=request.POST.get("short") == "1")
    form_key, age = _token_of(request, int(at.timestamp()))
    form.is_valid()
    crowded = is_crowded(request, form, at)
    files = form.take_files(request.FILES.getlist("files"), crowded=crowded)
    is_right = form.is_valid()
    if not is_right or form_key is None or not YOUNGEST_SECONDS <= age <= OLDEST_SECONDS:
        note = PRESS_AGAIN if is_right else ""
        return show_form(request, district, buildings, chosen, form_key=form_key or _new_form_key(), form=form, note=note)
    TIPS.add(address_of(request), at)
    try:
        tips.receive_tip(given=_given(form, district, form_key, crowded, files))
    except tips.SentBefore:
        return show_form(request, district, buildings, chosen, form_key=_new_form_key(), form=form, note="sent")
    return redirect(f"{address('tip_sent', uuid.UUID(form_key))}?lang={translation.get_language()}")


def is_crowded(request: HttpRequest, form: TipForm, at: datetime) -> bool:
    """Whether more came from this address, to this process or to this school than people can be told of one by one."""
    school = form.building()
    return TIPS.is_over(address_of(request), at) or (school is not None and school.recent >= BUDGET_OF_A_BUILDING)  # type: ignore[attr-defined]


def _given(form: TipForm, district: District, form_key: str, crowded: bool, files: tuple[Judged, ...]) -> tips.TipGiven:
    data = form.cleaned_data
    return tips.TipGiven(
        district=district,
        building=form.building(),
        what=data["what"],
        who=data["who"],
        happened=data.get("happened", ""),
        place=data.get("place", ""),
        about_staff=data.get("about_staff") or Tip.Said.UNSURE,
        weapon=data.get("weapon") or Tip.Said.UNSURE,
        language=translation.get_language() or "en",
        reporter=form.reporter(),
        form_key=form_key,
        crowded=crowded,
        files=files,
    )


def _token_of(request: HttpRequest, now: int) -> tuple[str | None, int]:
    """The key of the form that was sent and its age in seconds; None for a token that we did not make."""
    try:
        form_key, made_at = signing.loads(request.POST.get("token", ""), salt=SALT)
        return uuid.UUID(form_key).hex, now - int(made_at)
    except (signing.BadSignature, ValueError, TypeError, AttributeError):
        return None, 0


def address_of(request: HttpRequest) -> str:
    """The sender's network address, for counting alone: the last one that the proxy in front of us saw."""
    forwarded = request.headers.get("X-Forwarded-For", "")
    return forwarded.rsplit(",", 1)[-1].strip() or request.META.get("REMOTE_ADDR", "")


@public("GET")
@in_their_language
def tip_sent(request: HttpRequest, form_key: uuid.UUID) -> HttpResponse:
    """The receipt: the four words, twice within 15 minutes; then only that the tip came."""
    tip, words = tips.show_words(form_key=form_key.hex)
    if tip is None:
        raise Http404
    return page(request, "sent", tip.report.district, words=words.split(), all_words=words, at=tip.recorded_at)


@public("GET")
@in_their_language
def tip_back(request: HttpRequest) -> HttpResponse:
    """Asks for the four words."""
    return render(request, "triage/tip/back.html", {"form": BackForm(), "languages": languages()})


@csrf_exempt
@public("POST")
@in_their_language
def tip_read(request: HttpRequest) -> HttpResponse:
    """Where the tip stands, and the team's questions. Wrong words read the same whether or not there is such a tip."""
    form = BackForm(request.POST)
    found = _opened(request, form)
    return found if isinstance(found, HttpResponse) else show_status(request, found, form.cleaned_data["words"], AnswerForm())


@csrf_exempt
@public("POST")
@in_their_language
def tip_answer(request: HttpRequest) -> HttpResponse:
    """Keep what the reporter adds, and show where the tip stands."""
    words, form = BackForm(request.POST), AnswerForm(request.POST)
    found = _opened(request, words)
    if isinstance(found, HttpResponse):
        return found
    if not form.is_valid():
        return show_status(request, found, words.cleaned_data["words"], form)
    kept = tips.answer_team(tip=found, text=form.cleaned_data["text"])
    if not kept:
        form.add_error("text", _("Much was added within this hour. Your text is still here: send it again later."))
    found.refresh_from_db()
    return show_status(request, found, words.cleaned_data["words"], AnswerForm() if kept else form, kept=kept)


def _opened(request: HttpRequest, form: BackForm) -> Tip | HttpResponse:
    """The tip that these words open, or the page that says that they do not."""
    at, sender = clock.now(), address_of(request)
    if GUESSES.is_over(sender, at):
        return render(request, "triage/tip/wait.html", {"languages": languages()}, status=429)
    tip = tips.tip_behind(form.cleaned_data["words"]) if form.is_valid() else None
    if tip is not None:
        return tip
    if form.is_valid():
        form.add_error("words", _("These words do not open a tip. Check the order and spelling."))
        if GUESSES.add(sender, at) == 1:
            audit.record("receipts_guessed", by=None, at=at)
    return render(request, "triage/tip/back.html", {"form": form, "languages": languages()})


def show_status(request: HttpRequest, tip: Tip, words: str, form: AnswerForm, *, kept: bool = False) -> HttpResponse:
    """The sentence of the state, what was asked and answered, and a form to add something."""
    messages = list(tip.messages.select_related("tip__key").order_by("at"))
    return page(request, "status", tip.report.district, tip=tip, said=messages, words=words, form=form, kept=kept)


def languages() -> list[tuple[str, str, bool]]:
    """Each language of the public pages: its code, its name, and whether this page is in it."""
    return [(code, words, code == translation.get_language()) for code, words in LANGUAGES.items()]
