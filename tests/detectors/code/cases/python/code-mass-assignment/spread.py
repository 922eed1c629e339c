import json

from django.db import models
from django.http import JsonResponse
from rest_framework.views import APIView


class Item(models.Model):
    name = models.CharField(max_length=20)
    owner = models.IntegerField()


def create(request):
    data = json.loads(request.body)
    Item.objects.create(**data)  # expect: code-mass-assignment
    Item.objects.create(name=data["name"])  # ok: code-mass-assignment
    Item.objects.filter(pk=1).update(**data)  # expect: code-mass-assignment
    Item(**{field: data[field] for field in ("name",)})  # ok: code-mass-assignment
    return JsonResponse({})


class Items(APIView):
    def post(self, request):
        Item(**request.data).save()  # expect: code-mass-assignment
        Item(name=request.data["name"]).save()  # ok: code-mass-assignment
