import frappe
from odoo import http
from odoo.http import request


class Orders(http.Controller):
    @http.route("/orders", auth="public")
    def orders(self, name, **values):
        request.env.cr.execute("select * from orders where name = '%s'" % name)  # expect: code-sql-injection
        request.env.cr.execute("select * from orders where name = %s", (name,))  # ok: code-sql-injection


@frappe.whitelist(allow_guest=True)
def listed(kind):
    return frappe.db.sql(f"select * from `tab{kind}`")  # expect: code-sql-injection


@frappe.whitelist()
def listed_well(name):
    return frappe.db.sql("select * from `tabUser` where name = %s", name)  # ok: code-sql-injection
