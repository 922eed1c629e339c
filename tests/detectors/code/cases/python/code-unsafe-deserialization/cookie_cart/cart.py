import base64
import json
import pickle
import zlib

from django.core import signing
from django.http import JsonResponse
from django.urls import path


class Cart:
    def __init__(self, items=None):
        self.items = items or []

    @classmethod
    def from_cookie(cls, value):
        return cls(pickle.loads(zlib.decompress(base64.b64decode(value))))  # expect: code-unsafe-deserialization

    @classmethod
    def from_json(cls, value):
        return cls(json.loads(base64.b64decode(value)))  # ok: code-unsafe-deserialization


def show(request):
    cart = Cart.from_cookie(request.COOKIES["cart"])
    return JsonResponse({"items": cart.items})


def show_safe(request):
    cart = Cart.from_json(request.COOKIES["cart"])
    return JsonResponse({"items": cart.items})


urlpatterns = [path("a", show), path("b", show_safe)]
