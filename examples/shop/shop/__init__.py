"""The tack room: a small web shop for riders. `create_app` puts it together."""

from flask import Flask, render_template

from shop import db
from shop import jobs
from shop import security
from shop.config import from_environment
from shop.money import euros


def create_app(settings=None):
    """Make the application.

    Args:
        settings: values that replace those of the environment, as tests do.
    """
    app = Flask(__name__)
    app.config.from_mapping(from_environment() if settings is None else settings)
    app.add_template_filter(euros)
    db.init_app(app)
    security.init_app(app)
    app.cli.add_command(jobs.work)
    _add_routes(app)
    _add_error_pages(app)
    return app


def _add_routes(app):
    from shop.routes import health
    from shop.routes import catalogue
    from shop.routes import basket
    from shop.routes import accounts
    from shop.routes import orders
    from shop.routes import payments
    from shop.routes import admin
    from shop.routes import api

    app.register_blueprint(health.blueprint)
    app.register_blueprint(catalogue.blueprint)
    app.register_blueprint(basket.blueprint)
    app.register_blueprint(accounts.blueprint)
    app.register_blueprint(orders.blueprint)
    app.register_blueprint(payments.blueprint)
    app.register_blueprint(admin.blueprint, url_prefix="/admin")
    app.register_blueprint(api.blueprint, url_prefix="/api")


def _add_error_pages(app):
    messages = {
        400: "That request could not be understood.",
        403: "This page is not for you.",
        404: "There is no such page.",
        429: "Too many attempts. Please wait a quarter of an hour.",
        500: "Something broke. We have been told.",
    }
    for code, message in messages.items():
        app.register_error_handler(code, _error_page(code, message))


def _error_page(code, message):
    def page(_error):
        return render_template("error.html", code=code, message=message), code

    return page
