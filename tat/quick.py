"""What Django and psycopg do at every step, and slower than a page can bear; set right once, when a process starts (ADR 12)."""

from contextvars import ContextVar
from functools import lru_cache
from html import escape
from typing import Any

from django.conf import settings
from django.template import base
from django.templatetags import i18n
from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import get_language, trans_real
from psycopg import _queries

WORDS = 10_000
DRAWN_BY_DJANGO = base.render_value_in_context
FOUND_BY_DJANGO = base.Variable._resolve_lookup
NODES_BY_DJANGO = base.NodeList.get_nodes_by_type
SENTENCE_BY_DJANGO = i18n.BlockTranslateNode.render_token_list
TRANSLATED_BY_DJANGO = i18n.TranslateNode.render
LONGEST_STATEMENT = 8_192
"""Characters: of a longer one psycopg looks for the values' places each time anew."""


def set_right() -> None:
    """Call it before the process answers anything."""
    for code, _ in settings.LANGUAGES:
        words_once(trans_real.translation(code))
    trans_real._active = LanguageOfNow()
    base.render_value_in_context = i18n.render_value_in_context = drawn  # type: ignore[attr-defined]
    base.Variable._resolve_lookup = found  # type: ignore[method-assign]
    base.NodeList.get_nodes_by_type = nodes_once  # type: ignore[method-assign]
    i18n.BlockTranslateNode.render_token_list = sentence_once  # type: ignore[method-assign]
    i18n.TranslateNode.render = translated  # type: ignore[method-assign]
    _queries.MAX_CACHED_STATEMENT_LENGTH = LONGEST_STATEMENT


class LanguageOfNow:
    """Where Django keeps the catalogue of the language in use, which every word asks for; no `value` where none was chosen."""

    kept: ContextVar[Any] = ContextVar("language", default=None)

    @property
    def value(self) -> Any:
        found = self.kept.get()
        if found is None:
            raise AttributeError("value")
        return found

    @value.setter
    def value(self, catalogue: Any) -> None:
        self.kept.set(catalogue)

    @value.deleter
    def value(self) -> None:
        self.kept.set(None)


def words_once(language: Any) -> None:
    """A page has hundreds of words, most of them ours, and Django searches each in every catalogue there is."""
    language.gettext = lru_cache(WORDS)(language.gettext)


def drawn(value: Any, context: Any) -> str:
    """A value as a template prints it. Most are texts, of which Django asks first whether they are instants, numbers or lists."""
    if isinstance(value, Promise):
        value = str(value)
    if type(value) is SafeString:
        return value
    if type(value) is str and context.autoescape:
        return SafeString(escape(value))
    return DRAWN_BY_DJANGO(value, context)


def found(variable: Any, context: Any) -> Any:
    """What a name in a template stands for. Django asks each row first whether it is a dictionary, and notes each name that is not there.

    Whatever is out of the ordinary is left to Django, which looks it up from the beginning.
    """
    first, *rest = variable.lookups
    try:
        current = _called(context[first])
        for bit in rest:
            if type(current) is dict:
                current = current[bit]
            elif hasattr(type(current), "__getitem__"):
                raise LookupError
            else:
                current = getattr(current, bit)
            current = _called(current)
    except KeyError:
        if first in context or hasattr(context, first):
            return FOUND_BY_DJANGO(variable, context)
        raise base.VariableDoesNotExist("Failed lookup for key [%s] in %r", (first, context)) from None
    except Exception:
        return FOUND_BY_DJANGO(variable, context)
    return current


def _called(value: Any) -> Any:
    """What a method gives, as a template calls it."""
    if not callable(value):
        return value
    if getattr(value, "do_not_call_in_templates", False) or getattr(value, "alters_data", False):
        raise LookupError
    return value()


def nodes_once(nodes: Any, kind: Any) -> list[Any]:
    """The nodes of this kind in a template, which stay as they were read; Django looks for the blocks of a page's frame each time."""
    kept = nodes.__dict__.setdefault("kept", {})
    if kind not in kept:
        kept[kind] = NODES_BY_DJANGO(nodes, kind)
    return kept[kind]


def sentence_once(node: Any, tokens: Any) -> tuple[str, list[str]]:
    """The sentence of a `blocktranslate` as the catalogue knows it, and the names in it; Django joins and trims it for each page."""
    kept = node.__dict__.setdefault("kept", {})
    if id(tokens) not in kept:
        kept[id(tokens)] = SENTENCE_BY_DJANGO(node, tokens)
    sentence, names = kept[id(tokens)]
    return sentence, list(names)


def translated(node: Any, context: Any) -> str:
    """What `translate` prints. Words that stand in the template are looked up once in each language, and not for each page."""
    found = node.filter_expression
    if found.filters or found.var.literal is None or node.message_context:
        return TRANSLATED_BY_DJANGO(node, context)
    kept, language = node.__dict__.setdefault("kept", {}), (get_language(), context.autoescape)
    if language not in kept:
        printed = TRANSLATED_BY_DJANGO(node, context)
        kept[language] = context[node.asvar] if node.asvar else printed
    if not node.asvar:
        return kept[language]
    context[node.asvar] = kept[language]
    return ""
