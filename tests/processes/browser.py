"""A person at a started server: a session, pages as text, and forms sent as they were shown."""

import http.client
import re
import urllib.parse
import urllib.request
from dataclasses import dataclass, field
from html import unescape
from html.parser import HTMLParser

from django.conf import settings
from django.test import Client

from tat.models import User

SILENT = {"radio", "checkbox", "submit", "button", "file"}


class Form(HTMLParser):
    """The fields of the form that is sent to `action`, with the values it was shown with."""

    def __init__(self, page: str, action: str) -> None:
        super().__init__()
        self.action, self.fields, self._inside, self._text, self._select = action, {}, False, "", ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value if value is not None else "" for name, value in attrs}
        if tag == "form":
            self._inside = given.get("action") == self.action
        if not self._inside or not (given.get("name") or tag == "option"):
            return
        if tag == "input" and (given.get("type", "text") not in SILENT or "checked" in given):
            self.fields[given["name"]] = given.get("value", "on" if given.get("type") in SILENT else "")
        if tag == "textarea":
            self._text = given["name"]
            self.fields[self._text] = ""
        if tag == "select":
            self._select = given["name"]
        if tag == "option" and self._select and ("selected" in given or self._select not in self.fields):
            self.fields[self._select] = given.get("value", "")

    def handle_data(self, data: str) -> None:
        if self._text:
            self.fields[self._text] = (self.fields[self._text] + unescape(data)).removeprefix("\n")

    def handle_endtag(self, tag: str) -> None:
        self._inside = self._inside and tag != "form"
        self._text = "" if tag == "textarea" else self._text
        self._select = "" if tag == "select" else self._select


@dataclass
class Visitor:
    """One signed-in person; asks again nothing by itself."""

    port: int
    user: User
    cookies: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        client = Client()
        client.force_login(self.user)
        self.cookies[settings.SESSION_COOKIE_NAME] = client.cookies[settings.SESSION_COOKIE_NAME].value

    def get(self, path: str) -> str | None:
        """The page, whatever its status; None where nothing answers."""
        status, body, _ = self.ask("GET", path)
        return body if status else None

    def post(self, path: str, fields: dict[str, str]) -> tuple[int, str]:
        """Status and where it leads to; status 0 where no answer came."""
        status, _, place = self.ask("POST", path, urllib.parse.urlencode(fields))
        return status, place

    def ask(self, verb: str, path: str, body: str = "") -> tuple[int, str, str]:
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items()), "Host": f"localhost:{self.port}"}
        headers |= {"Content-Type": "application/x-www-form-urlencoded"} if body else {}
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            line.request(verb, path, body or None, headers)
            answer = line.getresponse()
            self.cookies |= dict(re.findall(r"^([^=]+)=([^;]*)", cookie)[0] for cookie in answer.headers.get_all("Set-Cookie") or [])
            return answer.status, answer.read().decode(), answer.headers.get("Location") or ""
        except (OSError, http.client.HTTPException):
            return 0, "", ""
        finally:
            line.close()


def answers(port: int, path: str) -> str | None:
    """A page that asks for no one, whatever its status; None where nothing answers."""
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=30) as answer:
            return str(answer.read().decode())
    except OSError:
        return None
