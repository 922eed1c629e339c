"""Traffic made up for these tests: columns by the hour of the week, and lines as servers write them."""

import random
import tomllib
from functools import cache
from importlib import import_module
from itertools import accumulate
from math import exp
from pathlib import Path

import msgspec

from vedette.detectors.interface import Batch, Setup
from vedette.detectors.logs.detector import create_stream
from vedette.languages.logs.interface import Rows
from vedette.languages.logs.recognition import open_format
from vedette.model.rule import Confidence, Rule
from vedette.model.traffic import Block, Login

RULES = Path(import_module("vedette.detectors.logs").__file__).parent / "rules"
MONDAY = 1_709_510_400  # 4 March 2024, 00:00 UTC
WINDOW, DAY = 300, 86_400
_ROUTES = (
    [f"/shop/{{}}/{name}".encode() for name in ("item", "cart", "reviews")]
    + [f"/page/{word}".encode() for word in "abcdefghijklmnop"]
    + [b"/", b"/api/items", b"/api/pay", b"/login"]
)


@cache
def entries():
    return {
        entry["id"]: entry
        for path in sorted(RULES.glob("*.toml"))
        for entry in tomllib.loads(path.read_text())["rule"]
    }


def rule(entry):
    return msgspec.convert(
        {"kind": "logs"} | {key: entry[key] for key in entry if key in Rule.__struct_fields__}, Rule
    )


def detector(**without):
    kept = {name: entry for name, entry in entries().items() if name not in without.get("off", ())}
    return create_stream(Setup(rules={name: rule(entry) for name, entry in kept.items()}, definitions=kept))


class Plain:
    """A format whose moments are seconds; columns are made by the test."""

    name = "plain"

    def rows(self, data):
        raise NotImplementedError

    def request(self, _line):
        return None

    def moment(self, text):
        try:
            return float(text)
        except ValueError:
            return 0.0


def block(stream, data=b"", line=1, arrived=0.0):
    return Block(stream=stream, part="1", offset=0, line=line, data=data, arrived=arrived)


def asked(items, stream="access.log", line=1):
    """A batch of `(time, client, method, target, status[, agent, user, host])`."""
    full = [(*item, *(b"Mozilla/5.0 Firefox/128.0", b"-", b"")[len(item) - 5 :]) for item in items]
    moments, clients, methods, targets, statuses, agents, users, hosts = zip(*full, strict=True)
    rows = Rows(
        lines=len(full),
        index=range(len(full)),
        moments=[b"%d" % moment for moment in moments],
        clients=clients,
        methods=methods,
        targets=targets,
        statuses=[b"%d" % status for status in statuses],
        agents=agents,
        users=users,
        hosts=hosts,
    )
    return Batch(block=block(stream, line=line, arrived=float(moments[-1])), rows=rows, format=Plain())


def tried(items, stream="auth.log"):
    """A batch of logins told: `(time, user, client, succeeded)`."""
    logins = [
        Login(line=number, time=float(time), user=user, client=client, succeeded=well, method="ssh")
        for number, (time, user, client, well) in enumerate(items)
    ]
    empty = [b""] * len(items)
    rows = Rows(
        lines=len(items),
        index=range(len(items)),
        moments=[b"%d" % item[0] for item in items],
        clients=empty,
        methods=empty,
        targets=empty,
        statuses=empty,
        agents=empty,
        users=empty,
        hosts=empty,
        logins=logins,
    )
    return Batch(block=block(stream, arrived=float(items[-1][0])), rows=rows, format=Plain())


def combined(lines, stream="access.log", arrived=0.0):
    """A batch of lines as nginx writes them."""
    form = open_format("combined", {})
    data = "".join(line + "\n" for line in lines).encode()
    return Batch(block=block(stream, data, arrived=arrived), rows=form.rows(data), format=form)


def poisson(chance, mean):
    if mean > 60:
        return max(0, round(chance.gauss(mean, mean**0.5)))
    count, product, least = 0, chance.random(), exp(-mean)
    while product > least:
        count, product = count + 1, product * chance.random()
    return count


def hourly(time):
    """How busy an hour is: days before nights, working days before Sundays; 1 on the average."""
    hour, day = time // 3600 % 24, (time - MONDAY) // DAY % 7
    busy = 0.15 if hour < 6 else 1.9 if 9 <= hour < 18 else 0.8
    return busy * (0.45 if day >= 5 else 1.2)


class Site:
    """A site with visitors.

    Args:
        seed: of all chance.
        rate: requests in a window on the average.
        bursts: chance that a window has many times the visitors.
        growth: by which factor traffic grows from day to day.
    """

    def __init__(self, seed, rate=60.0, bursts=0.0, growth=1.0, refused=0.03, failed=0.004):
        self.chance = random.Random(seed)  # noqa: S311 - traffic made up
        self.rate, self.bursts, self.growth = rate, bursts, growth
        weights = [1 / (place + 1) for place in range(len(_ROUTES))]
        self._routes = list(accumulate(weights))
        self._states = list(accumulate((1 - refused - failed, refused, failed)))

    def window(self, time, stream="access.log"):
        """The requests of one window; None if there are none."""
        chance = self.chance
        mean = self.rate * hourly(time) * self.growth ** ((time - MONDAY) / DAY)
        if chance.random() < self.bursts:
            mean *= chance.uniform(2, 8)
        count = poisson(chance, mean * chance.gammavariate(10, 0.1))
        if not count:
            return None
        routes = chance.choices(_ROUTES, cum_weights=self._routes, k=count)
        states = chance.choices((200, 404, 500), cum_weights=self._states, k=count)
        if chance.random() < 0.004:  # a crawler comes by with old links
            crawler, links = b"198.51.100.%d" % chance.randrange(9), chance.randrange(10, 120)
            extra = [(time + 9, crawler, b"GET", b"/old/%d-x" % number, 404) for number in range(links)]
        else:
            extra = []
        step = WINDOW / count
        items = [
            (
                time + int(place * step),
                b"192.0.2.%d" % chance.randrange(200),
                b"GET",
                route.replace(b"{}", b"%d" % chance.randrange(500)) + b"?q=%d" % place,
                state,
            )
            for place, (route, state) in enumerate(zip(routes, states, strict=True))
        ]
        return asked(extra + items, stream)

    def live(self, watch, days, begin=MONDAY, stream="access.log"):
        """Days of it; what was detected."""
        seen = []
        for time in range(begin, begin + int(days * DAY), WINDOW):
            batch = self.window(time, stream)
            if batch is not None:
                seen += watch.inspect(batch)
        return seen


def opening(seen):
    """Those detections that open an alert by themselves."""
    return [one for one in seen if one.confidence is Confidence.high]
