import ftplib
import imaplib
import telnetlib

import psycopg2
import requests


def console(host):
    return telnetlib.Telnet(host)  # expect: code-cleartext-protocol


def upload(host, user, word):
    ftp = ftplib.FTP(host)
    ftp.login(user, word)  # expect: code-cleartext-protocol
    return ftp


def mail(host, user, word):
    box = imaplib.IMAP4(host)
    box.login(user, word)  # expect: code-cleartext-protocol


def report(auth):
    return requests.post("http://api.shop.example.org/report", auth=auth, timeout=5)  # ok: code-cleartext-protocol


def report_far(auth):
    return requests.post("http://api.shop-reports.com/report", auth=auth, timeout=5)  # expect: code-cleartext-protocol


def database(host):
    return psycopg2.connect(host="db.shop.com", sslmode="disable")  # expect: code-cleartext-protocol


def upload_well(host, user, word):
    ftp = ftplib.FTP_TLS(host)
    ftp.login(user, word)  # ok: code-cleartext-protocol
    ftp.prot_p()
    return ftp


def listing(host):
    ftp = ftplib.FTP(host)
    ftp.login()  # ok: code-cleartext-protocol
    return ftp.nlst()


def mail_well(host, user, word):
    box = imaplib.IMAP4_SSL(host)
    box.login(user, word)  # ok: code-cleartext-protocol


def near(auth):
    return requests.get("http://localhost:8080/health", auth=auth, timeout=5)  # ok: code-cleartext-protocol


def database_well():
    return psycopg2.connect(host="db.shop.com", sslmode="verify-full")  # ok: code-cleartext-protocol
