from html import escape


def heading(title):
    return "<h1>%s</h1>" % title  # expect: code-unescaped-markup


def entry(item):
    name = item["name"]
    return f'<li class="entry"><a href="{item.url}">{name}</a></li>'  # expect: code-unescaped-markup


def option(obj):
    return "<option>{}</option>".format(str(obj))  # expect: code-unescaped-markup


def dialog(request):
    comment = request.values.get("comment", "")
    other = escape(comment)
    return """<form><input name="a" value="%(comment)s"><b>%(other)s</b></form>""" % locals()  # expect: code-unescaped-markup


class Note:
    def __init__(self, message):
        self.message = message

    def show(self):
        return '<p class="note">' + self.message + "</p>"  # expect: code-unescaped-markup


def heading_well(title):
    return "<h1>%s</h1>" % escape(title)  # ok: code-unescaped-markup


def heading_before(title):
    title = escape(title)
    return "<h1>%s</h1>" % title  # ok: code-unescaped-markup


def counted(items):
    return "<p>%d</p>" % len(items)  # ok: code-unescaped-markup


def shown(title):
    return "<%s at home>" % title  # ok: code-unescaped-markup


def own():
    title = "Home"
    return f"<h1>{title}</h1>"  # ok: code-unescaped-markup
