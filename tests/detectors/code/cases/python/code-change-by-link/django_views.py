from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_POST

from pages.models import Page


def publish_page(request, page_id):  # expect: code-change-by-link
    page = get_object_or_404(Page, id=page_id)
    page.publish(request.user)
    return HttpResponseRedirect("../")


@require_POST  # ok: code-change-by-link
def unpublish_page(request, page_id):
    page = get_object_or_404(Page, id=page_id)
    page.unpublish(request.user)
    return HttpResponseRedirect("../")


def remove_page(request, page_id):  # ok: code-change-by-link
    page = get_object_or_404(Page, id=page_id)
    if request.method == "POST":
        page.delete()
    return render(request, "sure.html", {"page": page})


def remove_marks(request, queryset):  # ok: code-change-by-link
    queryset.delete()
    return HttpResponseRedirect("../")


class Admin:
    def toggle_menu(self, request, page_id):  # expect: code-change-by-link
        page = get_object_or_404(Page, id=page_id)
        page.toggle_menu()
        return render(request, "row.html", {"page": page})
