import os
import shutil

from django.conf import settings
from django.http import FileResponse, HttpResponse
from django.utils._os import safe_join
from django.utils.text import get_valid_filename


def media(request):
    name = request.GET["name"]
    full = os.path.join(settings.MEDIA_ROOT, name)
    if not os.path.exists(full):
        return HttpResponse(status=404)
    return FileResponse(open(full, "rb"))  # expect: code-path-traversal


def safe(request):
    full = safe_join(settings.MEDIA_ROOT, request.GET["name"])
    return FileResponse(open(full, "rb"))  # ok: code-path-traversal


def avatar(request):
    upload = request.FILES["avatar"]
    with open(f"/srv/avatars/{upload.name}", "wb") as out:  # expect: code-path-traversal
        for chunk in upload.chunks():
            out.write(chunk)
    with open(f"/srv/avatars/{get_valid_filename(upload.name)}", "wb") as out:  # ok: code-path-traversal
        out.write(upload.read())
    shutil.rmtree("/srv/cache/" + request.POST["key"])  # expect: code-path-traversal
    shutil.rmtree("/srv/cache/" + str(request.user.pk))  # ok: code-path-traversal
    return HttpResponse("done")
