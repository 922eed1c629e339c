import cPickle
import marshal
import socket
from pickle import Unpickler, loads

import jsonpickle
from django.views.decorators.csrf import csrf_exempt


def serve():
    listener = socket.socket()
    listener.bind(("", 9000))
    connection, _ = listener.accept()
    data = connection.recv(4096)
    marshal.loads(b"fixed")  # ok: code-unsafe-deserialization


@csrf_exempt
def hook(request):
    loads(request.body)  # expect: code-unsafe-deserialization
    jsonpickle.decode(request.POST["value"])  # expect: code-unsafe-deserialization
    Unpickler(request.FILES["file"].file).load()  # expect: code-unsafe-deserialization
