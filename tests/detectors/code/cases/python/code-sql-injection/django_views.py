"""Views of a library, with raw SQL here and there."""

from django.contrib.auth.decorators import login_required
from django.db import connection, models
from django.db.models.expressions import RawSQL
from django.http import JsonResponse
from django.urls import path
from django.views import View


class Book(models.Model):
    title = models.CharField(max_length=200)


def search(request):
    title = request.GET.get("title", "")
    books = Book.objects.raw("SELECT * FROM book WHERE title = '%s'" % title)  # expect: code-sql-injection
    safe = Book.objects.raw("SELECT * FROM book WHERE title = %s", [title])  # ok: code-sql-injection
    return JsonResponse({"books": len(books) + len(safe)})


@login_required
def report(request, year):
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM loan WHERE year = {year}")  # expect: code-sql-injection
        cursor.execute("SELECT count(*) FROM loan WHERE year = %s", [year])  # ok: code-sql-injection
        return JsonResponse({"count": cursor.fetchone()[0]})


class Shelf(View):
    def get(self, request, *args, **kwargs):
        order = request.GET["order"]
        books = Book.objects.extra(where=["shelf = '" + order + "'"])  # expect: code-sql-injection
        books = books.annotate(rank=RawSQL("rank(%s)", (order,)))  # ok: code-sql-injection
        return JsonResponse({"n": books.count()})

    def post(self, request):
        name = request.POST["name"]
        found = Book.objects.filter(title__icontains=name)  # ok: code-sql-injection
        found = found.annotate(rank=RawSQL("rank('" + name + "')", ()))  # expect: code-sql-injection
        return JsonResponse({"n": found.count()})


urlpatterns = [path("search/", search), path("report/<str:year>/", report), path("shelf/", Shelf.as_view())]
