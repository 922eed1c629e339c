"""Host and path to a service, path to a route, route to findings."""

from hypothesis import given
from hypothesis import strategies as st

from vedette.model.facts import Position
from vedette.model.finding import Finding, Place, State, Tracked
from vedette.model.inventory import Route
from vedette.model.rule import Confidence, Severity
from vedette.policy.correlation import Placement, RouteTable, place, related


def route(path, method="GET", function="view", file="app.py", line=1):
    return Route(path=path, method=method, file=file, line=line, function=function)


def names(table, *asked):
    return [found.route.path if (found := table.match(*item)) else None for item in asked]


def test_the_route_with_most_literal_characters_wins():
    table = RouteTable(
        [
            route("/item/{id}"),
            route("/item/new"),
            route("/item-{id}.json"),
            route("/files/{path}"),
            route("/"),
            route("/{page}/edit"),
        ]
    )
    assert names(
        table,
        ("GET", "/item/7"),
        ("GET", "/item/new/"),
        ("GET", "/item-7.json"),
        ("GET", "/files/../../etc/passwd"),
        ("GET", "//item//%37"),
        ("GET", "/"),
        ("GET", "/item/edit"),
        ("GET", "/nothing/here"),
    ) == [
        "/item/{id}",
        "/item/new",
        "/item-{id}.json",
        "/files/{path}",
        "/item/{id}",
        "/",
        "/item/{id}",
        None,
    ]


def test_the_method_chooses_among_routes_of_a_path():
    table = RouteTable([route("/login"), route("/login", "POST", "enter"), route("/any", "ANY")])
    assert table.match("POST", "/login").route.function == "enter"
    assert table.match("HEAD", "/login").route.function == "view"
    assert table.match("PUT", "/any").method_fits
    other = table.match("DELETE", "/login")
    assert not other.method_fits
    assert table.match("DELETE", "/login") is other


PARTS = ["a", "b", "{x}", "p-{x}", "{x}.{y}"]


@given(
    st.lists(
        st.lists(st.sampled_from(["a", "b", "{x}", "p-{x}", "{x}.{y}"]), max_size=4),
        max_size=12,
        unique_by=tuple,
    ),
    st.lists(st.sampled_from(["a", "b", "c", "p-1", "q.r"]), max_size=5),
)
def test_matching_equals_trying_every_route(patterns, asked):
    import re

    def score(pattern):
        if len(pattern) != len(asked):
            return None
        total = 0
        for part, segment in zip(pattern, asked, strict=True):
            literal = re.split(r"\{.\}", part)
            if not re.fullmatch(".*".join(map(re.escape, literal)), segment):
                return None
            total += len(part) + 1 if len(literal) == 1 else sum(map(len, literal))
        return total

    table = RouteTable(route("/" + "/".join(pattern)) for pattern in patterns)
    scores = [value for pattern in patterns if (value := score(pattern)) is not None]
    found = table.match("GET", "/" + "/".join(asked))
    if scores:
        assert score([part for part in found.route.path.split("/") if part]) == max(scores)
    elif found is not None:
        # What is left is a parameter at the end that takes the rest.
        assert found.route.path.rstrip("/").endswith(("}", "{x}.{y}"))


def test_a_path_of_a_thousand_segments_is_cut():
    table = RouteTable([route("/" + "{x}/" * 63 + "a")])
    assert table.match("GET", "/a" * 1000) is not None
    assert table.match("GET", "%") is None


def test_services_are_found_by_host_and_longest_prefix():
    shop = Placement(service="shop", hosts=("shop.example", "*.shop.example"))
    admin = Placement(service="admin", hosts=("shop.example",), prefix="/admin")
    rest = Placement(service="rest", prefix="/api/")
    known = [shop, admin, rest]
    assert place(known, "shop.example:443", "/admin/users").path == "/users"
    assert place(known, "SHOP.example", "/administrator").placement is shop
    assert place(known, "eu.shop.example", "/admin/users").placement is shop
    assert place(known, "", "/api/items").placement is rest
    assert place(known, "", "/api").path == "/"
    assert place(known, "other.example", "/x") is None


def tracked(rule, place, symbol="", through=(), **more):
    spot = Place(place, Position(1, 1), Position(1, 2))
    severity = more.pop("severity", Severity.high)
    finding = Finding(
        rule=rule,
        kind="code",
        place=spot,
        severity=severity,
        confidence=Confidence.high,
        message="x",
        symbol=symbol,
        through=through,
    )
    values = {
        "id": "VD-1",
        "state": State.open,
        "first_seen": "",
        "last_seen": "",
    } | more
    return Tracked(finding=finding, introduced=False, **values)


def test_findings_are_related_by_weakness_and_by_where_data_comes_in():
    words = {"code-sql-injection": "sql", "code-path-traversal": "path"}
    at = route("/buy", function="buy", file="shop/views.py")
    far = tracked("code-sql-injection", "shop/db.py", "query", ("shop/views.py::buy",), id="VD-2")
    near = tracked("code-sql-injection", "shop/views.py", "buy", severity=Severity.critical)
    others = [
        tracked("code-path-traversal", "shop/views.py", "buy"),
        tracked("code-sql-injection", "shop/views.py", "sell"),
        tracked("code-sql-injection", "shop/views.py", "buy", state=State.fixed),
    ]
    assert related([far, *others, near], words, "sql", at) == (near, far)
