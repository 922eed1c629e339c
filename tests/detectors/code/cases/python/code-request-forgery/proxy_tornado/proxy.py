from tornado import gen, web
from tornado.httpclient import AsyncHTTPClient, HTTPRequest


class ProxyHandler(web.RequestHandler):
    async def get(self):
        client = AsyncHTTPClient()
        address = self.get_query_argument("url")
        answer = await client.fetch(HTTPRequest(address, method="GET"))  # expect: code-request-forgery
        self.write(answer.body)


class LocalProxyHandler(web.RequestHandler):
    async def get(self, host, port, rest):
        client = AsyncHTTPClient()
        answer = await client.fetch("http://{}:{}/{}".format(host, port, rest))  # expect: code-request-forgery
        self.finish(answer.body)


class FixedHandler(web.RequestHandler):
    async def get(self, rest):
        client = AsyncHTTPClient()
        answer = await client.fetch("http://backend.internal/" + rest)  # ok: code-request-forgery
        self.finish(answer.body)


app = web.Application([
    (r"/proxy", ProxyHandler),
    (r"/proxy/([^/]*)/(\d+)/(.*)", LocalProxyHandler),
    (r"/fixed/(.*)", FixedHandler),
])
