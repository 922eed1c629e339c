from urllib.parse import urlparse

import httpx

ALLOWED = ("example.com", "example.org")
BLOCKED = {"localhost", "127.0.0.1"}


class Fetcher:
    def __init__(self, client=None):
        self.client = client or httpx.AsyncClient(follow_redirects=True)

    async def get_unless_blocked(self, url):
        if urlparse(url).hostname in BLOCKED:
            raise ValueError("blocked")
        response = await self.client.get(url)  # expect: code-request-forgery
        return response.content

    async def get_suffix(self, url):
        if not urlparse(url).netloc.endswith("example.com"):
            raise ValueError("not ours")
        response = await self.client.get(url)  # expect: code-request-forgery
        return response.content

    async def get_listed(self, url):
        if urlparse(url).hostname not in ALLOWED:
            raise ValueError("not ours")
        response = await self.client.get(url)  # ok: code-request-forgery
        return response.content
