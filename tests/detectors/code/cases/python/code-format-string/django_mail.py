from django.http import JsonResponse

PATTERNS = {"short": "{user}", "long": "Dear {user}"}


def preview(request):
    body = request.POST["body"]
    short = body.format_map({"user": request.user})  # expect: code-format-string
    long = PATTERNS[request.POST["kind"]].format(user=body)  # ok: code-format-string
    return JsonResponse({"short": short, "long": long})
