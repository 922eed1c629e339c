from django.db import connection
from django.db.models.expressions import RawSQL
from django.http import JsonResponse
from django.urls import path

from models import Item

COLUMNS = {"name": "name", "price": "price"}


def build(filters, order):
    where = " AND ".join(f"{column} = %s" for column in filters)
    return f"SELECT id, name FROM item WHERE {where} ORDER BY {order}", list(filters.values())


def listing(request):
    order = request.GET.get("order", "name")
    sql, values = build({"owner": request.user.pk}, order)
    with connection.cursor() as cursor:
        cursor.execute(sql, values)  # expect: code-sql-injection
        return JsonResponse({"rows": cursor.fetchall()})


def listing_columns(request):
    filters = {key: value for key, value in request.GET.items()}
    sql, values = build(filters, "name")
    with connection.cursor() as cursor:
        cursor.execute(sql, values)  # expect: code-sql-injection
        return JsonResponse({"rows": cursor.fetchall()})


def listing_safe(request):
    order = COLUMNS.get(request.GET.get("order"), "name")
    sql, values = build({"owner": request.GET.get("owner")}, order)
    with connection.cursor() as cursor:
        cursor.execute(sql, values)  # ok: code-sql-injection
        return JsonResponse({"rows": cursor.fetchall()})


def extra(request):
    rows = Item.objects.filter(owner=request.user).extra(where=["name LIKE '%%%s%%'" % request.GET["q"]])  # expect: code-sql-injection
    return JsonResponse({"rows": list(rows.values())})


def annotated(request):
    rows = Item.objects.annotate(val=RawSQL("SELECT %s FROM x" % request.GET["c"], []))  # expect: code-sql-injection
    return JsonResponse({"rows": list(rows.values())})


def raw(request):
    rows = Item.objects.raw("SELECT * FROM item WHERE name = %s", [request.GET["q"]])  # ok: code-sql-injection
    return JsonResponse({"rows": [row.pk for row in rows]})


urlpatterns = [
    path("a", listing),
    path("b", listing_safe),
    path("c", extra),
    path("d", annotated),
    path("e", raw),
    path("f", listing_columns),
]
