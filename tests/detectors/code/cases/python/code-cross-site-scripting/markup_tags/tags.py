from django import template
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import mark_safe

register = template.Library()


@register.filter(is_safe=True)
def highlight(text, word):
    return mark_safe(text.replace(word, "<mark>%s</mark>" % word))  # expect: code-composed-markup


@register.simple_tag(takes_context=True)
def search_box(context):
    request = context["request"]
    return mark_safe('<input name="q" value="%s">' % request.GET.get("q", ""))  # expect: code-cross-site-scripting


@register.simple_tag(takes_context=True)
def search_box_safe(context):
    request = context["request"]
    return format_html('<input name="q" value="{}">', request.GET.get("q", ""))  # ok: code-cross-site-scripting
