from django.core.mail import send_mail
from django.http import HttpResponse
from django.urls import path, reverse


def forgot(request):
    token = "t"
    host = request.META["HTTP_HOST"]
    link = "https://" + host + reverse("reset", args=[token])
    send_mail("Reset your password", "Follow " + link, None, [request.POST["email"]])  # expect: code-host-in-mail
    return HttpResponse("sent")


def forgot_safe(request):
    link = "https://example.com" + reverse("reset", args=["t"])
    send_mail("Reset your password", "Follow " + link, None, [request.POST["email"]])  # ok: code-host-in-mail
    return HttpResponse("sent")


urlpatterns = [path("forgot", forgot), path("forgot2", forgot_safe)]
