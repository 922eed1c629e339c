from django.http import HttpResponseRedirect
from django.utils.http import same_origin


def back(request):
    address = request.GET.get("next")
    return HttpResponseRedirect(address)  # expect: code-open-redirect


def back_here(request):
    address = request.GET.get("next")
    if address and not same_origin(request.build_absolute_uri(address), request.build_absolute_uri()):
        address = "/"
    return HttpResponseRedirect(address)  # ok: code-open-redirect


def asked(request, place):
    return HttpResponseRedirect(place + "next=" + request.GET["next"])  # ok: code-open-redirect
