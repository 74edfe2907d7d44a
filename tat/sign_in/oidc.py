"""OpenID Connect: authorization code with PKCE, state and nonce; the id token's signature, issuer and audience judged by PyJWT.

OpenID Connect Core 1.0, 3.1; RFC 7636 (PKCE), RFC 9207 (issuer in the answer), RFC 9700 (best current practice).
"""

import base64
import hashlib
import json
from collections.abc import Iterator, Mapping
from contextlib import suppress
from hmac import compare_digest
from secrets import token_urlsafe
from typing import Any
from urllib.parse import quote, urlencode

import jwt
import requests
from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest
from django.urls import reverse
from redis.exceptions import RedisError
from urllib3.exceptions import HTTPError

from tat.identity import Provider
from tat.sign_in.asked import Asked, answered, keep
from tat.sign_in.proof import LEEWAY, Proof, Refused, belonging_to, trusts

ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"]
"""Signatures by a key pair alone: none and those by a shared secret are not judged at all."""
OF_ANOTHER_KIND = "+jwt"
"""An id token is a plain JWT; one that names its kind is an access, logout or event token (RFC 8725, 3.11; RFC 9068)."""
TIMEOUT = (3, 8)
LARGEST = 262_144
KEPT_SECONDS, ASKED_ANEW_AFTER = 3600, 60
NEEDED = ["iss", "sub", "aud", "exp", "iat", "nonce"]


def away(request: HttpRequest, provider: Provider, asked: Asked) -> str:
    """The address at the provider to which the person is sent. Raises Refused where the provider does not answer."""
    state = token_urlsafe(32)
    challenge = base64.urlsafe_b64encode(hashlib.sha256(asked.verifier.encode()).digest()).rstrip(b"=").decode()
    words = {
        "response_type": "code",
        "client_id": provider.client_id,
        "redirect_uri": our_address(provider),
        "scope": provider.scope,
        "state": state,
        "nonce": asked.nonce,
        "code_challenge": challenge,
        "code_challenge_method": "S256",
    }
    words |= {"prompt": "login", "max_age": str(LEEWAY)} if asked.again else {}
    words |= {"acr_values": " ".join(provider.second_factor)} if provider.second_factor else {}
    door = described(provider)["authorization_endpoint"]
    keep(request, state, asked)
    return f"{door}{'&' if '?' in door else '?'}{urlencode(words)}"


def proof(request: HttpRequest, provider: Provider) -> tuple[Asked, Proof]:
    """What was asked, and what the provider's answer proves. Raises Refused."""
    said = request.GET
    asked = answered(request, provider, said.get("state", ""))
    if asked is None:
        raise Refused("unasked", "state")
    with belonging_to(asked):
        return asked, _proven(provider, _answered(provider, said, asked))


def _answered(provider: Provider, said: Mapping[str, str], asked: Asked) -> dict[str, Any]:
    """The claims for which the provider's answer was changed. Raises Refused."""
    found = described(provider)
    expects_issuer = found.get("authorization_response_iss_parameter_supported") is True
    if said.get("iss", "" if expects_issuer else provider.issuer) != provider.issuer:
        raise Refused("invalid", "issuer of the answer")
    if "error" in said or not said.get("code"):
        stopped = said.get("error") in {"access_denied", "login_required", "interaction_required"}
        raise Refused("stopped" if stopped else "invalid", "error of the provider")
    return _claims(provider, found, _token(provider, found, said["code"], asked), asked)


def our_address(provider: Provider) -> str:
    """Where the provider sends people back to: by the setting, never by the Host header."""
    return settings.SITE_URL + reverse("provider_back", args=[provider.id])


def _token(provider: Provider, found: Mapping[str, Any], code: str, asked: Asked) -> str:
    """The code, changed for an id token by us alone: with our secret, and with the verifier that never left this server."""
    words = {"grant_type": "authorization_code", "code": code, "redirect_uri": our_address(provider), "code_verifier": asked.verifier}
    ways = found.get("token_endpoint_auth_methods_supported", ["client_secret_basic"])
    pair = None
    if provider.client_secret and "client_secret_basic" in ways:
        pair = (quote(provider.client_id, safe=""), quote(provider.client_secret, safe=""))
    else:
        words |= {"client_id": provider.client_id} | ({"client_secret": provider.client_secret} if provider.client_secret else {})
    answer = _fetched("POST", found["token_endpoint"], data=words, auth=pair)
    if not isinstance(token := answer.get("id_token"), str):
        raise Refused("invalid", "no id token")
    return token


