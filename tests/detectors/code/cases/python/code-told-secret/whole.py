import logging

logger = logging.getLogger(__name__)


def handle(environ, headers, size):
    logger.debug("headers: %s", headers)  # expect: code-told-secret
    logger.info("environ %s" % environ)  # expect: code-told-secret
    logger.debug("%d headers", len(headers))  # ok: code-told-secret
    logger.debug("of %s", headers["Host"])  # ok: code-told-secret
    logger.debug("size %d", size)  # ok: code-told-secret
