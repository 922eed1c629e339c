import asyncio
import marshal
import pickle
import socket


def serve():
    listener = socket.socket()
    listener.bind(("", 9000))
    connection, _ = listener.accept()
    data = connection.recv(4096)
    pickle.loads(data)  # expect: code-unsafe-deserialization
    data, _ = listener.recvfrom(4096)
    marshal.loads(data)  # expect: code-unsafe-deserialization


async def ask():
    reader, writer = await asyncio.open_connection("localhost", 9000)
    pickle.loads(await reader.read())  # expect: code-unsafe-deserialization
    pickle.loads(b"fixed")  # ok: code-unsafe-deserialization
