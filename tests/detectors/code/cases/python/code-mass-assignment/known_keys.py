"""Maps whose keys are known, whatever their values are."""

import json

from django.http import JsonResponse

FIELDS = ("first_name", "city")


def chosen(request):
    asked = json.loads(request.body)
    taken = {name: str(asked[name]) for name in FIELDS if name in asked}
    for name, value in taken.items():
        setattr(request.user, name, value)  # ok: code-mass-assignment
    return JsonResponse({})


def each(request):
    asked = json.loads(request.body)
    taken = {}
    for name in FIELDS:
        taken[name] = asked.get(name)
    for name in taken:
        setattr(request.user, name, taken[name])  # ok: code-mass-assignment
    return JsonResponse({})


def any_of_them(request):
    asked = json.loads(request.body)
    taken = {name: str(value) for name, value in asked.items()}
    for name, value in taken.items():
        setattr(request.user, name, value)  # expect: code-mass-assignment
    return JsonResponse({})


def more(request):
    asked = json.loads(request.body)
    taken = {name: asked[name] for name in FIELDS}
    taken.update(asked)
    for name, value in taken.items():
        setattr(request.user, name, value)  # expect: code-mass-assignment
    return JsonResponse({})
