"""What is done to a filing: one address for each verb."""

import uuid
from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from reporting.actions import filing as acts
from reporting.actions import filing_proofs as proofs
from reporting.actions import filing_sources as sources
from reporting.actions import filing_supplements as supplements
from reporting.forms.filing import BoardForm, EditionForm, FreezeForm, ProofForm
from reporting.models import Filing
from reporting.views.filing import files, filing_or_404, show, year_or_404
from tat.idempotency import once
from tat.permissions import request_scope
from tat.statutes import local_date
from tat.uploads import takes_files
from tat.views.mending import mend
from tat.workflow import Blocked, Unfit


@files("POST")
@once
def open_it(request: HttpRequest, year: int) -> HttpResponse:
    """Open a year before its first reminder does."""
    acts.open_year(school_year=year_or_404(request, year), by=request.user)
    return redirect("filing_detail", year=year)


@files("POST")
@once
@takes_files
def add_edition(request: HttpRequest, year: int) -> HttpResponse:
    """Enter an edition of the procedure."""
    filing = filing_or_404(request, year)
    form = EditionForm(request.POST, request.FILES, prefix="edition", district=filing.district)
    act = lambda _data: sources.add_edition(district=filing.district, by=request.user, given=form.given())  # noqa: E731
    return _do(request, filing, "edition", form, act, _("The edition is entered."))


@files("POST")
@once
def freeze(request: HttpRequest, year: int) -> HttpResponse:
    """Freeze the rosters and make the packet."""
    filing = filing_or_404(request, year)
    form = FreezeForm(request.POST, prefix="freeze", offices=acts.recipients_of(filing.district, local_date(request_scope(request).at)))
    act = lambda data: acts.freeze(filing=filing, by=request.user, agencies=[office.id for office in data["agencies"]])  # noqa: E731
    return _do(
        request, filing, "freeze", form, act, _("The rosters are frozen and the packet is being made. Send it, then record the proof.")
    )


@files("POST")
@once
def supplement(request: HttpRequest, year: int) -> HttpResponse:
    """Make a supplement of what changed since the filing, with a letter to each recipient."""
    filing = filing_or_404(request, year)
    form = FreezeForm(request.POST, prefix="more", offices=acts.recipients_of(filing.district, local_date(request_scope(request).at)))
    act = lambda data: supplements.make_supplement(filing=filing, by=request.user, agencies=[office.id for office in data["agencies"]])  # noqa: E731
    return _do(request, filing, "supplement", form, act, _("The supplement is being made. Send it, then record the proof."))


@files("POST")
@once
@takes_files
def proof(request: HttpRequest, year: int, recipient_id: uuid.UUID) -> HttpResponse:
    """Record when and how a recipient got the packet."""
    filing = filing_or_404(request, year)
    if not filing.recipients.filter(pk=recipient_id).exists():
        raise Http404
    form = ProofForm(request.POST, request.FILES, prefix=f"r{recipient_id.hex[:6]}")
    act = lambda _data: proofs.record_proof(filing=filing, recipient_id=recipient_id, by=request.user, given=form.given())  # noqa: E731
    return _do(request, filing, str(recipient_id), form, act, _("Proof recorded."), field="filed_at")


@files("POST")
@once
def board(request: HttpRequest, year: int) -> HttpResponse:
    """Record that the Board was told."""
    filing = filing_or_404(request, year)
    form = BoardForm(request.POST, prefix="board")
    return _do(
        request,
        filing,
        "board",
        form,
        lambda data: proofs.tell_board(filing=filing, by=request.user, **data),
        _("Recorded. The year's filing is complete."),
        field="told_on",
    )


def _do(
    request: HttpRequest,
    filing: Filing,
    name: str,
    form: forms.Form,
    act: Callable[[dict[str, Any]], Any],
    done: str,
    field: str | None = None,
) -> HttpResponse:
    """Act on a valid form and go back to the page; otherwise the page with what is to be mended, the act's own words at `field`."""
    if form.is_valid():
        try:
            act(form.cleaned_data)
        except Blocked as blocked:
            mend(form, Unfit({field: " ".join(blocked.problems)}) if field else blocked)
        else:
            messages.success(request, done)
            return redirect("filing_detail", year=filing.school_year.starts_on.year)
    return show(request, filing, **{name: form})
