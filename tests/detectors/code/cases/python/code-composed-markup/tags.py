from django.utils.html import escape, format_html
from django.utils.safestring import mark_safe
from markupsafe import Markup


def link(address, text):
    return mark_safe(f'<a href="{address}">{text}</a>')  # expect: code-composed-markup


def link_well(address, text):
    return format_html('<a href="{}">{}</a>', address, text)  # ok: code-composed-markup


def bold(text):
    return Markup("<b>%s</b>" % text)  # expect: code-composed-markup


def bold_well(text):
    return Markup("<b>%s</b>") % text  # ok: code-composed-markup


def escaped(text):
    return mark_safe("<b>%s</b>" % escape(text))  # ok: code-composed-markup


def fixed():
    return mark_safe("<hr>")  # ok: code-composed-markup
