import smtplib

from django.http import HttpResponse


def build(name, body):
    return f"Subject: Message of {name}\n\n{body}"


def single_line(text):
    return " ".join(text.splitlines())


def contact(request):
    server = smtplib.SMTP_SSL("mail.example.com")
    server.sendmail("a@example.com", ["b@example.com"], build(request.POST["name"], "x"))  # expect: code-header-injection
    server.sendmail("a@example.com", ["b@example.com"], build("constant", "x"))  # ok: code-header-injection
    return HttpResponse("sent")
