"""Pages that show every part of the look, for the browser's tests alone."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template import RequestContext, Template
from django.urls import include, path

from tat.forms.fields import CheckCards, ChoiceCards, CleanTextField, LocalDateField, LocalDateTimeField, YesNoField
from tat.permissions import public, signed_in
from tat.views.needs import Need

MARKUP = Path(__file__).parent / "markup"
START = datetime(2026, 10, 13, 20, 10, tzinfo=UTC)
DUE = START + timedelta(hours=24)
NOW = START + timedelta(hours=19, minutes=40)
STAGES = ["Report", "Imminence", "Triage", "Assessment", "Classification", "Notices", "Case plan", "Updates", "Closing"]


class Report(forms.Form):
    """Every kind of field."""

    what = CleanTextField(label="What was said or done?", lines=4, help_text="Facts first.")
    reached = LocalDateTimeField(label="When did it reach you?")
    happened = LocalDateTimeField(label="When did it happen?", required=False)
    meeting = LocalDateField(label="Return meeting on", required=False)
    how = forms.ChoiceField(label="How did it come in?", choices=[("person", "In person"), ("phone", "Phone")])
    danger = YesNoField(label="Is anyone in danger right now?", hints={"yes": "Stop writing."}, reveals={"yes": "imminent"})
    weapons = forms.ChoiceField(
        label="Weapons", choices=[("seen", "Seen"), ("none", "None")], widget=ChoiceCards(hints={"seen": "Police at once."})
    )
    signs = forms.MultipleChoiceField(
        label="Signs", required=False, choices=[("Words", [("1", "Intent")]), ("Acts", [("2", "A weapon")])], widget=CheckCards
    )
    kept = forms.BooleanField(label="Wants the name kept", required=False, help_text="As far as the law allows.")
    read = forms.BooleanField(label="I have read it")
    file = forms.FileField(label="Files", required=False)


class Background(forms.Form):
    """What stands in the fold."""

    background = CleanTextField(label="Relevant background", lines=3)


def shown(request: HttpRequest, name: str, **context: object) -> HttpResponse:
    return HttpResponse(Template((MARKUP / f"{name}.html").read_text()).render(RequestContext(request, context)))


@public("GET", "POST")
def form_page(request: HttpRequest) -> HttpResponse:
    """A long form; sent with mistakes it comes back with them."""
    form, more = (Report(request.POST), Background(request.POST)) if request.method == "POST" else (Report(), Background())
    if form.is_bound and form.is_valid() and more.is_valid():
        return redirect("/needs/")
    return shown(request, "form", form=form, more=more, levels=["routine", "low", "moderate", "high", "imminent"])


@public("GET")
def case_page(request: HttpRequest) -> HttpResponse:
    """The parts of a case page."""
    states = ["done", "done", "done", "here"] + ["later"] * 5
    stages = [
        {"name": name, "state": state, "note": "Oct 13", "url": "/form/" if state != "later" else ""}
        for name, state in zip(STAGES, states, strict=True)
    ]
    entry = {"at": NOW, "title": "Danger determined.", "words": "The clock started.", "by": "D. Whitlow", "recorded_at": DUE}
    return shown(
        request,
        "case",
        stages=stages,
        unmet=[{"words": "Not heard.", "more": "Interview.", "source": "4:190-AP2", "url": "/form/", "action": "Plan it"}],
        met=["School records checked"],
        start=START,
        due=DUE,
        now=NOW,
        steps=[{"words": "Determined", "hint": "Entered later", "at": START}, {"words": "Due", "at": DUE, "total": True}],
        days=[(NOW, [entry])],
        figures=[("Open cases", 11, "7 opened"), ("On time", "2 of 2", "")],
        bars=[("Low Level", 5, 100, 1), ("High Level", 1, 20, 3)],
        facts=[("Subject", "Student, grade 10")],
        people=[{"icon": "users", "words": "The team", "note": "6 members", "state": "Sealed"}],
    )


@signed_in("GET")
def needs_page(request: HttpRequest) -> HttpResponse:
    """Rows as Home shows them."""
    running = Need(
        late=False,
        left="4 h 20 min left",
        left_note="today",
        title="Report to the State Police",
        url="/form/",
        code="CHS-26-K7Q2",
        why="you determined",
        go="Open it",
        go_url="",
        pressing=True,
        started_at=START,
        due_at=DUE,
        start_words="a",
        due_words="b",
    )
    late = replace(running, late=True, left="1 day late", title="30-day update", due_at=START + timedelta(hours=9))
    return shown(request, "needs", needs=[running, late], now=NOW)


urlpatterns = [
    path("form/", form_page),
    path("case/", case_page),
    path("needs/", needs_page),
    path("", include("tat.routes")),
]
handler404 = "tat.views.errors.not_found"
