from django.http import JsonResponse
from rest_framework.views import APIView

from .client import Client


class HookView(APIView):
    def post(self, request):
        client = Client(request.data["url"])
        return JsonResponse({"status": client.ping()})

    def put(self, request):
        client = Client("https://hooks.example.com")
        return JsonResponse({"status": client.send(request.data["name"])})
