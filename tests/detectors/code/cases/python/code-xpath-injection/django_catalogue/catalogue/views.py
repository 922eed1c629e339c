from django.http import JsonResponse
from django.views import View

from .store import Store


STORE = Store("catalogue.xml")


class Search(View):
    def get(self, request):
        kind = request.GET.get("kind", "book")
        return JsonResponse({"n": STORE.count(kind), "all": STORE.count_all(kind)})
