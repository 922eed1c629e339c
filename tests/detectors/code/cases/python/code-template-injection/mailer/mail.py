from functools import partial

import jinja2
from jinja2.sandbox import SandboxedEnvironment

environment = jinja2.Environment(autoescape=True)
sandbox = SandboxedEnvironment(autoescape=True)


def render_with(env, source, **values):
    return env.from_string(source).render(**values)


render = partial(render_with, environment)


def preview(source):
    return environment.from_string(source).render(name="Ann")  # expect: code-template-injection


def preview_sandboxed(source):
    return sandbox.from_string(source).render(name="Ann")  # expect: code-template-injection


def greet(name):
    return environment.from_string("Hello {{ name }}").render(name=name)  # ok: code-template-injection
