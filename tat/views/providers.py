"""Sign-in through the district's identity provider: away to it, back with its answer, and proven there again."""

from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.internal.flows.reauthentication import resume_request
from allauth.account.models import Login
from allauth.account.utils import get_next_redirect_url
from allauth.account.views import LoginView
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.csrf import csrf_exempt

from tat.actions.provider_sign_in import person_named, subject_mac
from tat.identity import Provider
from tat.models import User
from tat.permissions import public, signed_in
from tat.sign_in import oidc, saml
from tat.sign_in.asked import Asked, ask, waited
from tat.sign_in.fresh import is_proven, mark_fresh
from tat.sign_in.proof import LEEWAY, Proof, Refused, belonging_to, note
from tat.sign_in.through import METHOD, providers_for


class SignIn(LoginView):
    """The sign-in page: it offers the districts' providers, and its buttons alone may lead to them."""

    def get(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        return self._leading(super().get(request, *args, **kwargs))

    def post(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        return self._leading(super().post(request, *args, **kwargs))

    def get_context_data(self, **kwargs: object) -> dict[str, object]:
        next_url = get_next_redirect_url(self.request) or ""
        return super().get_context_data(**kwargs) | {"providers": settings.IDENTITY_PROVIDERS.values(), "next_url": next_url}

    def _leading(self, answer: HttpResponse) -> HttpResponse:
        origins = [origin for each in settings.IDENTITY_PROVIDERS.values() for origin in each.form_targets]
        answer._csp_update = {"form-action": origins}  # type: ignore[attr-defined]
        return answer


@public("POST")
def start(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Away to the provider, to sign in."""
    provider = _named(provider_id)
    if request.user.is_authenticated:
        return redirect("home")
    return _away(request, provider, again=False)


@signed_in("GET")
def again(request: HttpRequest, provider_id: str) -> HttpResponse:
    """“Is it you?”, answered at the provider: a page first, then away to it."""
    provider = _named(provider_id)
    if provider not in providers_for(request.user):
        raise Http404
    if "go" in request.GET:
        return _away(request, provider, again=True)
    onward = urlencode({"go": 1, "next": get_next_redirect_url(request) or "/"})
    return render(request, "account/provider_again.html", {"provider": provider, "onward": onward})


@public("GET")
def back(request: HttpRequest, provider_id: str) -> HttpResponse:
    """The answer of an OpenID provider."""
    return _judged(request, _named(provider_id, is_oidc=True))


@csrf_exempt  # the provider's own page sends it: no cookie of ours comes with it, and nothing is done in anybody's name
@public("POST")
def answer(request: HttpRequest, provider_id: str) -> HttpResponse:
    """The answer of a SAML provider. The session's cookie stays at home when another site posts, so our own page sends it on."""
    provider = _named(provider_id, is_oidc=False)
    sent = request.POST.get("SAMLResponse", "")
    if not sent or len(sent) > saml.LARGEST:
        return HttpResponse(status=400)
    return render(request, "account/provider_answer.html", {"provider": provider, "sent": sent})


@csrf_exempt  # the answer itself must belong to what this browser asked: it is spent by it, and a stranger's page has none
@public("POST")
def finish(request: HttpRequest, provider_id: str) -> HttpResponse:
    """The answer of a SAML provider, with the session that asked."""
    return _judged(request, _named(provider_id, is_oidc=False))


@public("GET")
def metadata(request: HttpRequest, provider_id: str) -> HttpResponse:
    """What the provider's administrators read in."""
    return HttpResponse(saml.metadata(_named(provider_id, is_oidc=False)), content_type="application/samlmetadata+xml")


def _named(provider_id: str, *, is_oidc: bool | None = None) -> Provider:
    found: Provider | None = settings.IDENTITY_PROVIDERS.get(provider_id)
    if found is None or is_oidc not in {None, found.is_oidc}:
        raise Http404
    return found


def _away(request: HttpRequest, provider: Provider, *, again: bool) -> HttpResponse:
    asked = ask(request, provider, next_url=get_next_redirect_url(request) or "/", again=again)
    try:
        with belonging_to(asked):
            return HttpResponseRedirect((oidc if provider.is_oidc else saml).away(request, provider, asked))
    except Refused as refused:
        return _told(request, provider, refused)


def _judged(request: HttpRequest, provider: Provider) -> HttpResponse:
    try:
        asked, proof = (oidc if provider.is_oidc else saml).proof(request, provider)
        with belonging_to(asked):
            mac = subject_mac(provider, proof.subject)
            person = person_named(provider, proof.name, mac)
            if person is None:
                raise Refused("nobody", "no enabled account of the district")
            if asked.again:
                return _proven_again(request, person, asked, proof)
            return _let_in(request, provider, person, asked, proof, mac)
    except Refused as refused:
        return _told(request, provider, refused)


def _let_in(request: HttpRequest, provider: Provider, person: User, asked: Asked, proof: Proof, mac: bytes) -> HttpResponse:
    """As after the right password: the second proof is asked for next, unless the provider asked for one that the district trusts."""
    if request.user.is_authenticated:
        return redirect("home")
    request.by_two_at_provider = proof.by_two  # type: ignore[attr-defined]
    record_authentication(request, person, METHOD, provider=provider.id, mac=mac.hex())
    return perform_login(request, Login(user=person, redirect_url=asked.next_url))


def _proven_again(request: HttpRequest, person: User, asked: Asked, proof: Proof) -> HttpResponse:
    if not request.user.is_authenticated:
        raise Refused("ended", "session ended")
    if not person.pk == request.user.pk == asked.again:
        raise Refused("other", "another person")
    if proof.age is None or not -LEEWAY <= proof.age <= waited(asked) + LEEWAY:
        raise Refused("not_again", "not proven anew")
    if is_proven(request) and not proof.by_two:
        raise Refused("no_factor", "without the second proof")
    mark_fresh(request, proven=proof.by_two)
    request.GET = QueryDict(urlencode({"next": asked.next_url}))  # type: ignore[assignment]  where allauth looks for the way on
    return resume_request(request) or redirect("home")


def _told(request: HttpRequest, provider: Provider, refused: Refused) -> HttpResponse:
    """The sentence stands on the page from which the person went away."""
    note(provider, refused)
    messages.error(request, str(refused.sentence))
    asked = refused.asked
    if not request.user.is_authenticated:
        way = reverse("account_login")
    elif asked and asked.again:
        way = reverse("provider_again", args=[provider.id])
    else:
        return redirect("home")
    return redirect(f"{way}?{urlencode({'next': asked.next_url})}" if asked and asked.next_url != "/" else way)
