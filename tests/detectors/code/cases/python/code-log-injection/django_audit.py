import logging

from django.http import HttpResponse

log = logging.getLogger("audit")


def note(event, who):
    log.info("%s by %s", event, who)  # expect: code-log-injection


def enter(request):
    note("enter", request.META["HTTP_USER_AGENT"])
    log.info("enter")  # ok: code-log-injection
    log.info("enter by %s", len(request.body))  # ok: code-log-injection
    return HttpResponse("ok")
