import bleach
import markdown
from django.utils.html import strip_tags
from django.utils.safestring import mark_safe
from markdown import markdown as render


def note(value):
    value = strip_tags(value)
    html = render(value, extensions=["tables"])
    return mark_safe(html)  # expect: code-composed-markup


def note_cleaned(value):
    return mark_safe(bleach.clean(markdown.markdown(value)))  # ok: code-composed-markup


def note_direct(value):
    return mark_safe(markdown.markdown(value))  # expect: code-composed-markup
