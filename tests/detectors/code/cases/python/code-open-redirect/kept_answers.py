from urllib.parse import urlparse

from django.http import HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme


def by_variable(request):
    address = request.GET["next"]
    is_ours = url_has_allowed_host_and_scheme(address, allowed_hosts={request.get_host()})
    if is_ours:
        return HttpResponseRedirect(address)  # ok: code-open-redirect
    return HttpResponseRedirect(address)  # expect: code-open-redirect


def by_truth(request):
    address = request.GET["next"]
    is_elsewhere = bool(urlparse(address).netloc)
    if is_elsewhere:
        address = "/"
    return HttpResponseRedirect(address)  # ok: code-open-redirect


def replaced(request):
    address = request.GET["next"]
    if urlparse(address).netloc:
        address = "/"
    return HttpResponseRedirect(address)  # ok: code-open-redirect


def of_another(request):
    address = request.GET["next"]
    is_ours = url_has_allowed_host_and_scheme(address, allowed_hosts=None)
    address = request.GET["other"]
    if not is_ours:
        address = "/"
    return HttpResponseRedirect(address)  # expect: code-open-redirect


def asked_on_one_way(request, strict):
    address = request.GET["next"]
    is_ours = True
    if strict:
        is_ours = url_has_allowed_host_and_scheme(address, allowed_hosts=None)
    if not is_ours:
        address = "/"
    return HttpResponseRedirect(address)  # expect: code-open-redirect
