import html

from django.http import JsonResponse
from ldap3 import ALL_ATTRIBUTES, Connection, Server

FILTER = "(&(objectClass=person)(mail={mail}))"


class Directory:
    def __init__(self):
        self.connection = Connection(Server("ldap.example.com"))

    def by_mail(self, mail):
        self.connection.search("dc=example,dc=com", FILTER.format(mail=mail), attributes=ALL_ATTRIBUTES)  # expect: code-ldap-injection
        return self.connection.entries

    def by_number(self, number):
        self.connection.search("dc=example,dc=com", f"(employeeNumber={number})")  # ok: code-ldap-injection
        return self.connection.entries


def find(request):
    directory = Directory()
    found = directory.by_mail(html.escape(request.GET["mail"]))
    found += directory.by_number(int(request.GET["number"]))
    return JsonResponse({"n": len(found)})
