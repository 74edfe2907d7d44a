"""The register of reporting channels: the list, one channel with its tests, and what is done with it."""

import uuid
from collections.abc import Callable
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from tat import paging
from tat.actions import mechanisms as acts
from tat.actions.mechanism_doors import ABOUT, channel_read, channels_in, keeps, may_test
from tat.actions.mechanism_duties import CHECK, FIX
from tat.actions.mechanism_scripts import WORDS, script_of
from tat.actions.teams import kept_buildings
from tat.addresses import address
from tat.forms.mechanisms import ChangeChannelForm, ChannelForm, EndChannelForm, MessageForm
from tat.forms.people import ACCOUNTS
from tat.idempotency import once
from tat.models import Building, MechanismCheck, Obligation, ReportingMechanism, User
from tat.permissions import Scope, may, needs, request_scope, signed_in
from tat.roles import Permission, Role
from tat.statutes import RULES
from tat.views.mending import mend, on_what_stands, refusal
from tat.workflow import Blocked

PAGE, CHANNELS = 20, 25


@needs(Permission.VIEW_TEAM, "GET")
def mechanism_list(request: HttpRequest) -> HttpResponse:
    """The channels of the person's buildings and of the whole district, with the last test and the next one."""
    return show_list(request)


def show_list(request: HttpRequest, form: ChannelForm | None = None) -> HttpResponse:
    """The list, with the form's errors where there are any."""
    scope, ended = request_scope(request), request.GET.get("show") == "ended"
    mine = channels_in(scope)
    rows = mine.filter(ended_on__isnull=not ended).select_related("building", "owner", "backup")
    found, after = paging.page(rows, ("code", "id"), request.GET.get("after", ""), CHANNELS)
    buildings = kept_buildings(scope)
    with_form = (
        set(mine.filter(ended_on=None, kind=ReportingMechanism.Kind.FORM).values_list("building", flat=True)) if buildings else set()
    )
    context = {
        "lines": [] if ended else channel_lines(found, scope),
        "ended": found if ended else [],
        "shows_ended": ended,
        "after": after,
        "without_form": [building for building in buildings if building.pk not in with_form],
        "form": (form or channel_form(request, scope, buildings)) if may_keep(scope) else None,
        "rule": RULES[CHECK],
        "now": scope.at,
    }
    return render(request, "tat/mechanisms.html", context)


def may_keep(scope: Scope) -> bool:
    """Whether the person puts channels into the register: of the own buildings, or of any."""
    return may(scope, Permission.MANAGE_TEAM)


def channel_form(request: HttpRequest, scope: Scope, buildings: list[Building], data: Any = None) -> ChannelForm:
    """The form of a new channel; `?form=` with the number of a building begins with its public form."""
    asked = next((each for each in buildings if str(each.pk) == request.GET.get("form", "")), None)
    initial = {"building": str(buildings[0].pk)} if len(buildings) == 1 else {}
    if asked is not None:
        words = _("Public form of %(building)s") % {"building": asked.name}
        reach = settings.SITE_URL + address("tip_form", asked.tip_place)
        initial = {"building": str(asked.pk), "kind": ReportingMechanism.Kind.FORM.value, "name": words, "reach": reach}
    return ChannelForm(data, buildings=buildings, whole=Role.SUPERINTENDENT in scope.offices, people=everybody(scope), initial=initial)


def everybody(scope: Scope) -> list[User]:
    """Everybody of the district with an account."""
    return list(ACCOUNTS(district=scope.district_id))


def channel_lines(rows: list[ReportingMechanism], scope: Scope) -> list[dict[str, Any]]:
    """Each channel with its last test and its open duties; two statements for all."""
    numbers = [row.pk for row in rows]
    tests = MechanismCheck.objects.filter(mechanism__in=numbers).order_by("mechanism", "-sent_at", "-recorded_at").distinct("mechanism")
    latest = {test.mechanism_id: test for test in tests}
    duties: dict[uuid.UUID, list[Obligation]] = {}
    for duty in Obligation.objects.open().filter(about_kind=ABOUT, about_id__in=numbers).order_by("target_due_at"):
        duties.setdefault(duty.about_id, []).append(duty)
    return [line(row, latest.get(row.pk), duties.get(row.pk, []), scope) for row in rows]


def line(row: ReportingMechanism, test: MechanismCheck | None, duties: list[Obligation], scope: Scope) -> dict[str, Any]:
    """One channel: whether it works as far as is known, and until when it is tested."""
    checks = [duty for duty in duties if duty.rule == CHECK]
    return {
        "channel": row,
        "test": test,
        "broken": any(duty.rule == FIX for duty in duties),
        "due_at": checks[0].due_at() if checks else None,
        "late": any(duty.is_overdue(scope.at) for duty in duties),
    }


