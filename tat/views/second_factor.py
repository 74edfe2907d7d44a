"""The pages of the second factor: allauth's own, each logged as an act, with our clock for what is asked again."""

import json
from typing import Any

from allauth.account.views import PasswordChangeView, ReauthenticateView
from allauth.core.exceptions import ReauthenticationRequired
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base import views as base
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.views import GenerateRecoveryCodesView, ViewRecoveryCodesView
from allauth.mfa.totp.internal.auth import SECRET_SESSION_KEY
from allauth.mfa.totp.views import ActivateTOTPView, DeactivateTOTPView
from allauth.mfa.webauthn.views import AddWebAuthnView, ReauthenticateWebAuthnView, RemoveWebAuthnView
from django.contrib import messages
from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse_lazy
from django.utils.decorators import method_decorator

from tat import audit, clock
from tat.actions.signing_in import last_release
from tat.models import User
from tat.permissions import signed_in
from tat.sign_in import asks_factor_again, is_fresh, mark_fresh, ways_at_provider
from tat.sign_in.factor import proves_first, spent_at_set_up


def _log(request: HttpRequest, action: str, detail: str = "") -> None:
    person: User = request.user  # type: ignore[assignment]
    audit.record(action, by=person, at=clock.now(), district_id=person.district_id, detail=detail)


class Index(base.IndexView):
    """What is set up; who was led here learns why, and what administrators released."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        found = super().get_context_data(**kwargs)
        return found | {"required": proves_first(self.request), "released": last_release(self.request.user)}  # type: ignore[arg-type]


class Authenticate(base.AuthenticateView):
    """The second proof at sign-in."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        found = super().get_context_data(**kwargs)
        kinds = set(Authenticator.objects.filter(user=self.stage.login.user).values_list("type", flat=True))
        return found | {"has_key": Authenticator.Type.WEBAUTHN in kinds, "options": as_json(found["js_data"]["request_options"])}


class AsksProviderAgain:
    """allauth asks nobody again who has neither password nor factor: whom a provider let in is asked there, or an open laptop would do."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not is_fresh(request) and ways_at_provider(request, has_factor=False):
            raise ReauthenticationRequired
        return super().dispatch(request, *args, **kwargs)  # type: ignore[misc]


class ActivateTOTP(AsksProviderAgain, ActivateTOTPView):
    """Codes from an app are set up: the first is spent by it."""

    @transaction.atomic
    def form_valid(self, form: Any) -> HttpResponse:
        answer = super().form_valid(form)
        row = Authenticator.objects.get(user=self.request.user, type=Authenticator.Type.TOTP)
        spent_at_set_up(row, form.cleaned_data["code"])
        _log(self.request, "factor_added", "totp")
        mark_fresh(self.request, proven=True)
        return answer


class DeactivateTOTP(AsksProviderAgain, DeactivateTOTPView):
    """Codes from the app are not used any more."""

    @transaction.atomic
    def form_valid(self, form: Any) -> HttpResponse:
        answer = super().form_valid(form)
        _log(self.request, "factor_removed", "totp")
        return answer


class AddKey(AsksProviderAgain, AddWebAuthnView):
    """A passkey or security key is set up."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        found = super().get_context_data(**kwargs)
        return found | {"options": as_json(found["js_data"]["creation_options"])}

    @transaction.atomic
    def form_valid(self, form: Any) -> HttpResponse:
        answer = super().form_valid(form)
        _log(self.request, "factor_added", "passkey")
        mark_fresh(self.request, proven=True)
        return answer


class RemoveKey(AsksProviderAgain, RemoveWebAuthnView):
    """A key is not used any more; the last factor stays where one is required."""

    success_url = reverse_lazy("mfa_index")

    @transaction.atomic
    def form_valid(self, form: Any) -> HttpResponse:
        if not get_adapter().can_delete_authenticator(self.get_object()):
            messages.error(self.request, get_adapter().error_messages["cannot_delete_authenticator"])
            return redirect("mfa_index")
        answer = super().form_valid(form)
        _log(self.request, "factor_removed", "passkey")
        return answer


class NewCodes(AsksProviderAgain, GenerateRecoveryCodesView):
    """Fresh recovery codes; the former ones open nothing any more."""

    def form_valid(self, form: Any) -> HttpResponse:
        with transaction.atomic():
            answer = super().form_valid(form)
            _log(self.request, "factor_codes_made")
        return answer


class PasswordAgain(ReauthenticateView):
    """The password again, of who has no second factor."""

    def form_valid(self, form: Any) -> HttpResponse:
        mark_fresh(self.request, proven=False)
        return super().form_valid(form)


class CodeAgain(base.ReauthenticateView):
    """A code again."""

    def form_valid(self, form: Any) -> HttpResponse:
        mark_fresh(self.request, proven=True)
        return super().form_valid(form)


class KeyAgain(ReauthenticateWebAuthnView):
    """The key again; what was wrong is said on this page."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        found = super().get_context_data(**kwargs)
        return found | {"options": as_json(found["js_data"]["request_options"])}

    def form_invalid(self, form: Any) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form))

    def form_valid(self, form: Any) -> HttpResponse:
        mark_fresh(self.request, proven=True)
        return super().form_valid(form)


@method_decorator(asks_factor_again, name="dispatch")
class ChangePassword(PasswordChangeView):
    """The own password, changed with the old one and, where there is one, the second factor."""

    def form_valid(self, form: Any) -> HttpResponse:
        with transaction.atomic():
            answer = super().form_valid(form)
            _log(self.request, "password_changed")
        return answer


def as_json(options: Any) -> str:
    """For an attribute of the page: no script stands in it."""
    return json.dumps(options, cls=DjangoJSONEncoder)


@signed_in("GET")
def totp_picture(request: HttpRequest) -> HttpResponse:
    """The secret that is being set up, as a square code. It is kept by nobody: the answer says no-store, as all do."""
    secret = request.session.get(SECRET_SESSION_KEY)
    if not secret:
        raise Http404
    adapter = get_adapter()
    picture = adapter.build_totp_svg(adapter.build_totp_url(request.user, secret))
    return HttpResponse(picture, content_type="image/svg+xml", headers={"Cache-Control": "no-store"})


view_codes = ViewRecoveryCodesView.as_view()
