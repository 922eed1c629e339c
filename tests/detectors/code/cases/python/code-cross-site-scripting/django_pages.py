from django.http import HttpResponse, HttpResponseBadRequest, JsonResponse
from django.shortcuts import render
from django.utils.html import escape, format_html
from django.utils.safestring import mark_safe
from django.views.generic import TemplateView


def index(request):
    name = request.GET.get("name", "")
    if "json" in request.GET:
        return JsonResponse({"name": name})  # ok: code-cross-site-scripting
    if "text" in request.GET:
        return HttpResponse(name, content_type="text/plain")  # ok: code-cross-site-scripting
    if "bad" in request.GET:
        return HttpResponseBadRequest("no such name: %s" % name)  # expect: code-cross-site-scripting
    if "escaped" in request.GET:
        return HttpResponse(escape(name))  # ok: code-cross-site-scripting
    return HttpResponse("<h1>Hello " + name + "</h1>")  # expect: code-cross-site-scripting


class Page(TemplateView):
    def get_context_data(self, **kwargs):
        name = self.request.GET["name"]
        kwargs["title"] = mark_safe("<b>" + name + "</b>")  # expect: code-cross-site-scripting
        kwargs["other"] = format_html("<b>{}</b>", name)  # ok: code-cross-site-scripting
        kwargs["third"] = format_html("<b>" + name + "</b>")  # expect: code-cross-site-scripting
        return kwargs


def page(request):
    return render(request, "page.html", {"name": request.GET["name"]})  # ok: code-cross-site-scripting
