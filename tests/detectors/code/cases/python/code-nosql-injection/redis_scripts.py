import redis
from django.http import JsonResponse

client = redis.Redis()
SCRIPT = "return redis.call('GET', KEYS[1])"


def value(request):
    key = request.GET["key"]
    client.eval("return redis.call('GET', '" + key + "')", 0)  # expect: code-nosql-injection
    client.eval(SCRIPT, 1, key)  # ok: code-nosql-injection
    client.get(key)  # ok: code-nosql-injection
    return JsonResponse({})
