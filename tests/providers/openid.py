"""An OpenID provider in a process of its own: django-oauth-toolkit on SQLite, with a page to sign in.

`python -m tests.providers.openid FOLDER`: FOLDER/openid.json says port, redirect address, client and people; the `amr` of a person is
what the provider asserts of how it was proven.
"""

import json
import sys
from pathlib import Path
from socketserver import ThreadingMixIn
from typing import Any
from wsgiref.simple_server import WSGIServer, make_server

import django
from django.conf import settings
from django.core.management import call_command
from django.core.wsgi import get_wsgi_application

PAGE = """<!doctype html><html lang="en"><title>Staff sign-in</title><h1>Staff sign-in</h1><form method="post">
{% csrf_token %}{{ form.as_p }}
<input type="hidden" name="next" value="{{ next }}"><button>Continue</button></form>"""


class Threaded(ThreadingMixIn, WSGIServer):
    """A browser keeps a line open while the product asks on another."""

    daemon_threads = True


def configure(folder: Path, said: dict[str, Any]) -> None:
    (folder / "registration").mkdir(exist_ok=True)
    (folder / "registration" / "login.html").write_text(PAGE)
    settings.configure(
        SECRET_KEY="of the test's provider alone",
        ALLOWED_HOSTS=["127.0.0.1"],
        ROOT_URLCONF="tests.providers.openid_urls",
        INSTALLED_APPS=["django.contrib.auth", "django.contrib.contenttypes", "django.contrib.sessions", "oauth2_provider"],
        MIDDLEWARE=[
            "django.contrib.sessions.middleware.SessionMiddleware",
            "django.middleware.csrf.CsrfViewMiddleware",
            "django.contrib.auth.middleware.AuthenticationMiddleware",
        ],
        TEMPLATES=[{"BACKEND": "django.template.backends.django.DjangoTemplates", "DIRS": [folder], "APP_DIRS": True}],
        DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": folder / "openid.sqlite3"}},
        PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"],
        SESSION_COOKIE_NAME="provider",
        CSRF_COOKIE_NAME="provider_csrf",
        DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
        LOGIN_URL="/accounts/login/",
        USE_TZ=True,
        OAUTH2_PROVIDER={
            "OIDC_ENABLED": True,
            "OIDC_RSA_PRIVATE_KEY": (folder / "openid.key").read_text(),
            "PKCE_REQUIRED": True,
            "SCOPES": {"openid": "who you are", "email": "your address"},
            "OAUTH2_VALIDATOR_CLASS": "tests.providers.openid_claims.Claims",
        },
    )


def fill(said: dict[str, Any]) -> None:
    from django.contrib.auth.models import User
    from oauth2_provider.models import Application

    call_command("migrate", verbosity=0)
    for person in said["people"]:
        User.objects.create_user(person["email"], person["email"], person["password"], first_name=" ".join(person["amr"]))
    Application.objects.create(
        name="the product",
        client_id=said["client_id"],
        client_secret=said["client_secret"],
        client_type=Application.CLIENT_CONFIDENTIAL,
        authorization_grant_type=Application.GRANT_AUTHORIZATION_CODE,
        redirect_uris=" ".join(said["redirects"]),
        algorithm=Application.RS256_ALGORITHM,
        skip_authorization=True,
    )


def main() -> None:
    folder = Path(sys.argv[1])
    said = json.loads((folder / "openid.json").read_text())
    configure(folder, said)
    django.setup()
    fill(said)
    with make_server("127.0.0.1", said["port"], get_wsgi_application(), Threaded) as server:
        print("ready", flush=True)
        server.serve_forever()


if __name__ == "__main__":
    main()
