from django.http import HttpResponse
from django.views import View


def find_account(name):
    return {"anna": 1}.get(name, 0)


class Enter(View):
    def post(self, request):
        request.session["account"] = request.POST["account"]  # expect: code-trust-boundary
        request.session["number"] = find_account(request.POST["account"])  # ok: code-trust-boundary
        request.session[request.POST["field"]] = 1  # expect: code-trust-boundary
        remember(request, request.GET.get("plan"))
        return HttpResponse("ok")


def remember(request, plan):
    request.session["plan"] = plan  # expect: code-trust-boundary
    request.session["when"] = "now"  # ok: code-trust-boundary
