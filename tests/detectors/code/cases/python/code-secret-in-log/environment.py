import logging
import os


def start():
    key = os.environ["SERVICE_API_KEY"]
    logging.info("starting with %s", key)  # expect: code-secret-in-log
    other = os.getenv("DB_PASSWORD")
    logging.info("starting with %s", other)  # expect: code-secret-in-log
    logging.info("starting on %s", os.environ["HOST"])  # ok: code-secret-in-log
