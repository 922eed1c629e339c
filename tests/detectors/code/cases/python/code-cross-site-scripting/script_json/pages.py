import json

from django.http import HttpResponse
from django.template import Context, Template
from django.utils.html import json_script
from django.utils.safestring import mark_safe
from django.urls import path
from django.shortcuts import render


def dashboard(request):
    state = {"query": request.GET.get("q", ""), "page": 1}
    return render(request, "dash.html", {"state": mark_safe(json.dumps(state))})  # expect: code-cross-site-scripting


def dashboard_safe(request):
    state = {"query": request.GET.get("q", ""), "page": 1}
    return render(request, "dash.html", {"state": json_script(state, "state")})  # ok: code-cross-site-scripting


def inline(request):
    payload = json.dumps({"name": request.GET["name"]})
    return HttpResponse("<script>var data = %s;</script>" % payload)  # expect: code-cross-site-scripting


def data(request):
    payload = json.dumps({"name": request.GET["name"]})
    return HttpResponse(payload, content_type="application/json")  # ok: code-cross-site-scripting


urlpatterns = [path("d", dashboard), path("e", dashboard_safe), path("i", inline), path("j", data)]
