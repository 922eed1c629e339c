from aiohttp import web
from django.urls import re_path
from django.views.static import serve

app = web.Application()
app.add_routes([web.static("/files", "files", show_index=True)])  # expect: code-directory-listing
app.router.add_static("/more", "more", show_index=True)  # expect: code-directory-listing


def browse(request, path):
    return serve(request, path, document_root="files", show_indexes=True)  # expect: code-directory-listing


app.add_routes([web.static("/files", "files")])  # ok: code-directory-listing
app.router.add_static("/more", "more", show_index=False)  # ok: code-directory-listing


def one(request, path):
    return serve(request, path, document_root="files")  # ok: code-directory-listing


urlpatterns = [re_path(r"^files/(?P<path>.*)$", one)]
