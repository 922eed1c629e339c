from django import shortcuts
from django.utils.http import same_origin


def login(request):
    target = request.GET.get("next", None)
    if target and not same_origin(request.build_absolute_uri(target), request.build_absolute_uri()):
        target = None
    return shortcuts.redirect(target or "/home")  # ok: code-open-redirect


def enter(request):
    target = request.GET.get("next", None)
    return shortcuts.redirect(target or "/home")  # expect: code-open-redirect