def _claims(provider: Provider, found: Mapping[str, Any], token: str, asked: Asked) -> dict[str, Any]:
    try:
        header = jwt.get_unverified_header(token)
        if header.get("alg") not in ALGORITHMS:
            raise Refused("invalid", "algorithm")
        if str(header.get("typ", "")).lower().endswith(OF_ANOTHER_KIND):
            raise Refused("invalid", "kind of token")
        claims = jwt.decode(
            token,
            _key(provider, found, header),
            algorithms=[header["alg"]],
            audience=provider.client_id,
            issuer=provider.issuer,
            leeway=LEEWAY,
            options={"require": NEEDED},
        )
    except jwt.ExpiredSignatureError:
        raise Refused("late", "id token has run out") from None
    except (jwt.PyJWTError, ValueError) as wrong:
        raise Refused("invalid", type(wrong).__name__) from None
    others = claims["aud"] if isinstance(claims["aud"], list) else [claims["aud"]]
    if claims.get("azp", provider.client_id if len(others) == 1 else "") != provider.client_id:
        raise Refused("invalid", "authorized party")
    if not compare_digest(str(claims["nonce"]).encode(), asked.nonce.encode()):
        raise Refused("invalid", "nonce")
    return claims


def _proven(provider: Provider, claims: Mapping[str, Any]) -> Proof:
    if provider.claim == "email" and claims.get("email_verified", True) not in {True, "true"}:
        raise Refused("nobody", "address not verified at the provider")
    amr = claims.get("amr", [])
    ways = {str(claims.get("acr", "")), *map(str, amr if isinstance(amr, list) else [amr])}
    since = claims.get("auth_time")
    age = int(claims["iat"]) - int(since) if isinstance(since, int | float) else None
    return Proof(name=str(claims.get(provider.claim) or ""), subject=str(claims["sub"]), by_two=trusts(provider, ways), age=age)


def _key(provider: Provider, found: Mapping[str, Any], header: Mapping[str, Any]) -> Any:
    """The provider's key that the token names; asked for anew, at most once a minute, where it is not among those that are known."""
    for fresh in (False, True):
        keys = list(_fitting(_kept(provider, "keys", found["jwks_uri"], fresh=fresh), header))
        if len(keys) == 1:
            return keys[0]
    raise Refused("invalid", "no such key")


def _fitting(said: Mapping[str, Any], header: Mapping[str, Any]) -> Iterator[Any]:
    for row in said.get("keys", []):
        named = "kid" not in header or row.get("kid") == header["kid"]
        if named and row.get("use", "sig") == "sig" and row.get("alg", header["alg"]) == header["alg"]:
            with suppress(jwt.PyJWTError):
                yield jwt.PyJWK(row, header["alg"]).key


def described(provider: Provider) -> Mapping[str, Any]:
    """What the provider says of itself (OpenID Connect Discovery 1.0, 4.3: its issuer is the one that the settings name)."""
    found = _kept(provider, "described", provider.issuer.rstrip("/") + "/.well-known/openid-configuration")
    if found.get("issuer") != provider.issuer:
        raise Refused("silent", "issuer of the description")
    doors = [str(found.get(each, "")) for each in ("authorization_endpoint", "token_endpoint", "jwks_uri")]
    if not all(door.startswith("https://" if provider.issuer.startswith("https://") else "http") for door in doors):
        raise Refused("silent", "description without its addresses")
    return found


def _kept(provider: Provider, what: str, address: str, *, fresh: bool = False) -> Mapping[str, Any]:
    """What the provider publishes, for an hour from the cache; straight from it where the cache is away."""
    key = f"oidc:{what}:{hashlib.sha256(provider.issuer.encode()).hexdigest()}"
    with suppress(RedisError, OSError):
        if fresh and not cache.add(f"{key}:anew", 1, ASKED_ANEW_AFTER):
            fresh = False
        if not fresh and (kept := cache.get(key)):
            return json.loads(kept)
    found = _fetched("GET", address)
    with suppress(RedisError, OSError):
        cache.set(key, json.dumps(found), KEPT_SECONDS)
    return found


def _fetched(verb: str, address: str, **words: Any) -> Mapping[str, Any]:
    """One question to the provider: no redirects, and neither long nor large."""
    try:
        with requests.request(verb, address, timeout=TIMEOUT, allow_redirects=False, stream=True, **words) as answer:
            body = answer.raw.read(LARGEST + 1, decode_content=True)
            found = json.loads(body) if len(body) <= LARGEST else None
    except (requests.RequestException, HTTPError):
        raise Refused("silent", "no answer") from None
    except ValueError:
        raise Refused("invalid", "answer is no JSON") from None
    if answer.status_code != 200 or not isinstance(found, dict):
        raise Refused("invalid" if verb == "POST" else "silent", f"status {answer.status_code}")
    return found


__all__ = ["away", "described", "our_address", "proof"]
