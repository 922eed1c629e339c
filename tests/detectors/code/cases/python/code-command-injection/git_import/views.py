from django.http import JsonResponse
from django.urls import path

from git import Git


def _git(request):
    return Git("/srv/repositories")


def clone(request):
    _git(request).clone(request.POST["url"])
    return JsonResponse({})


def clone_safe(request):
    _git(request).clone_safe(request.POST["url"])
    return JsonResponse({})


def archive(request):
    git = _git(request)
    getattr(git, "archive")(request.GET["name"])
    return JsonResponse({})


def archive_safe(request):
    _git(request).archive_safe(request.GET["name"])
    return JsonResponse({})


urlpatterns = [path("a", clone), path("b", clone_safe), path("c", archive), path("d", archive_safe)]
