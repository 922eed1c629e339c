from django.conf import settings
from django.shortcuts import redirect
from elsewhere import homes


class Visitor:
    def __init__(self, name, request):
        self.name = name
        self.request = request


def by_visitor(request):
    visitor = Visitor(request.GET["name"], request)
    home = settings.HOMES["visitor"]
    return redirect(home(visitor))  # ok: code-open-redirect


def by_name(request):
    return redirect(homes.of(request.GET["name"]))  # expect: code-open-redirect


def by_part(request):
    visitor = Visitor(request.GET["name"], request)
    home = settings.HOMES["visitor"]
    return redirect(home(visitor.name))  # expect: code-open-redirect


def by_list(request):
    home = settings.HOMES["visitor"]
    return redirect(home([request.GET["name"]]))  # expect: code-open-redirect
