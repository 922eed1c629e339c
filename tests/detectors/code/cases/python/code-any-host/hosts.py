from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware

app = Starlette()
app.add_middleware(TrustedHostMiddleware, allowed_hosts=["*"])  # expect: code-any-host
middleware = [
    Middleware(TrustedHostMiddleware, allowed_hosts=["*"]),  # expect: code-any-host
]
app.add_middleware(TrustedHostMiddleware, allowed_hosts=["shop.example.org"])  # ok: code-any-host
app.add_middleware(TrustedHostMiddleware, allowed_hosts=["*.example.org"])  # ok: code-any-host
