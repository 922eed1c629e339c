import os

from django.conf import settings
from django.http import FileResponse, Http404
from django.urls import path


class ReportMixin:
    folder = "reports"

    def base(self):
        return os.path.join(settings.MEDIA_ROOT, self.folder)

    def get_path(self, name):
        full = os.path.join(self.base(), name)
        if not full.startswith(self.base()):
            raise Http404
        return full


from django.views import View


class Download(ReportMixin, View):
    def get(self, request, name):
        return FileResponse(open(self.get_path(name), "rb"))  # expect: code-path-traversal


class DownloadById(ReportMixin, View):
    def get(self, request, number):
        name = "report-%d.pdf" % int(number)
        return FileResponse(open(self.get_path(name), "rb"))  # ok: code-path-traversal


urlpatterns = [
    path("reports/<path:name>", Download.as_view()),
    path("report/<str:number>", DownloadById.as_view()),
]
