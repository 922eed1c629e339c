from django import template
from django.utils.html import escape
from django.utils.safestring import mark_safe
from markdown import markdown

register = template.Library()


@register.filter
def as_page(value):
    return mark_safe(markdown(value))  # expect: code-composed-markup


@register.filter
def as_text(value):
    return mark_safe("<br>".join(escape(value).split("\n")))  # ok: code-composed-markup


@register.simple_tag
def rule():
    return mark_safe("<hr>")  # ok: code-composed-markup
