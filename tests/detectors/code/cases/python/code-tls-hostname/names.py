import ssl

import pymongo
import urllib3


def context():
    made = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    made.check_hostname = False  # expect: code-tls-hostname
    return made


def pool():
    return urllib3.PoolManager(assert_hostname=False)  # expect: code-tls-hostname


def database(url):
    return pymongo.MongoClient(url, tlsAllowInvalidHostnames=True)  # expect: code-tls-hostname


def context_well():
    made = ssl.create_default_context()
    made.check_hostname = True  # ok: code-tls-hostname
    return made


def pool_well():
    return urllib3.PoolManager(assert_hostname="db.example.org")  # ok: code-tls-hostname


def database_well(url):
    return pymongo.MongoClient(url, tls=True)  # ok: code-tls-hostname
