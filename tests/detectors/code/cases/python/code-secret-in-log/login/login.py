import logging

from django.contrib.auth import authenticate
from django.http import HttpResponse
from django.urls import path

logger = logging.getLogger(__name__)


def login(request):
    logger.debug("login with %s", request.POST)  # expect: code-secret-in-log
    user = authenticate(username=request.POST["username"], password=request.POST["password"])
    logger.info("password was %s", request.POST["password"])  # expect: code-secret-in-log
    logger.info("login of %r", request.POST["username"])  # ok: code-secret-in-log
    logger.debug(f"headers {request.headers['Authorization']}")  # expect: code-secret-in-log
    return HttpResponse("ok" if user else "no")


urlpatterns = [path("login", login)]
