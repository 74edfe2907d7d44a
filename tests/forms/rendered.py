"""A form as a page shows it: its controls by name, what stands in them, and whether what is wrong is said as it must be."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from lxml import html

TEXTS = ("text", "textarea", "email", "search", "number")
OURS = ("csrfmiddlewaretoken", "idempotency_key")
Values = dict[str, list[str]]


@dataclass
class Control:
    """One name of a form: what kind of control it is, what stands in it, what may be chosen."""

    name: str
    kind: str
    values: list[str] = field(default_factory=list)
    offered: list[str] = field(default_factory=list)


@dataclass
class Form:
    """One form of a page."""

    action: str
    controls: dict[str, Control]

    def values(self) -> Values:
        """What a browser would send if nobody touched anything."""
        return {name: list(control.values) for name, control in self.controls.items()}

    def visible(self) -> list[Control]:
        """What a person sees of it."""
        return [control for control in self.controls.values() if control.kind != "hidden"]


class Shown:
    """A page that came back."""

    def __init__(self, body: str) -> None:
        self.tree = html.document_fromstring(body)

    def forms_to(self, address: str) -> list[Form]:
        """The forms that a press would send there, by their own address, a button's, or as a draft."""
        found = [form for form in self.tree.iter("form") if form.get("method") == "post" and address in _addresses(form)]
        return [Form(address, _controls(form)) for form in found]

    def summaries(self) -> list[Any]:
        """The lists of what must be mended."""
        return list(self._by_class("errors"))

    def ids(self) -> dict[str, Any]:
        return {element.get("id"): element for element in self.tree.iter() if isinstance(element.tag, str) and element.get("id")}

    def untied(self) -> list[str]:
        """What is said about a mistake and stands alone: an error to which no control points, a link in the list that leads nowhere."""
        ids = self.ids()
        described = {word for element in self.tree.iter() if isinstance(element.tag, str) for word in _words(element, "aria-describedby")}
        alone = [f"no control is described by #{error.get('id')}" for error in self._by_class("error") if error.get("id") not in described]
        nowhere = [f"aria-describedby names #{word}, which is not there" for word in described if word not in ids]
        for summary in self.summaries():
            links = [link.get("href", "") for link in summary.iter("a")]
            nowhere += [f"the list leads to {link}, which is not there" for link in links if link[:1] == "#" and link[1:] not in ids]
            nowhere += [] if summary.get("tabindex") == "-1" and summary.get("role") == "alert" else ["the list cannot take the focus"]
        return alone + nowhere

    def _by_class(self, word: str) -> Iterator[Any]:
        return (element for element in self.tree.iter() if isinstance(element.tag, str) and word in _words(element, "class"))


def _words(element: Any, attribute: str) -> list[str]:
    return (element.get(attribute) or "").split()


def _addresses(form: Any) -> set[str]:
    buttons = {button.get("formaction") for button in form.iter("button") if button.get("formaction")}
    return {form.get("action") or "", form.get("data-draft") or "", *buttons}


def _controls(form: Any) -> dict[str, Control]:
    found: dict[str, Control] = {}
    for element in form.iter("input", "select", "textarea"):
        name, kind = element.get("name"), element.get("type", "text") if element.tag == "input" else element.tag
        if not name or kind in ("submit", "button", "file"):
            continue
        control = found.setdefault(name, Control(name, kind))
        _READERS.get(kind, _plain)(control, element)
    return found


def _plain(control: Control, element: Any) -> None:
    control.values.append(element.get("value", ""))


def _ticked(control: Control, element: Any) -> None:
    control.offered.append(element.get("value", "on"))
    control.values += [element.get("value", "on")] if "checked" in element.attrib else []


def _select(control: Control, element: Any) -> None:
    options = list(element.iter("option"))
    control.offered += [option.get("value", "") for option in options]
    chosen = [option for option in options if "selected" in option.attrib] or options[:1]
    control.values += [option.get("value", "") for option in chosen]


def _textarea(control: Control, element: Any) -> None:
    control.values.append((element.text or "").removeprefix("\n"))


_READERS = {"radio": _ticked, "checkbox": _ticked, "select": _select, "textarea": _textarea}
