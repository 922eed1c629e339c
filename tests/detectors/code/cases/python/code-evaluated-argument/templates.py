from jinja2 import Template
from jinja2.sandbox import SandboxedEnvironment


def filled(text, values):
    return Template(text).render(values)  # expect: code-evaluated-argument


def filled_well(text, values):
    return SandboxedEnvironment().from_string(text).render(values)  # ok: code-evaluated-argument


def own(values):
    return Template("Dear {{ name }}").render(values)  # ok: code-evaluated-argument
