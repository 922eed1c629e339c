from aiohttp import ClientSession, web

SESSION = web.AppKey("session", ClientSession)
NAMES = web.AppKey("names", dict)


async def opened(app):
    async with ClientSession() as session:
        app[SESSION] = session
        yield


async def read(session, address):
    async with session.get(address) as answer:  # expect: code-request-forgery
        return await answer.text()


async def show(request):
    address = request.query["address"]
    known = request.app[NAMES].get(address)  # ok: code-request-forgery
    return web.json_response({"known": known, "text": await read(request.app[SESSION], address)})


app = web.Application()
app.cleanup_ctx.append(opened)
app.router.add_get("/", show)
