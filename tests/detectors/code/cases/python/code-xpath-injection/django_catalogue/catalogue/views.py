from django.http import JsonResponse
from django.views import View

from .store import Store


class Search(View):
    store = Store("catalogue.xml")

    def get(self, request):
        kind = request.GET.get("kind", "book")
        return JsonResponse({"n": self.store.count(kind), "all": self.store.count_all(kind)})