@signed_in("GET")
def mechanism_detail(request: HttpRequest, channel_id: uuid.UUID) -> HttpResponse:
    """One channel, its test form and its log."""
    return show(request, channel_read(request_scope(request), channel_id))


def show(request: HttpRequest, row: ReportingMechanism, **sent: Any) -> HttpResponse:
    """The page, with a form's errors where there are any; `sent` by name."""
    scope = request_scope(request)
    tests, after = paging.page(row.checks.all(), ("sent_at", "id"), request.GET.get("after", ""), PAGE, newest_first=True)
    duties = list(Obligation.objects.open().about(ABOUT, row.pk).order_by("target_due_at"))
    runs, kept = row.ended_on is None, keeps(scope, row)
    context = {
        **line(row, row.checks.order_by("-sent_at", "-recorded_at").first(), duties, scope),
        "log": tests,
        "after": after,
        "message_form": (sent.get("message") or MessageForm(prefix="test")) if runs and may_test(scope, row) else None,
        "change_form": on_what_stands(sent.get("change") or change_form(scope, row), version=row.version) if runs and kept else None,
        "end_form": (sent.get("end") or EndChannelForm(prefix="end")) if runs and kept else None,
        "script": script_of(row.kind),
        "script_words": WORDS,
        "reads_list": may(scope, Permission.VIEW_TEAM),
        "rule": RULES[CHECK],
        "now": scope.at,
    }
    context |= refusal(request, sent.values(), [context["message_form"], context["change_form"], context["end_form"]])
    return render(request, "tat/mechanism.html", context)


def change_form(scope: Scope, row: ReportingMechanism, data: Any = None) -> ChangeChannelForm:
    """The form of the entry as it stands."""
    initial = {name: getattr(row, name) for name in ("name", "reach", "owner", "backup", "hours", "since", "version")}
    return ChangeChannelForm(data, people=everybody(scope), initial=initial, prefix="change")


@needs(Permission.MANAGE_TEAM, "POST")
@once
def add(request: HttpRequest) -> HttpResponse:
    """Put a channel into the register."""
    scope = request_scope(request)
    form = channel_form(request, scope, kept_buildings(scope), request.POST)
    if form.is_valid():
        try:
            row = acts.record_channel(by=request.user, given=form.given())  # type: ignore[arg-type]
        except Blocked as blocked:
            mend(form, blocked)
        else:
            messages.success(request, _("The channel is in the register. Its first test is due within a month; send one today if you can."))
            return redirect("mechanism_detail", channel_id=row.pk)
    return show_list(request, form)


def _post(
    name: str,
    allowed: Callable[[Scope, ReportingMechanism], bool],
    form_of: Callable[[HttpRequest, ReportingMechanism], forms.Form],
    act: Callable[[HttpRequest, uuid.UUID, Any], str],
) -> Callable[..., HttpResponse]:
    """A POST on one channel: for whoever may not, it is not there; then the form once, and back to the page."""

    @once
    def taken(request: HttpRequest, row: ReportingMechanism) -> HttpResponse:
        form = form_of(request, row)
        if form.is_valid():
            try:
                words = act(request, row.pk, form)
            except Blocked as blocked:
                mend(form, blocked)
            else:
                messages.success(request, words)
                return redirect("mechanism_detail", channel_id=row.pk)
        return show(request, channel_read(request_scope(request), row.pk), **{name: form})

    def view(request: HttpRequest, channel_id: uuid.UUID) -> HttpResponse:
        scope = request_scope(request)
        row = channel_read(scope, channel_id)
        if not allowed(scope, row):
            raise Http404
        return taken(request, row)

    return signed_in("POST")(view)


def _test(request: HttpRequest, channel_id: uuid.UUID, form: MessageForm) -> str:
    found = acts.record_test(channel_id=channel_id, by=request.user, given=form.given())  # type: ignore[arg-type]
    if found.failed:
        return _("Recorded. The channel is to be mended today; a test message that arrives shows that it is.")
    return _("Recorded. The next test is due within a month.")


def _change(request: HttpRequest, channel_id: uuid.UUID, form: ChangeChannelForm) -> str:
    version = form.cleaned_data["version"] or 0
    acts.change_channel(channel_id=channel_id, by=request.user, version=version, given=form.given())  # type: ignore[arg-type]
    return _("The entry is changed.")


def _end(request: HttpRequest, channel_id: uuid.UUID, form: EndChannelForm) -> str:
    acts.end_channel(channel_id=channel_id, by=request.user, **form.cleaned_data)
    return _("The channel has ended. Its entry and its tests can still be read.")


test = _post("message", may_test, lambda request, _row: MessageForm(request.POST, prefix="test"), _test)
change = _post("change", keeps, lambda request, row: change_form(request_scope(request), row, request.POST), _change)
end = _post("end", keeps, lambda request, _row: EndChannelForm(request.POST, prefix="end"), _end)
