import random
import secrets
import string
import time
import uuid

from django.core.mail import send_mail
from django.http import HttpResponse
from django.urls import path


def make_token(length=20):
    return "".join(random.choice(string.ascii_letters) for _ in range(length))  # expect: code-weak-random


def make_code():
    code = random.randint(100000, 999999)
    return code


def make_safe_token():
    return secrets.token_urlsafe(20)  # ok: code-weak-random


def shuffled_cards(cards):
    random.shuffle(cards)  # ok: code-weak-random
    return cards


def reset(request):
    reset_token = make_token()
    link = "https://example.com/reset/%s" % reset_token
    otp = make_code()
    send_mail("Reset", f"{link} {otp}", "no-reply@example.com", [request.POST["email"]])
    return HttpResponse("sent")


urlpatterns = [path("reset", reset)]
