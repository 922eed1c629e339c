import jinja2


class Pages:
    def read(self, names, folder=None, autoescape: bool = False):
        loader = jinja2.FileSystemLoader(folder or ".")
        pages = jinja2.Environment(loader=loader, autoescape=autoescape)  # expect: code-autoescape-off
        return [pages.get_template(name) for name in names]

    def read_safely(self, names, folder=None, autoescape: bool = True):
        loader = jinja2.FileSystemLoader(folder or ".")
        pages = jinja2.Environment(loader=loader, autoescape=autoescape)  # ok: code-autoescape-off
        return [pages.get_template(name) for name in names]
