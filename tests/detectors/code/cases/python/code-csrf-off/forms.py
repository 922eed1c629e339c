from django.urls import path
from django.utils.decorators import method_decorator
from django.views import View
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from flask import Flask
from flask_wtf import CSRFProtect
from tornado.web import Application

app = Flask(__name__)
app.config["WTF_CSRF_ENABLED"] = False  # expect: code-csrf-off
csrf = CSRFProtect(app)
served = Application([], xsrf_cookies=False)  # expect: code-csrf-off


@csrf_exempt
def pay(request):  # expect: code-csrf-off
    return request.user.pay()


@csrf_protect
def order(request):  # ok: code-csrf-off
    return request.user.order()


@method_decorator(csrf_exempt, name="dispatch")  # expect: code-csrf-off
class Pay(View):
    pass


urlpatterns = [
    path("hook", csrf_exempt(order)),  # expect: code-csrf-off
    path("order", csrf_protect(order)),  # ok: code-csrf-off
]


app.config["WTF_CSRF_ENABLED"] = True  # ok: code-csrf-off
served_well = Application([], xsrf_cookies=True)  # ok: code-csrf-off
