"""The tables. All but `journal`, `person` and those of a watch's workshop follow from the journal."""

from __future__ import annotations

VERSION = 7
APPLICATION = 0x76656474  # "vedt", so that a ledger is told from any other SQLite file

JOURNAL = (
    """CREATE TABLE journal (
        sequence INTEGER PRIMARY KEY,
        previous TEXT NOT NULL,
        body BLOB NOT NULL,
        digest TEXT NOT NULL,
        root TEXT NOT NULL,
        hash TEXT NOT NULL
    )""",
)

# Names that entries refer to: they are in no entry, so that they can be erased.
PEOPLE = (
    """CREATE TABLE IF NOT EXISTS person (
        id TEXT PRIMARY KEY,
        name TEXT NOT NULL,
        salt TEXT NOT NULL
    )""",
)

PROJECTIONS = (
    """CREATE TABLE run (
        id TEXT PRIMARY KEY,
        sequence INTEGER NOT NULL UNIQUE,
        project TEXT NOT NULL,
        scope TEXT NOT NULL,
        decision TEXT NOT NULL,
        completeness TEXT NOT NULL,
        asked INTEGER NOT NULL,
        examined INTEGER NOT NULL,
        new INTEGER NOT NULL,
        fixed INTEGER NOT NULL,
        open INTEGER NOT NULL,
        stopped_by TEXT NOT NULL,
        entry TEXT NOT NULL,
        body BLOB NOT NULL
    )""",
    """CREATE TABLE finding (
        id TEXT PRIMARY KEY,
        project TEXT NOT NULL,
        kind TEXT NOT NULL,
        path TEXT NOT NULL,
        fingerprint TEXT NOT NULL,
        state TEXT NOT NULL,
        introduced INTEGER NOT NULL,
        exploited INTEGER NOT NULL,
        reopened INTEGER NOT NULL,
        owner TEXT NOT NULL,
        due TEXT NOT NULL,
        first_seen TEXT NOT NULL,
        last_seen TEXT NOT NULL,
        body BLOB NOT NULL,
        also BLOB NOT NULL,
        stands INTEGER NOT NULL
    )""",
    "CREATE INDEX finding_project ON finding (project, kind)",
    """CREATE TABLE alias (
        id TEXT PRIMARY KEY,
        finding TEXT NOT NULL,
        sequence INTEGER NOT NULL
    )""",
    """CREATE TABLE deed (
        sequence INTEGER PRIMARY KEY,
        project TEXT NOT NULL,
        what TEXT NOT NULL,
        at TEXT NOT NULL,
        who TEXT NOT NULL,
        entry TEXT NOT NULL,
        body BLOB NOT NULL
    )""",
    """CREATE TABLE event (
        sequence INTEGER NOT NULL,
        position INTEGER NOT NULL,
        finding TEXT NOT NULL,
        what TEXT NOT NULL,
        PRIMARY KEY (sequence, position)
    ) WITHOUT ROWID""",
    "CREATE INDEX event_finding ON event (finding)",
    """CREATE TABLE scope (
        id INTEGER PRIMARY KEY,
        project TEXT NOT NULL,
        scope TEXT NOT NULL,
        sequence INTEGER NOT NULL,
        UNIQUE (project, scope)
    )""",
    """CREATE TABLE examined (
        scope INTEGER NOT NULL,
        path TEXT NOT NULL,
        blob TEXT NOT NULL,
        PRIMARY KEY (scope, path)
    ) WITHOUT ROWID""",
    """CREATE TABLE inventory (
        digest TEXT PRIMARY KEY,
        body BLOB NOT NULL
    )""",
    """CREATE TABLE stock (
        project TEXT NOT NULL,
        service TEXT NOT NULL,
        revision TEXT NOT NULL,
        sequence INTEGER NOT NULL,
        basis TEXT NOT NULL,
        digest TEXT NOT NULL,
        left_out INTEGER NOT NULL,
        PRIMARY KEY (project, service, revision)
    ) WITHOUT ROWID""",
    """CREATE TABLE parts (
        digest TEXT PRIMARY KEY,
        body BLOB NOT NULL
    )""",
    """CREATE TABLE made_with (
        project TEXT NOT NULL,
        service TEXT NOT NULL,
        revision TEXT NOT NULL,
        sequence INTEGER NOT NULL,
        basis TEXT NOT NULL,
        digest TEXT NOT NULL,
        left_out INTEGER NOT NULL,
        PRIMARY KEY (project, service, revision)
    ) WITHOUT ROWID""",
    """CREATE TABLE deployment (
        sequence INTEGER PRIMARY KEY,
        project TEXT NOT NULL,
        service TEXT NOT NULL,
        environment TEXT NOT NULL,
        version TEXT NOT NULL,
        revision TEXT NOT NULL,
        at TEXT NOT NULL,
        who TEXT NOT NULL,
        owner TEXT NOT NULL,
        sbom TEXT NOT NULL
    )""",
    "CREATE INDEX deployment_service ON deployment (service, environment)",
    """CREATE TABLE alert (
        number INTEGER PRIMARY KEY,
        key TEXT NOT NULL,
        state TEXT NOT NULL,
        severity TEXT NOT NULL,
        owner TEXT NOT NULL,
        first TEXT NOT NULL,
        last TEXT NOT NULL,
        until TEXT NOT NULL,
        who TEXT NOT NULL,
        sequence INTEGER NOT NULL,
        body BLOB NOT NULL
    )""",
    "CREATE INDEX alert_key ON alert (key)",
)

