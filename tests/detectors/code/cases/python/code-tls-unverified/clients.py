import ssl
import urllib.request

import aiohttp
import boto3
import httpx
import pymongo
import requests
import urllib3


def get(url):
    return requests.get(url, verify=False, timeout=5)  # expect: code-tls-unverified


def session():
    http = requests.Session()
    http.verify = False  # expect: code-tls-unverified
    return http


def post(url, body):
    with requests.Session() as http:
        return http.post(url, json=body, verify=False)  # expect: code-tls-unverified


def client():
    return httpx.AsyncClient(verify=False)  # expect: code-tls-unverified


async def fetch(url):
    async with aiohttp.ClientSession() as http:
        async with http.get(url, ssl=False) as answer:  # expect: code-tls-unverified
            return await answer.text()


def pool():
    return urllib3.PoolManager(cert_reqs="CERT_NONE")  # expect: code-tls-unverified


def read(url):
    return urllib.request.urlopen(url, context=ssl._create_unverified_context())  # expect: code-tls-unverified


ssl._create_default_https_context = ssl._create_unverified_context  # expect: code-tls-unverified


def context():
    made = ssl.create_default_context()
    made.verify_mode = ssl.CERT_NONE  # expect: code-tls-unverified
    return made


def bucket():
    return boto3.client("s3", verify=False)  # expect: code-tls-unverified


def database(url):
    return pymongo.MongoClient(url, tls=True, tlsAllowInvalidCertificates=True)  # expect: code-tls-unverified


def get_well(url, verify=True):
    return requests.get(url, verify=verify, timeout=5)  # ok: code-tls-unverified


def get_own(url):
    return requests.get(url, verify="/etc/ssl/our-ca.pem", timeout=5)  # ok: code-tls-unverified


def client_well():
    return httpx.Client(verify=ssl.create_default_context())  # ok: code-tls-unverified


def context_well():
    made = ssl.create_default_context()
    made.verify_mode = ssl.CERT_REQUIRED  # ok: code-tls-unverified
    return made


def pool_well():
    return urllib3.PoolManager(cert_reqs="CERT_REQUIRED")  # ok: code-tls-unverified


async def fetch_well(url, context):
    async with aiohttp.ClientSession() as http:
        return await http.get(url, ssl=context)  # ok: code-tls-unverified
