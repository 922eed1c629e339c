import hashlib
import logging

from django.http import HttpResponse

log = logging.getLogger("accounts")


def change(request):
    new_password = request.POST["new_password"]
    log.warning("changing to %s", new_password)  # expect: code-secret-in-log
    log.warning("changing to %s", hashlib.sha256(new_password.encode()).hexdigest())  # ok: code-secret-in-log
    log.warning("changing the password of %s", request.user.pk)  # ok: code-secret-in-log
    return HttpResponse("ok")
