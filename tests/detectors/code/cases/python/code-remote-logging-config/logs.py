import logging.config
from logging.config import dictConfig, listen


def start():
    thread = logging.config.listen(9999)  # expect: code-remote-logging-config
    thread.start()


def start_short():
    return listen()  # expect: code-remote-logging-config


def start_port(port):
    server = logging.config.listen(port)  # expect: code-remote-logging-config
    server.daemon = True
    return server


def configure(settings):
    dictConfig(settings)  # ok: code-remote-logging-config


def configure_file(path):
    logging.config.fileConfig(path)  # ok: code-remote-logging-config


def stop():
    logging.config.stopListening()  # ok: code-remote-logging-config
