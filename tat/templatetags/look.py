"""{% load look %}: every tag and filter that pages draw with."""

import uuid

from django import template
from django.forms.utils import ErrorDict
from django.template.context import RequestContext
from django.utils.html import format_html
from django.utils.safestring import SafeString

from tat.icons import icon
from tat.templatetags import browsers, drawings, exhibit_help, findings, frame, furniture, moments, plans, rows, spoken, talks, watched
from tat.templatetags.time_rule import time_rule

register = template.Library()

for tag in (icon, drawings.level, drawings.rungs, drawings.status, time_rule, moments.moment, moments.time_left, moments.live_left):
    register.simple_tag(tag)
for tag in (rows.rail, rows.need_row, rows.case_rows, rows.view_rows, rows.timeline, rows.people_rows, rows.fact_rows):
    register.simple_tag(tag)
for tag in (findings.finding_rows, findings.question_rows, findings.change_rows):
    register.simple_tag(tag)
for tag in (plans.letter_sections, plans.library_links, plans.safeguard_state, plans.beat_rows, plans.update_articles):
    register.simple_tag(tag)
for tag in (watched.entry_rows, watched.date_rows, watched.carried_dates, watched.month_weeks):
    register.simple_tag(tag)
register.simple_tag(watched.date_articles, takes_context=True)
register.simple_tag(spoken.translation_line)
for tag in (talks.talk_rows, talks.topic_list):
    register.simple_tag(tag)
register.simple_tag(frame.topbar, takes_context=True)
register.simple_tag(exhibit_help.exhibit_help, takes_context=True)
for words in (
    moments.when,
    moments.at_clock,
    moments.on,
    moments.weekday,
    moments.day,
    moments.short,
    moments.dated,
    moments.iso,
    moments.things,
    browsers.browser,
):
    register.filter(words.__name__, words)
for block in (furniture.notice, furniture.margin_note, furniture.more, furniture.step):
    register.simple_block_tag(block)


@register.filter
def sentences(errors: ErrorDict) -> int:
    """How many things are to be mended: the errors of a form, of which one field may have several."""
    return sum(map(len, errors.values()))


@register.simple_tag(takes_context=True)
def idempotency(context: RequestContext) -> SafeString:
    """The hidden key that makes sending this rendered form twice harmless; the view may give its own as `idempotency_key`."""
    return format_html('<input type="hidden" name="idempotency_key" value="{}">', context.get("idempotency_key") or uuid.uuid4())
