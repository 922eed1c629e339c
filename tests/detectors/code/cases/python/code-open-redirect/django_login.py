from django.http import HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views import View


def login(request):
    target = request.GET.get("next", "/")
    if url_has_allowed_host_and_scheme(target, allowed_hosts={request.get_host()}):
        return redirect(target)  # ok: code-open-redirect
    return HttpResponseRedirect(target)  # expect: code-open-redirect


class Logout(View):
    def post(self, request):
        target = request.POST.get("next")
        if not url_has_allowed_host_and_scheme(target, allowed_hosts=None):
            return redirect(reverse("index"))  # ok: code-open-redirect
        return redirect(target)  # ok: code-open-redirect

    def get(self, request, page):
        return redirect(self.request.GET["next"])  # expect: code-open-redirect
