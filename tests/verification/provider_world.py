"""Every provider on one real server: what they answer to a credential that works, and to one that does not.

The answers are as the providers document them. A request for `HOST/PATH` arrives at `/HOST/PATH`.
"""

import json
import random
import re
import secrets
import time
from urllib.parse import unquote, urlsplit

from loopback_world import Server, answer

from vedette import index
from vedette.detectors.secrets.examples import example
from vedette.detectors.secrets.rulebook import definitions
from vedette.network.address import Address
from vedette.network.interface import Limits
from vedette.verification.spec import specs
from vedette.verification.verifier import Bounds, ProviderVerifier

BOUNDS = Bounds(
    per_second=10_000,
    host_per_second=10_000,
    exchange=Limits(seconds=5, all_seconds=5, most_bytes=256 * 1024, attempts=1, requests=1),
)
ID = {"id": "x"}
# Provider -> what it says to a live credential, and to a dead one; None where a refusal says nothing.
SAYS = {
    "GitHub": ((200, {"resources": {}}), None),
    "GitLab": ((200, {"id": 1, "active": True}), None),
    "Slack": ((200, {"ok": True, "team": "T"}), (200, {"ok": False, "error": "token_revoked"})),
    "Slack webhook": ((400, "no_text"), (404, "no_service")),
    "Discord webhook": ((200, ID), (404, {"message": "Unknown Webhook", "code": 10015})),
    "Discord": ((200, ID), (401, {"message": "401: Unauthorized", "code": 0})),
    "Telegram": ((200, {"ok": True, "result": {}}), (401, {"ok": False, "error_code": 401})),
    "Stripe": ((200, {"object": "balance"}), (401, {"error": {"type": "invalid_request_error"}})),
    "Square": ((200, {"merchant_id": "M"}), (401, {"errors": [{"code": "UNAUTHORIZED"}]})),
    "SendGrid": ((200, {"scopes": []}), (401, {"errors": []})),
    "Mailgun": ((200, {"items": []}), None),
    "Mailchimp": ((200, {"health_status": "Everything's Chimpy!"}), (401, {"title": "API Key Invalid"})),
    "Brevo": ((200, {"email": "a@example.org"}), (401, {"code": "unauthorized", "message": "Key not found"})),
    "Twilio": ((200, {"sid": "AC"}), (401, {"code": 20003, "message": "Authenticate"})),
    "OpenAI": ((200, {"data": []}), (401, {"error": {"code": "invalid_api_key"}})),
    "Anthropic": ((200, {"data": []}), (401, {"type": "error", "error": {"type": "authentication_error"}})),
    "Hugging Face": ((200, {"name": "x"}), (401, {"error": "Invalid username or password."})),
    "Replicate": ((200, {"type": "user"}), (401, {"title": "Unauthenticated"})),
    "Groq": ((200, {"data": []}), (401, {"error": {"code": "invalid_api_key"}})),
    "CircleCI": ((200, ID), None),
    "Buildkite": ((200, {"uuid": "x"}), (401, {"message": "Authentication required."})),
    "DigitalOcean": ((200, {"account": {}}), (401, {"id": "Unauthorized"})),
    "Heroku": ((200, ID), (401, {"id": "unauthorized", "message": "Invalid credentials provided."})),
    "Netlify": ((200, ID), (401, {"code": 401, "message": "Access Denied"})),
    "Cloudflare": ((200, {"result": {"status": "active"}}), (200, {"result": {"status": "expired"}})),
    "AWS": ((200, "<GetCallerIdentityResponse><GetCallerIdentityResult>"), (403, "InvalidClientTokenId")),
    "Datadog": ((200, {"valid": True}), None),
    "New Relic": ((200, {"data": {"actor": {"user": {"id": 1}}}}), (401, {"errors": []})),
    "Sentry": ((200, []), None),
    "Linear": ((200, {"data": {"viewer": {"id": "x"}}}), (401, {"errors": []})),
    "Notion": ((200, {"object": "user"}), (401, {"object": "error", "code": "unauthorized"})),
    "Figma": ((200, ID), (403, {"status": 403, "err": "Invalid token"})),
    "Airtable": ((200, ID), (401, {"error": {"type": "AUTHENTICATION_REQUIRED"}})),
    "Postman": ((200, {"user": {}}), (401, {"error": {"name": "AuthenticationError"}})),
    "Doppler": ((200, {"slug": "x"}), (401, {"success": False})),
    "Pulumi Cloud": ((200, {}), None),
    "HCP Terraform": ((200, {"data": {}}), None),
    "Grafana Cloud": ((200, {"items": []}), None),
    "Resend": ((200, {"data": []}), (403, {"name": "invalid_api_key", "message": "API key is invalid"})),
    "HubSpot": ((200, {"portalId": 1}), (401, {"category": "INVALID_AUTHENTICATION"})),
}
BY_PROVIDER = {spec.provider: spec for spec in specs().values()}


class Providers:
    """All providers. `says` is a function of the spec and the request that gives an answer's bytes."""

    def __init__(self, wrap):
        self.says = live
        self.requests = []
        self.server = Server(self._answer, wrap=wrap)

    def verifier(self, bounds=BOUNDS, **more):
        """A verifier that finds every host here."""
        return ProviderVerifier({}, bounds=bounds, route=self.route, **more)

    def route(self, address):
        assert address.port == 443
        assert address.scheme == "https"
        return Address("https", "127.0.0.1", self.server.port, f"/{address.host}")

    @property
    def hosts(self):
        return [host for host, _, _ in self.requests]

    def _answer(self, connection, request):
        method, target, _ = request.line.split(" ")
        _, host, rest = target.split("/", 2)
        self.requests.append((host, f"{method} /{rest}", request))
        given = self.says(spec_of(host, urlsplit(f"/{rest}").path), request)
        if callable(given):
            given(connection, request)
        else:
            connection.sendall(given)


def spec_of(host, path):
    """The spec that a request is of; refuses what no spec asks."""
    for spec in BY_PROVIDER.values():
        pattern = re.sub(r"\\\{(?:secret|id)\\\}", ".+", re.escape(spec.path))
        if host in spec.hosts and re.fullmatch(pattern, unquote(path)):
            return spec
    raise AssertionError(f"nobody should ask {host} for that")


def told(status, body):
    text = body if isinstance(body, str) else json.dumps(body)
    return answer(status, text.encode())


def live(spec, _request):
    return told(*SAYS[spec.provider][0])


def dead(spec, _request):
    return told(*(SAYS[spec.provider][1] or (401, {"message": "no"})))


def slow(_spec, _request):
    def drip(connection, _):
        for byte in answer(200, b"x" * 200):
            connection.sendall(bytes((byte,)))
            time.sleep(0.05)

    return drip


def credential(rule):
    """A text with a new credential of a rule that its provider can be asked about, and the value."""
    chance = random.SystemRandom()
    spec = specs()[rule]
    (definition,) = definitions({rule: index.load()["rules"][rule]}).values()
    for _ in range(2000):
        template = chance.choice(definition.bad)
        text, value = example(template, chance)
        if not spec.only or re.fullmatch(spec.only, value):
            break
    else:
        raise AssertionError(f"{rule} has no example that can be verified")
    half = {
        "Twilio": "AC" + letters("abcdef0123456789", 32),
        "AWS": "AKIA" + letters("ABCDEFGHKLMNPQRT234567", 16),
    }
    if spec.provider in half:
        text += f"\nnearby = '{half[spec.provider]}'\n"
    return text + "\n", value


def letters(alphabet, number):
    return "".join(secrets.choice(alphabet) for _ in range(number))
