import json

from django.db import models
from django.http import JsonResponse


class Item(models.Model):
    name = models.CharField(max_length=20)
    owner = models.IntegerField()


def create(request):
    data = json.loads(request.body)
    Item.objects.create(name=data["name"])  # ok: code-mass-assignment
    Item.objects.filter(pk=1).update(name=data["name"], owner=request.user.pk)  # ok: code-mass-assignment
    return JsonResponse({})
