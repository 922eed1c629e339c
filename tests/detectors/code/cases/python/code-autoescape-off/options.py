from jinja2 import Environment, FileSystemLoader


def made(folder, options=None):
    given = options if options else {}
    return Environment(loader=FileSystemLoader(folder), **given)  # expect: code-autoescape-off


def made_well(folder, options=None):
    given = {"autoescape": True}
    given.update(options or {})
    return Environment(loader=FileSystemLoader(folder), **given)  # ok: code-autoescape-off
