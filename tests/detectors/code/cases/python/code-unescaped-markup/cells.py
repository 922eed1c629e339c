from html import escape

from plone import api
from z3c.table.column import Column, LinkColumn


class UserColumn(Column):
    def renderCell(self, value):
        member = api.user.get(value.user)
        return member.getUser().getProperty("fullname")  # expect: code-unescaped-markup


class SafeUserColumn(Column):
    def renderCell(self, value):
        member = api.user.get(value.user)
        return escape(member.getUser().getProperty("fullname"))  # ok: code-unescaped-markup


class DateColumn(Column):
    def renderCell(self, value):
        return api.portal.get_localized_time(datetime=value.due_date)  # ok: code-unescaped-markup


class TitleColumn(LinkColumn):
    def getLinkContent(self, item):
        return item.Title()  # expect: code-unescaped-markup


class Report:
    def heading(self, item):
        return item.Title()  # ok: code-unescaped-markup
