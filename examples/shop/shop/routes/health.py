"""Is the shop alive? Asked by the load balancer."""

from flask import Blueprint, jsonify

from shop import db

blueprint = Blueprint("health", __name__)


@blueprint.get("/healthz")
def healthz():
    """Answer once the database answers."""
    db.row("SELECT 1")
    return jsonify(status="ok")
