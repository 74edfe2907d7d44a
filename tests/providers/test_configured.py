"""The file that names the districts' providers: read whole, refused whole, and checked by a command."""

from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command

from tat.identity import providers_in
from tests.cast import Cast
from tests.providers.hostile import hostile
from tests.providers.made import certificate, in_one_line, new_key, openid

pytestmark = pytest.mark.req("PF-2")
TWO = """
[[provider]]
id = "bluestem"
name = "Bluestem Bend staff account"
district = "bluestem-bend"
protocol = "oidc"
issuer = "https://login.bluestem.example/realms/staff"
client_id = "threat-assessment"
client_secret_file = "bluestem.secret"
second_factor = ["mfa"]
origins = ["https://adfs.bluestem.example"]

[[provider]]
id = "prairie"
name = "Prairie Unit 9"
district = "prairie-unit-9"
protocol = "saml"
issuer = "https://idp.prairie.example/metadata"
sso_url = "https://idp.prairie.example/sso"
certificate_file = "prairie.pem"
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "bluestem.secret").write_text("not in any database\n")
    (tmp_path / "prairie.pem").write_bytes(certificate(new_key()) + certificate(new_key()))
    return tmp_path


def read(folder: Path, text: str) -> Any:
    (folder / "providers.toml").write_text(text)
    return providers_in(str(folder / "providers.toml"))


def test_two_districts_each_have_their_provider_and_no_secret_is_printed(folder: Path) -> None:
    found = read(folder, TWO)
    bluestem, prairie = found["bluestem"], found["prairie"]
    assert (bluestem.claim, bluestem.account, bluestem.client_secret) == ("email", "email", "not in any database")
    assert bluestem.form_targets == ("https://login.bluestem.example", "https://adfs.bluestem.example")
    assert (prairie.claim, prairie.form_targets, len(prairie.certificates)) == ("", ("https://idp.prairie.example",), 2)
    assert prairie.certificates[0] in in_one_line((folder / "prairie.pem").read_bytes())
    assert "not in any database" not in repr(found)
    assert providers_in("") == {}


MENDED = {
    ('protocol = "oidc"', 'protocol = "ldap"'): "protocol is oidc or saml",
    ('issuer = "https://login', 'issuer = "http://login'): "Addresses begin with https://",
    ('id = "prairie"', 'id = "bluestem"'): "each stands once",
    ('id = "prairie"', 'id = "../x"'): "small letters, digits and hyphens",
    ('client_id = "threat-assessment"', ""): "client_id: missing",
    ('second_factor = ["mfa"]', 'second_factors = ["mfa"]'): "second_factors: not known here",
    ('second_factor = ["mfa"]', 'second_factor = "mfa"'): "a list of texts",
    ('second_factor = ["mfa"]', 'account = "phone"'): "email or staff_number",
    ("bluestem.secret", "absent.secret"): "cannot be read",
    ("prairie.pem", "bluestem.secret"): "holds no certificate",
    ("[[provider]]", "[[providers]]"): "one [[provider]] or more",
    ("[[provider]]", "[[provider"): "is no TOML",
}


@pytest.mark.parametrize(("change", "said"), MENDED.items(), ids=MENDED.values())
def test_a_file_that_is_wrong_is_refused_with_what_to_mend(folder: Path, change: tuple[str, str], said: str) -> None:
    with pytest.raises(ImproperlyConfigured, match=r"IDENTITY_PROVIDERS_FILE|PEM") as refused:
        read(folder, TWO.replace(*change))
    assert said in str(refused.value) and "not in any database" not in str(refused.value)


def test_a_file_that_is_not_there_is_told(folder: Path) -> None:
    with pytest.raises(ImproperlyConfigured, match="cannot be read"):
        providers_in(str(folder / "absent.toml"))


@pytest.mark.django_db
def test_the_command_says_what_each_provider_is_told_and_what_is_missing(cast: Cast, settings: Any) -> None:
    def said() -> str:
        out = StringIO()
        try:
            call_command("check_providers", stdout=out)
        except CommandError as wrong:
            return f"{out.getvalue()}{wrong}"
        return out.getvalue()

    assert "everybody signs in with a password" in said()
    with hostile() as found:
        settings.IDENTITY_PROVIDERS = {"staff": openid(cast.district.slug, found.issuer)}
        assert f"{settings.SITE_URL}/account/provider/staff/back/" in said() and "To mend" not in said()
        settings.IDENTITY_PROVIDERS = {"staff": openid("nowhere", "http://127.0.0.1:9")}
        assert "No district is called nowhere." in said() and "cannot be used" in said() and "To mend: 2." in said()
