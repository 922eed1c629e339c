import re

from django.http import JsonResponse


def matches(pattern, text):
    return re.fullmatch(pattern, text) is not None  # expect: code-regex-injection


def check(request):
    return JsonResponse({"ok": matches(request.GET["pattern"], "text"), "b": "x" in request.GET["pattern"]})
