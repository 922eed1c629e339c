import logging

from starlette.middleware.base import BaseHTTPMiddleware

logger = logging.getLogger("access")


class AccessLog(BaseHTTPMiddleware):
    async def dispatch(self, request, call_next):
        logger.info("agent " + request.headers.get("user-agent", ""))  # expect: code-log-injection
        logger.info("agent %r", request.headers.get("user-agent"))  # ok: code-log-injection
        return await call_next(request)