# What a watch goes on from and still has to tell; in no entry, and gone without harm to the record.
WORKSHOP = (
    """CREATE TABLE IF NOT EXISTS watch (
        name TEXT PRIMARY KEY,
        turn INTEGER NOT NULL
    )""",
    """CREATE TABLE IF NOT EXISTS watch_mark (
        watch TEXT NOT NULL,
        stream TEXT NOT NULL,
        part TEXT NOT NULL,
        body BLOB NOT NULL,
        PRIMARY KEY (watch, stream, part)
    ) WITHOUT ROWID""",
    """CREATE TABLE IF NOT EXISTS watch_state (
        watch TEXT NOT NULL,
        name TEXT NOT NULL,
        body BLOB NOT NULL,
        PRIMARY KEY (watch, name)
    ) WITHOUT ROWID""",
    """CREATE TABLE IF NOT EXISTS outbox (
        id INTEGER PRIMARY KEY,
        channel TEXT NOT NULL,
        key TEXT NOT NULL,
        body BLOB NOT NULL,
        due INTEGER NOT NULL,
        attempts INTEGER NOT NULL,
        error TEXT NOT NULL,
        delivered INTEGER NOT NULL,
        UNIQUE (channel, key)
    )""",
)

# Each projected table, and how to read all of it in an order of its own.
TABLES = {
    "run": "SELECT * FROM run ORDER BY id",
    "finding": "SELECT * FROM finding ORDER BY id",
    "alias": "SELECT * FROM alias ORDER BY id",
    "deed": "SELECT * FROM deed ORDER BY sequence",
    "event": "SELECT * FROM event ORDER BY sequence, position",
    "scope": "SELECT * FROM scope ORDER BY id",
    "examined": "SELECT * FROM examined ORDER BY scope, path",
    "inventory": "SELECT * FROM inventory ORDER BY digest",
    "stock": "SELECT * FROM stock ORDER BY project, service, revision",
    "parts": "SELECT * FROM parts ORDER BY digest",
    "made_with": "SELECT * FROM made_with ORDER BY project, service, revision",
    "deployment": "SELECT * FROM deployment ORDER BY sequence",
    "alert": "SELECT * FROM alert ORDER BY number",
}


def statements() -> tuple[str, ...]:
    """What makes all tables."""
    return JOURNAL + PEOPLE + PROJECTIONS + WORKSHOP
