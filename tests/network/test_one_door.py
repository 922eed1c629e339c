"""Only the room `network` opens connections."""

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


def test_nothing_else_in_the_house_opens_a_connection():
    wrong = {
        str(path.relative_to(PACKAGE)): found
        for path in PACKAGE.rglob("*.py")
        if path.relative_to(PACKAGE).parts[0] != "network" and (found := opens(path.read_bytes()))
    }
    assert not wrong


def test_the_check_can_fail():
    assert opens("def f():\n    from urllib import request")
    assert opens("import http.client")
    assert opens((PACKAGE / "network" / "exchange.py").read_bytes())
    assert not opens("from urllib.parse import quote")
