"""What an attack is called in a few words."""

from __future__ import annotations

_WORDS = {
    "sql": "SQL injection",
    "nosql": "NoSQL injection",
    "command": "command injection",
    "code": "code injection",
    "template": "template injection",
    "expression": "expression injection",
    "ldap": "LDAP injection",
    "xpath": "XPath injection",
    "header": "header injection",
    "log": "log injection",
    "html": "cross-site scripting",
    "path": "path traversal",
    "archive": "archive extraction",
    "ssrf": "request forgery",
    "redirect": "open redirect",
    "xxe": "external entities",
    "deserialization": "unsafe deserialization",
    "scanner": "scanning",
    "exploit": "probes for known holes",
    "brute-force": "guessing of passwords",
    "password-spraying": "password spraying",
    "privileged-login": "login to a privileged account",
    "error-rate": "unusual rate of errors",
    "login-rate": "unusual rate of logins",
    "new-route": "requests to a new route",
    "new-agent": "a new kind of client",
    "silent-source": "a log that fell silent",
    "backlog": "more attacks than can be judged at once",
    "csp": "violations of the content security policy",
}


def named(weakness: str) -> str:
    """The weakness or event in words; the word itself when there are none for it."""
    return _WORDS.get(weakness, weakness.replace("-", " "))
