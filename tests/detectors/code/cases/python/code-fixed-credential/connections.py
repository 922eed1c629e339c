import os

import paramiko
import pika
import psycopg2
import requests
from requests.auth import HTTPBasicAuth

WORD = "Harbour" + "47" + "lights"
STONE = "quiet" + "88" + "River"


def database():
    return psycopg2.connect(host="db", user="shop", password=STONE)  # expect: code-fixed-credential


def api(url):
    return requests.get(url, auth=HTTPBasicAuth("shop", WORD), timeout=5)  # expect: code-fixed-credential


def remote(host):
    client = paramiko.SSHClient()
    client.connect(host, username="deploy", password=WORD)  # expect: code-fixed-credential
    return client


def local():
    return psycopg2.connect(host="db", user="shop", password="shop" + "word")  # expect: code-fixed-credential


def database_well():
    return psycopg2.connect(host="db", user="shop", password=os.environ["DB_PASSWORD"])  # ok: code-fixed-credential


def database_open():
    return psycopg2.connect(host="localhost", user="shop", password="")  # ok: code-fixed-credential


def queue():
    return pika.PlainCredentials("guest", "guest")  # ok: code-fixed-credential


def documented():
    return psycopg2.connect(host="db", user="shop", password="<your password>")  # ok: code-fixed-credential


def remote_well(host, word):
    client = paramiko.SSHClient()
    client.connect(host, username="deploy", password=word)  # ok: code-fixed-credential
    return client
