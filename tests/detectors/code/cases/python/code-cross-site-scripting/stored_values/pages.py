class Page:
    def __init__(self, title, body):
        self.title = title
        self.body = body

    def render(self):
        return "<title>" + self.title + "</title>" + self.body


def layout(inner, tag="div"):
    return "<{0}>{1}</{0}>".format(tag, inner)


def store(parts, name, value):
    parts[name] = value
    parts["title"] = "Title"
