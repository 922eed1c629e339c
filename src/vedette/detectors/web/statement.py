"""What a piece of SQL would do to a statement that it is put into.

A value that a client sends stands where the statement wants one operand: a number, or the inside of a
literal. Read as SQL from there on, the value of an honest client ends at once or makes no sense; that of an
attacker goes on as SQL does. The machine below goes along with the tokens for as long as they make sense and
notes what they would do.
"""

from __future__ import annotations

from collections.abc import Iterator

from vedette.languages.sql.tokens import Token

# What of a statement reads files, runs programs, waits, or tells a value by an error. Honest ones call none.
SPECIAL = frozenset(
    {
        "sleep", "benchmark", "pg_sleep", "pg_sleep_for", "pg_sleep_until", "extractvalue", "updatexml",
        "xmltype", "load_file", "utl_http.request", "utl_inaddr.get_host_address", "utl_inaddr.get_host_name",
        "utl_tcp.open_connection", "dbms_pipe.receive_message", "dbms_lock.sleep", "dbms_session.sleep",
        "dbms_ldap.init", "httpuritype", "sys.utl_http.request", "sys.utl_inaddr.get_host_name",
        "sys.dbms_pipe.receive_message", "randomblob", "zeroblob", "load_extension", "openrowset",
        "opendatasource", "openquery", "lo_import", "lo_export", "pg_read_file", "pg_read_binary_file",
        "pg_ls_dir", "pg_stat_file", "dblink", "dblink_connect", "dblink_send_query", "gtid_subset",
        "gtid_subtract", "json_keys", "name_const", "geometrycollection", "multipoint", "multipolygon",
        "multilinestring", "linestring", "ctxsys.drithsx.sn", "ordsys.ord_dicom.getmappingxpath",
        "dbms_xmlgen.getxml", "dbms_utility.sqlid_to_sqlhash", "dbms_xslprocessor.read2clob", "query_to_xml",
        "database_to_xml", "table_to_xml", "sys_eval", "sys_exec", "sys_get", "xp_cmdshell", "xp_dirtree",
        "xp_fileexist", "xp_regread", "xp_subdirs", "fn_xe_file_target_read_file", "fn_trace_gettable",
        "analyse", "make_set", "elt", "st_latfromgeohash", "st_longfromgeohash", "st_pointfromgeohash",
        "bfilename", "generate_series", "readfile", "writefile", "user_lock.sleep", "regexp_substring",
    }
)  # fmt: skip
# Those that do harm only with a sub-select or a changed number within.
_NEEDS_INSIDE = frozenset(
    {
        "xmltype", "zeroblob", "name_const", "geometrycollection", "multipoint", "multipolygon",
        "multilinestring", "linestring", "make_set", "elt", "generate_series", "json_keys", "analyse",
        "bfilename",
    }
)  # fmt: skip
_SYSTEM = (
    "information_schema", "pg_catalog.", "sqlite_master", "sqlite_schema", "sysobjects", "syscolumns",
    "sysdatabases", "sysusers", "syslogins", "sys.", "all_tables", "all_tab_columns", "user_tables",
    "user_tab_columns", "all_users", "dba_users", "v$version", "v$instance", "v$session", "v$database",
    "mysql.user", "mysql.", "pg_shadow", "pg_user", "pg_tables", "pg_database", "pg_class",
    "msysaccessobjects",
    "msysobjects", "master.", "performance_schema", "innodb_table_stats", "user_objects", "all_objects",
    "pg_ls", "syscat.", "sysibm.", "rdb$", "mon$", "global_name", "@@version", "@@datadir", "@@hostname",
    "@@servername", "@@basedir", "sysserver", "session_user", "system_user", "current_user",
)  # fmt: skip
_OWNERS = ("dbo", "master", "sys", "pg_catalog", "public", "mysql", "msdb", "main")
_EXECUTES = frozenset(
    {
        "exec", "execute", "waitfor", "shutdown", "declare", "call", "reconfigure", "raiserror", "dbcc",
    }
)  # fmt: skip
# What statements do that are worth appending to another.
CORE = frozenset(
    {
        "select", "insert", "update", "delete", "drop", "create", "alter", "exec", "execute", "declare",
        "truncate", "shutdown", "waitfor", "grant", "copy",
    }
)  # fmt: skip
_LOOSE = frozenset(
    {
        "create", "alter", "grant", "copy", "drop", "insert", "bulk", "backup",
    }
)  # fmt: skip
# After which words a statement goes on like a statement, and no longer like a sentence.
_OBJECTS = frozenset(
    {
        "table", "database", "schema", "view", "index", "user", "login", "procedure", "function", "trigger",
        "role", "column", "into", "from", "set", "distinct", "top", "sequence", "or", "if", "temporary",
        "temp", "external", "extension", "event", "tablespace", "assembly", "language",
    }
)  # fmt: skip


