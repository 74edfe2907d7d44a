"""A page as it came back: its forms with what stands in them, and what it says."""

import urllib.parse
from dataclasses import dataclass, field
from html.parser import HTMLParser

TICKED = ("radio", "checkbox")
SILENT = (*TICKED, "submit", "button", "file", "image")


class Refused(Exception):
    """The server did not do what was expected; the text names the address and the status, never a content."""


@dataclass
class Form:
    """One form of a page: where it goes, its fields as they stand, every name in it, and the values that may be chosen with their words."""

    action: str
    method: str
    fields: dict[str, list[str]] = field(default_factory=dict)
    names: set[str] = field(default_factory=set)
    choices: dict[str, dict[str, str]] = field(default_factory=dict)

    def choice(self, name: str, words: str) -> str:
        """The value whose words hold these; for people that is the position beside the name."""
        for value, label in self.choices.get(name, {}).items():
            if value and words in label:
                return value
        raise Refused(f"“{words}” is not offered under {name}")


class Forms(HTMLParser):
    """The forms of a page, with prefilled values, ticked boxes and chosen options."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[Form] = []
        self.form: Form | None = None
        self.select = self.textarea = ""
        self.labelled: dict[str, tuple[str, str]] = {}
        self.words: tuple[str, str] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        here = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.form = Form(here.get("action", ""), here.get("method", "get"))
            self.found.append(self.form)
        if self.form is None:
            return
        name = here.get("name", "")
        if name and tag in ("input", "button", "select", "textarea"):
            self.form.names.add(name)
        if tag == "input" and name:
            self._input(self.form, name, here)
        if tag == "select":
            self.select = name
        if tag == "option" and self.select:
            self._option(self.form, here)
        if tag == "textarea" and name:
            self.textarea = name
            self.form.fields[name] = [""]
        if tag == "label":
            self.words = self.labelled.get(here.get("for", ""))

    def _input(self, form: Form, name: str, here: dict[str, str]) -> None:
        kind, value = here.get("type", "text"), here.get("value", "")
        if kind in TICKED:
            value = here.get("value", "on")
            form.choices.setdefault(name, {})[value] = ""
            self.labelled[here.get("id", "")] = (name, value)
        if kind not in SILENT or (kind in TICKED and "checked" in here):
            form.fields.setdefault(name, []).append(value)

    def _option(self, form: Form, here: dict[str, str]) -> None:
        value = here.get("value", "")
        self.words = (self.select, value)
        is_first = not form.choices.get(self.select)
        form.choices.setdefault(self.select, {})[value] = ""
        if "selected" in here or is_first:
            form.fields[self.select] = [value]

    def handle_data(self, data: str) -> None:
        if self.textarea and self.form:
            self.form.fields[self.textarea][0] += data
        if self.words and self.form:
            name, value = self.words
            self.form.choices[name][value] = " ".join(f"{self.form.choices[name][value]} {data}".split())

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.form = None
        if tag == "select":
            self.select = ""
        if tag == "textarea" and self.form:
            typed = self.form.fields[self.textarea]
            typed[0] = typed[0].removeprefix("\n")
            self.textarea = ""
        if tag in ("option", "label"):
            self.words = None


class Said(HTMLParser):
    """The sentences with which a page answers an act: the messages on top of it."""

    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []
        self.depth = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        begins = "messages" in (dict(attrs).get("class") or "").split()
        if tag == "div" and (self.depth or begins):
            self.depth += 1

    def handle_endtag(self, tag: str) -> None:
        if tag == "div" and self.depth:
            self.depth -= 1

    def handle_data(self, data: str) -> None:
        if self.depth and data.strip():
            self.words.append(data.strip())


class Links(HTMLParser):
    """The links of a page with their words."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[list[str]] = []
        self.is_open = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "a":
            self.found.append([dict(attrs).get("href") or "", ""])
            self.is_open = True

    def handle_endtag(self, tag: str) -> None:
        self.is_open = self.is_open and tag != "a"

    def handle_data(self, data: str) -> None:
        if self.is_open:
            self.found[-1][1] += data


@dataclass
class Page:
    """What came back; status 0 where nothing answered. `date` is the server's, as the answer's header gives it."""

    url: str
    status: int
    body: str = ""
    date: str = ""

    @property
    def path(self) -> str:
        return urllib.parse.urlsplit(self.url).path

    def form(self, action: str, **having: str) -> Form:
        """The first form whose address ends so and in which these fields stand. Raises Refused."""
        reader = Forms()
        reader.feed(self.body)
        for form in reader.found:
            address = urllib.parse.urlsplit(form.action or self.url).path
            if address.endswith(action) and all(form.fields.get(name) == [value] for name, value in having.items()):
                return form
        raise Refused(f"no form for {action} on {self.path} (status {self.status})")

    def forms(self, action: str) -> list[Form]:
        """Every form whose address ends so."""
        reader = Forms()
        reader.feed(self.body)
        return [form for form in reader.found if urllib.parse.urlsplit(form.action or self.url).path.endswith(action)]

    def link(self, part: str, words: str) -> str:
        """The address of the first link that leads to such a part and whose words hold these. Raises Refused."""
        reader = Links()
        reader.feed(self.body)
        for address, text in reader.found:
            if part in address and words in text:
                return address
        raise Refused(f"no link to {part} on {self.path} (status {self.status})")

    def said(self) -> str:
        """What the page says on top, in one line."""
        reader = Said()
        reader.feed(self.body)
        return " ".join(reader.words)
