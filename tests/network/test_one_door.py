"""Only the room `network` opens connections; one module of the sources listens, and opens none."""

import ast
from pathlib import Path

PACKAGE = Path(__file__).resolve().parents[2] / "src" / "vedette"
# What a connection can be opened with.
MODULES = {
    "socket",
    "ssl",
    "http",
    "ftplib",
    "smtplib",
    "xmlrpc",
    "socketserver",
    "httpx",
    "requests",
    "urllib3",
}


def opens(text):
    """Modules imported by a source text that can open a connection."""
    found = set()
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return {name for name in found if name.split(".")[0] in MODULES or name.startswith("urllib.request")}


LISTENS = "sources/logs/listening.py"


def test_nothing_else_in_the_house_opens_a_connection():
    wrong = {
        str(path.relative_to(PACKAGE)): found
        for path in PACKAGE.rglob("*.py")
        if path.relative_to(PACKAGE).parts[0] != "network" and (found := opens(path.read_bytes()))
    }
    wrong.pop(LISTENS, None)
    assert not wrong


def test_what_listens_does_not_connect():
    path = PACKAGE / LISTENS
    names = {node.attr for node in ast.walk(ast.parse(path.read_bytes())) if isinstance(node, ast.Attribute)}
    assert "bind" in names or "create_server" in names
    assert not names & {"connect", "connect_ex", "create_connection", "sendto"}


def test_the_check_can_fail():
    assert opens("def f():\n    from urllib import request")
    assert opens("import http.client")
    assert opens((PACKAGE / "network" / "exchange.py").read_bytes())
    assert not opens("from urllib.parse import quote")
