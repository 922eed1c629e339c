from django.views.decorators.clickjacking import xframe_options_exempt, xframe_options_sameorigin
from flask import Flask
from flask_talisman import Talisman

app = Flask(__name__)
Talisman(app, force_https=False)  # expect: code-browser-protection-off
Talisman(app, force_https=True)  # ok: code-browser-protection-off


@xframe_options_exempt  # expect: code-browser-protection-off
def widget(request):
    return request.widget


@xframe_options_sameorigin  # ok: code-browser-protection-off
def framed(request):
    return request.widget
