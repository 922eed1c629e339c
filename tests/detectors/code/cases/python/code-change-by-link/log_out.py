from django.contrib.auth import logout
from django.http import HttpResponseNotAllowed
from django.shortcuts import redirect
from django.views.decorators.http import require_POST


def do_logout(request):  # expect: code-change-by-link
    logout(request)
    return redirect("login")


@require_POST
def log_out(request):  # ok: code-change-by-link
    logout(request)
    return redirect("login")


def sign_out(request):  # ok: code-change-by-link
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    logout(request)
    return redirect("login")


def logged_out(request):  # ok: code-change-by-link
    return redirect("login")
