from django.http import HttpRequest, JsonResponse
from rest_framework.decorators import api_view
from rest_framework.views import APIView


@api_view(["POST"])
def rule(request):
    condition = request.data["condition"]
    if eval(condition):  # expect: code-injection
        return JsonResponse({})
    return JsonResponse({"ok": eval("1 + 1")})  # ok: code-injection


class Rules(APIView):
    allowed = {"always": "True", "never": "False"}

    def get(self, request, name):
        exec(self.body(name))  # expect: code-injection
        exec(self.allowed[name])  # ok: code-injection
        return JsonResponse({})

    def body(self, name):
        return f"result = {name}"


def helper(request: HttpRequest):
    return eval(request.body)  # expect: code-injection
