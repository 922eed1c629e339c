import pickle

import pika
import redis
import zmq

context = zmq.Context()
socket = context.socket(zmq.PULL)
socket.bind("tcp://*:5555")


def serve():
    while True:
        job = socket.recv_pyobj()  # expect: code-deserializer-use
        job.run()


def serve_raw():
    while True:
        job = pickle.loads(socket.recv())  # expect: code-unsafe-deserialization,code-deserializer-use
        job.run()


def serve_json():
    while True:
        job = socket.recv_json()  # ok: code-deserializer-use,code-unsafe-deserialization
        print(job["name"])
