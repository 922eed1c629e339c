from django.http import HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import path
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.generic import RedirectView


def set_language(request):
    target = request.POST.get("next", request.GET.get("next"))
    response = HttpResponseRedirect(target) if target else HttpResponseRedirect("/")  # expect: code-open-redirect
    return response


def set_theme(request):
    target = request.POST.get("next", "/")
    if not url_has_allowed_host_and_scheme(target, {request.get_host()}):
        target = "/"
    return redirect(target)  # ok: code-open-redirect


class Leave(RedirectView):
    def get_redirect_url(self, *args, **kwargs):
        return self.request.GET.get("to")  # expect: code-open-redirect


urlpatterns = [path("lang", set_language), path("theme", set_theme), path("leave", Leave.as_view())]