class Reading:
    """How far a piece of SQL makes sense, and what it does on the way.

    Attributes:
        did: what it does -> offset of the token that does it first.
        end: `end` of the text, `open` string, `cut` by a comment, or `broken`.
        rest: of a comment that cuts, what stands in it.
        closes: brackets closed that were never opened.
        ended: signs that end a statement.
        first: kind of the first token.
        verb: of the statement that follows the one it is put into, or that it is.
        wants: it stops where an operand has to follow.
        tokens: how many were understood.
    """

    __slots__ = (
        "_at", "_chain", "_clause", "_compared", "_const", "_logic", "_select", "_stack", "_text", "_united",
        "_want",
        "closes", "did", "end", "ended", "first", "rest", "tokens", "verb", "wants",
    )  # fmt: skip

    def __init__(self, *, inside: bool) -> None:
        """Begin.

        Args:
            inside: an operand stands before: a literal that a quote closed.
        """
        self.did: dict[str, int] = {}
        self.end = "end"
        self.rest = ""
        self.ended = 0
        self.first = ""
        self.verb = ""
        self.wants = False
        self.closes = 0
        self.tokens = 0
        self._want = not inside
        self._stack: list[str] = []
        self._select = False
        self._logic = False
        self._compared = False
        self._const = True
        self._clause = ""
        self._chain = 0
        self._at = 0
        self._text = ""
        self._united = False

    def read(self, items: Iterator[Token]) -> Reading:
        """Go along; returns itself."""
        before: Token | None = None
        item = next(items, None)
        self.first = item.kind if item else ""
        while item is not None:
            after = next(items, None)
            self._at, self._text = item.start, item.text
            if item.kind == "C":
                self.end, self.rest = "cut", item.text.lstrip("-#/*;\0 \t")
                self._did("cut")
                break
            if not self._step(item, before, after):
                self.end = "broken"
                break
            self.tokens += 1
            if item.kind == "S":
                self.end = "open"
            before, item = item, after
        self._finish()
        return self

    def _finish(self) -> None:
        self.wants = self._want
        if "special" in self._stack and not self._want and self.end != "broken":
            self._did("special")
        self._evaluate()

    def _did(self, what: str) -> None:
        self.did.setdefault(what, self._at)

    def _step(self, item: Token, before: Token | None, after: Token | None) -> bool:
        kind = item.kind
        if kind == ";":
            return self._stacked(after)
        if kind == "E":
            return self._statement(item, before, after)
        if kind == "U":
            return self._union(after)
        if kind in "BEm" and _is_name(before, after):
            self._want = self._const = False
            return True
        if kind == "B":
            return self._enter(item, before, after)
        if kind == "m":
            return self._modifier(item, after)
        if self._want:
            return self._operand(item, before, after)
        return self._goes_on(item, before, after)

    def _operand(self, item: Token, before: Token | None, after: Token | None) -> bool:
        kind = item.kind
        if kind in "nsSvck":
            self._want = False
            self._system(item.text)
            return True
        if kind == "w":
            self._want = False
            self._name(item, after)
            return True
        if kind == "(":
            self._push("(")
            return True
        if kind == ")":
            return self._closed_early(before)
        if kind == "L":
            # `or 1=1` where the statement has the operand already, `or not ...`
            self._begin_logic()
            return before is None or (before.kind == "L" and item.text == "&&")
        if kind == "=":
            return before is None or (before.kind == "=" and item.text in ("=", "~", "<", ">"))
        if kind == "o":
            if item.text == "*" and before and before.kind in "Em,(":
                self._want = False
            return item.text in ("+", "-", "~", "!", "*", "^", "|", "&", "%", "/") and (
                before is None or item.text in ("+", "-", "~", "!") or not self._want
            )
        if kind in "{}":
            return True
        return kind == "," and before is None

    def _goes_on(self, item: Token, before: Token | None, after: Token | None) -> bool:
        kind = item.kind
        if kind == "L":
            self._evaluate()
            self._begin_logic()
            self._want = True
            return True
        if kind == "=":
            self._compared = True
            self._want = True
            self._did("operator")
            return True
        if kind == "o":
            self._want = True
            self._did("operator")
            return True
        if kind == "(":
            return self._called(before, after)
        if kind == ")":
            return self._close()
        if kind == ",":
            self._want = True
            self._chain = 0
            self._did("list")
            return True
        if kind in "wsS":
            return self._adjacent(item, before, after)
        if kind in "kv{}":
            return kind != "v" or self._select
        return kind == "n" and self._clause in ("top", "limit")

    def _adjacent(self, item: Token, before: Token | None, after: Token | None) -> bool:
        """Two operands in a row: an alias, or two literals that count as one."""
        if item.kind in "sS" and before is not None and before.kind == "s":
            return True
        if item.kind == "w" and item.text == "is":
            self._want = True
            return True
        aliased = self._select and before is not None and before.kind in "w)sncvm"
        if (
            item.kind in "ws"
            and aliased
            and self._chain < (4 if self.verb in _LOOSE else 1 if item.kind == "w" else 0)
        ):
            self._name(item, after)
            self._chain = 0 if after is not None and after.kind == "(" else self._chain + 1
            return True
        return item.kind == "S" and before is None

    def _name(self, item: Token, after: Token | None) -> None:
        name = item.text.replace("`", "").replace("[", "").replace("]", "").replace(" ", "")
        if after is not None and after.kind == "(":
            self._did("call")
            return
        self._const = False
        self._system(name)
        if name.rsplit(".", 1)[-1].startswith(("xp_", "sp_")):
            self._did("procedure")

    def _system(self, name: str) -> None:
        if name.startswith(_SYSTEM):
            self._did("system")

    def _called(self, before: Token | None, after: Token | None) -> bool:
        if before is None or before.kind not in "wv":
            # A query right behind an operand or a bracket: some servers take it for another statement.
            self._push("(")
            return before is not None and before.kind in "n)" and after is not None and after.text == "select"
        name = before.text.replace("`", "").replace(" ", "").replace("[", "").replace("]", "")
        self._did("call")
        owner, _, own = name.rpartition(".")
        if name in SPECIAL or (own in SPECIAL and owner.startswith(_OWNERS)) or own.startswith("xp_"):
            self._push("special" if name not in _NEEDS_INSIDE else "inside")
        else:
            self._push("call")
        self._want = True
        return True

    def _push(self, what: str) -> None:
        self._stack.append(what)
        self._want = True
        self._chain = 0

    def _close(self) -> bool:
        if self._stack:
            if self._stack.pop() == "special":
                self._did("special")
        else:
            self._evaluate()
            self.closes += 1
            self._did("closes")
        self._chain = 0
        return True

    def _closed_early(self, before: Token | None) -> bool:
        if before is None:  # `) or (1=1` behind a number that the statement has already
            self._want = False
            return self._close()
        if before.kind == "(":
            self._want = False
            if self._stack and self._stack[-1] == "special":
                self._stack[-1] = "call"
            return self._close()
        return False

    def _stacked(self, after: Token | None) -> bool:
        self._evaluate()
        self.ended += 1
        if after is not None and (after.kind == "E" or after.text == "if"):
            self._did("next")
        self._stack.clear()
        self._select = False
        self._clause = ""
        self._chain = 0
        self._want = True
        return True

    def _statement(self, item: Token, before: Token | None, after: Token | None) -> bool:
        text = item.text
        self._chain = 0
        if text == "values" and self._united:
            self._did("union")
        if text in ("if", "while", "values", "table", "set", "open", "print"):
            fits = self._want or self._select or bool(before and before.kind in "Ewnv") or "next" in self.did
            self._want = True
            return fits
        if text == "select":
            return self._selects(before, after)
        if text == "waitfor":
            if after is not None and after.text in ("delay", "time"):
                self._did("special")
                self._did("reaches")
                self._want = True
                self._select = True
                return True
            return False
        if before is not None and before.text == ";":
            return self._following(after)
        if text in _EXECUTES and after is not None and self._runs(after):
            self._did("statement" if before is not None else "whole")
            self._did("executes")
            self.verb = text
            if after.kind == "w":
                self._name(after, None)
            self._want = self._select = True
            return True
        if before is None and self._want:
            self._did("whole")
            return self._following(after)
        # `create or replace`, `insert ... select`, `begin declare ...` of a statement under way
        self._want = True
        return self._select and "next" in self.did

    def _runs(self, after: Token) -> bool:
        return after.kind in "v(s" or after.text.startswith(("xp_", "sp_", "master", "[master", "sys"))

    def _following(self, after: Token | None) -> bool:
        text = self._text
        self.verb = text if self.verb not in CORE else self.verb
        self._select = True
        self._want = True
        if (after is None or after.kind in "C;") and text in ("shutdown", "commit", "rollback", "begin"):
            self._did("statement")
            self._want = False
            return True
        if after is None:
            return False
        if after.kind in "wvEBm(nsS" or after.text in _OBJECTS:
            self._did("statement")
            return True
        return False

    def _selects(self, before: Token | None, after: Token | None) -> bool:
        script = "next" in self.did or "executes" in self.did
        if not self._want and before is not None and before.kind not in "Um(w" and not script:
            return False
        union, self._united = self._united, False
        if before is None:
            self._did("whole")
        elif before.text == ";":
            self._did("statement")
            self.verb = "select"
        elif (
            "(" in self._stack or "special" in self._stack or "call" in self._stack or "inside" in self._stack
        ):
            if not union:
                self._did("subselect")
            if "inside" in self._stack:
                self._did("special")
        elif not union and "next" not in self.did and "whole" not in self.did and "union" not in self.did:
            return False
        if union and after is not None and after.kind in "nsSvcwo(mEB{":
            self._did("union" if after.kind != "w" else "union-name")
        self._select = True
        self._want = True
        self._clause = ""
        return after is not None and (after.kind in "nsSvcwo(mEC{" or after.text == "top")

    def _union(self, after: Token | None) -> bool:
        if after is None:
            return False
        self._evaluate()
        self._chain = 0
        self._did("set")
        self._want = self._united = True
        if after.text == "values":
            self._did("union")
        return after.kind in "Em(" or after.text == "values"

    def _modifier(self, item: Token, after: Token | None) -> bool:
        if item.text in ("asc", "desc", "nulls", "first", "last", "to"):
            return self._clause in ("order", "nulls", "partition") or item.text == "to" or self.tokens == 1
        if item.text == "not" and not self._want:
            return after is not None and (after.kind == "=" or after.text == "null")
        return self._want

    def _enter(self, item: Token, before: Token | None, after: Token | None) -> bool:
        text = item.text
        self._chain = 0
        if text == "by":
            return before is not None and before.text in ("order", "group", "partition")
        if text in ("when", "then", "else"):
            self._evaluate()
            self._want = True
            self._const = True
            return True
        if text == "top":
            self._want = True
            self._clause = text
            return self._select
        if self._want and before is not None and before.kind not in "EUBw;)m" and before.text != "*":
            return False
        if text in ("order", "group") and (after is None or after.text != "by"):
            return False
        if text == "into" and after is not None and after.text in ("outfile", "dumpfile"):
            self._did("special")
            self._did("reaches")
            self._select = True
        self._evaluate()
        if text in ("order", "group", "having", "limit", "procedure", "offset", "from"):
            self._did(text)
        if text in ("having", "where", "when"):
            self._begin_logic()
            self._logic = text == "having"
        self._clause = text
        self._want = True
        self._select = self._select or text in ("from", "join", "procedure", "into", "over", "for")
        return True

    def _begin_logic(self) -> None:
        self._logic = True
        self._compared = False
        self._const = True
        self._did("logic")

    def _evaluate(self) -> None:
        """A condition is over: what kind was it."""
        if self._logic and not self._want:
            if self._compared:
                self._did("tautology" if self._const else "comparison")
            elif self._const:
                self._did("constant")
        elif self._compared and not self._want:
            self._did("compared" if self._const else "compared-name")
        self._logic = self._compared = False
        self._const = True


def _is_name(before: Token | None, after: Token | None) -> bool:
    """Whether a word of the language stands where only a name can: behind `as`, or compared."""
    if before is not None and before.text == "as":
        return True
    return (
        before is not None
        and before.text in ("where", "and", "or")
        and after is not None
        and after.kind == "="
        and after.text == "="
    )
