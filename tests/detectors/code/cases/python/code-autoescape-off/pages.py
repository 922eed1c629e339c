from flask import Flask
from jinja2 import Environment, FileSystemLoader, select_autoescape
from mako.lookup import TemplateLookup
from tornado.web import Application

app = Flask(__name__)
app.jinja_env.autoescape = False  # expect: code-autoescape-off
pages = Environment(loader=FileSystemLoader("pages"), autoescape=False)  # expect: code-autoescape-off
plain = Environment(loader=FileSystemLoader("pages"))  # expect: code-autoescape-off
served = Application([], autoescape=None)  # expect: code-autoescape-off
lookup = TemplateLookup(directories=["pages"])  # expect: code-autoescape-off

pages_well = Environment(loader=FileSystemLoader("pages"), autoescape=select_autoescape())  # ok: code-autoescape-off
pages_always = Environment(loader=FileSystemLoader("pages"), autoescape=True)  # ok: code-autoescape-off
served_well = Application([])  # ok: code-autoescape-off
lookup_well = TemplateLookup(directories=["pages"], default_filters=["h"])  # ok: code-autoescape-off
