from django.views.decorators.clickjacking import xframe_options_exempt, xframe_options_sameorigin
from flask import Flask
from flask_talisman import Talisman

app = Flask(__name__)
Talisman(app, force_https=False)  # expect: code-browser-protection-off
Talisman(app, force_https=True)  # ok: code-browser-protection-off


@xframe_options_exempt
def widget(request):  # expect: code-browser-protection-off
    return request.widget


@xframe_options_sameorigin
def framed(request):  # ok: code-browser-protection-off
    return request.widget
