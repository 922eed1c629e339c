import hmac

from django.http import HttpResponse, HttpResponseForbidden
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST
from shop.models import Order
from shop.keys import KEY


@csrf_exempt
@require_POST
def told(request):  # ok: code-csrf-off
    expected = hmac.new(KEY, request.body, "sha256").hexdigest()
    if not hmac.compare_digest(expected, request.headers.get("X-Signature", "")):
        return HttpResponseForbidden()
    Order.objects.filter(pk=1).update(state="paid")
    return HttpResponse(status=204)


@csrf_exempt
@require_POST
def bought(request):  # expect: code-csrf-off
    Order.objects.filter(owner=request.user).update(state="bought")
    return HttpResponse(status=204)
