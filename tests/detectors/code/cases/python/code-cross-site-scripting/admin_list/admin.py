from django.contrib import admin
from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import mark_safe

from models import Ticket


@admin.register(Ticket)
class TicketAdmin(admin.ModelAdmin):
    list_display = ("subject_link", "subject_safe", "tags")

    def subject_link(self, obj):
        return mark_safe(f"<a href='/ticket/{obj.pk}/'>{obj.subject}</a>")  # expect: code-composed-markup

    def subject_safe(self, obj):
        return format_html("<a href='/ticket/{}/'>{}</a>", obj.pk, obj.subject)  # ok: code-composed-markup

    def tags(self, obj):
        return format_html("<b>%s</b>" % obj.subject)  # expect: code-composed-markup

    def badge(self, obj):
        return mark_safe("<b>%s</b>" % escape(obj.subject))  # ok: code-composed-markup
