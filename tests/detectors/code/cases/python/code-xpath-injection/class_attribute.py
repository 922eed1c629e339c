import elementpath
from django.http import JsonResponse
from django.views import View


class Store:
    def __init__(self, root):
        self.root = root

    def count(self, kind):
        return len(elementpath.select(self.root, f"//item[@kind='{kind}']"))  # expect: code-xpath-injection


class Search(View):
    store = Store(None)

    def get(self, request):
        elementpath.select(None, request.GET["path"])  # expect: code-xpath-injection
        return JsonResponse({"n": self.store.count(request.GET["kind"])})
