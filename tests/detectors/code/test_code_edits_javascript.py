# ruff: noqa: RUF001 - letters beyond the first plane are meant
"""Edits for JavaScript and TypeScript: before and after for each rule that has some, and what is left."""

import time

import pytest
from code_world import detector, findings

from vedette.languages.javascript.written import gaps
from vedette.languages.text import decode
from vedette.model.edit import digest_of

HTTPS = "const https = require('https');\n{}\n"
APP = (
    "const express = require('express');\nconst app = express();\napp.get('/', (req, res) => {{\n  {}\n}});\n"
)
CHILD = "const cp = require('child_process');\nmodule.exports = {{ size(folder, done) {{\n  {}\n}} }};\n"
SIGNED = (
    "const crypto = require('crypto');\nfunction check(body, signature, key) {{\n"
    "  const digest = crypto.createHmac('sha256', key).update(body).digest('hex');\n  {}\n}}\n"
)
EQUAL = (
    "crypto.timingSafeEqual(crypto.createHash('sha256').update(String(digest)).digest(), "
    "crypto.createHash('sha256').update(String(signature)).digest())"
)

MYSQL = (
    "const express = require('express');\nconst mysql = require('mysql2');\n"
    "const db = mysql.createPool({{}});\nconst app = express();\n"
    "app.get('/', (req, res) => {{\n  const {{ name }} = req.query;\n  {}\n}});\n"
)
POSTGRES = MYSQL.replace("require('mysql2')", "require('pg')").replace("mysql.createPool", "new mysql.Pool")

BOUND = (
    "await db.query('SELECT * FROM item WHERE name LIKE $1 AND id = $2', "
    '["%" + String(name) + "%", String(req.query.id)]);'
)

# Rule, program, what is there before, and after.
CASES = [
    (
        "code-sql-injection",
        MYSQL,
        'db.query("SELECT * FROM item WHERE name = \'" + name + "\'", (error, rows) => res.json(rows));',
        "db.query('SELECT * FROM item WHERE name = ?', [String(name)], (error, rows) => res.json(rows));",
    ),
    (
        "code-sql-injection",
        POSTGRES,
        "await db.query(`SELECT * FROM item WHERE name LIKE '%${name}%' AND id = ${req.query.id}`);",
        BOUND,
    ),
    (
        "code-tls-unverified",
        HTTPS,
        "const a = new https.Agent({ keepAlive: true, rejectUnauthorized: false });",
        "const a = new https.Agent({ keepAlive: true, rejectUnauthorized: true });",
    ),
    (
        "code-tls-unverified",
        HTTPS,
        "https.get(`https://𝔸.example/ü`, {\n\t'rejectUnauthorized':\tfalse, // why 𝔹\n}, done);",
        "https.get(`https://𝔸.example/ü`, {\n\t'rejectUnauthorized':\ttrue, // why 𝔹\n}, done);",
    ),
    (
        "code-tls-unverified",
        "const pg = require('pg');\n{}\n",
        "const c = new pg.Client({ ssl: { rejectUnauthorized: false } });",
        "const c = new pg.Client({ ssl: { rejectUnauthorized: true } });",
    ),
    (
        "code-tls-unverified",
        HTTPS,
        "process.env.NODE_TLS_REJECT_UNAUTHORIZED = '0';",
        "process.env.NODE_TLS_REJECT_UNAUTHORIZED = '1';",
    ),
    (
        "code-tls-unverified",
        HTTPS,
        "const o = make();\no.rejectUnauthorized = false;",
        "const o = make();\no.rejectUnauthorized = true;",
    ),
    (
        "code-old-tls",
        "import * as tls from 'tls';\n{}\n",
        "tls.createServer({ minVersion: 'TLSv1', key });",
        "tls.createServer({ minVersion: 'TLSv1.2', key });",
    ),
    (
        "code-old-tls",
        "const tls = require('tls');\n{}\n",
        'tls.DEFAULT_MIN_VERSION = "TLSv1";',
        'tls.DEFAULT_MIN_VERSION = "TLSv1.2";',
    ),
    (
        "code-script-cookie",
        APP,
        "res.cookie('token', make(), { httpOnly: false, secure: true });",
        "res.cookie('token', make(), { httpOnly: true, secure: true });",
    ),
    (
        "code-script-cookie",
        APP,
        "res.cookie('token', make(), { secure: true, });",
        "res.cookie('token', make(), { secure: true, httpOnly: true, });",
    ),
    (
        "code-insecure-cookie",
        APP,
        "res.cookie('session', make());",
        "res.cookie('session', make(), { httpOnly: true, secure: true });",
    ),
    (
        "code-cross-site-cookie",
        APP,
        "res.cookie('a', '1', { sameSite: 'none', secure: true });",
        "res.cookie('a', '1', { sameSite: 'lax', secure: true });",
    ),
    (
        "code-insecure-cookie",
        "const session = require('express-session');\n{}\n",
        "app.use(session({ secret: key(), cookie: { secure: false } }));",
        "app.use(session({ secret: key(), cookie: { secure: true } }));",
    ),
    (
        "code-csrf-off",
        "const lusca = require('lusca');\n{}\n",
        "app.use(lusca({ csrf: false }));",
        "app.use(lusca({ csrf: true }));",
    ),
    (
        "code-browser-protection-off",
        "const helmet = require('helmet');\n{}\n",
        "app.use(helmet({ noSniff: false }));",
        "app.use(helmet({ noSniff: true }));",
    ),
    (
        "code-autoescape-off",
        "const handlebars = require('handlebars');\n{}\n",
        "handlebars.compile(text, { noEscape: true });",
        "handlebars.compile(text, { noEscape: false });",
    ),
    (
        "code-xml-entities",
        "const libxmljs = require('libxmljs');\n{}\n",
        "libxmljs.parseXml(text, { noent: true });",
        "libxmljs.parseXml(text, { noent: false });",
    ),
    (
        "code-jwt-unverified",
        "const jwt = require('jsonwebtoken');\n{}\n",
        "jwt.verify(token, key, { algorithms: ['HS256'], ignoreExpiration: true });",
        "jwt.verify(token, key, { algorithms: ['HS256'], ignoreExpiration: false });",
    ),
    (
        "code-electron-settings",
        "const { BrowserWindow } = require('electron');\n{}\n".replace("{ B", "{{ B").replace("w }", "w }}"),
        "new BrowserWindow({ webPreferences: { nodeIntegration: true, contextIsolation: false } });",
        "new BrowserWindow({ webPreferences: { nodeIntegration: false, contextIsolation: true } });",
    ),
    (
        "code-directory-listing",
        "const express = require('express');\n{}\n",
        "express.static('files', { dotfiles: \"allow\" });",
        "express.static('files', { dotfiles: \"ignore\" });",
    ),
    (
        "code-weak-random",
        "const crypto = require('crypto');\n{}\n",
        "const resetToken = Math.random().toString(36).substring(2);",
        "const resetToken = crypto.randomBytes(32).toString('hex');",
    ),
    (
        "code-timing-comparison",
        SIGNED,
        "if (digest === signature) {\n    return true;\n  }",
        f"if ({EQUAL}) {{\n    return true;\n  }}",
    ),
    ("code-timing-comparison", SIGNED, "return digest !== signature;", f"return !{EQUAL};"),
    (
        "code-composed-command",
        CHILD,
        "cp.exec('du -s ' + folder, done);",
        "cp.execFile('du', ['-s', folder], done);",
    ),
    (
        "code-composed-command",
        CHILD,
        'return cp.execSync(`git log --oneline "${{folder.path}}"`);'.replace("{{", "{").replace("}}", "}"),
        "return cp.execFileSync('git', ['log', '--oneline', folder.path]);",
    ),
]
LEFT = [
    ("code-sql-injection", MYSQL.format("db.query('SELECT * FROM ' + name);")),
    (
        "code-sql-injection",
        MYSQL.format("db.query('SELECT a FROM b WHERE id = ? AND c = ' + name, [1]);"),
    ),
    ("code-sql-injection", MYSQL.format("db.query('SELECT * FROM item WHERE name = ' + trim(name));")),
    (
        "code-tls-unverified",
        "const off = false;\nnew (require('https').Agent)({ rejectUnauthorized: off });\n",
    ),
    (
        "code-script-cookie",
        APP.format("res.cookie('token', make(), { ...more, httpOnly: false, ...more });").replace(
            "httpOnly: false", "httpOnly: !1"
        ),
    ),
    ("code-weak-random", "const userPassword = 'x' + Math.random().toString(36);\n"),
    (
        "code-weak-random",
        "const crypto = require('crypto');\nconst userPassword = 'x' + Math.random().toString(36);\n",
    ),
    (
        "code-weak-random",
        "const crypto = require('crypto');\nlet resetToken = Math.random().toString(36) + 'x';\n",
    ),
    ("code-weak-random", "const crypto = require('crypto');\nlet resetToken = Math.random();\n"),
    # A page has no module of node.
    ("code-weak-random", "const resetToken = Math.random().toString(36);\n"),
    ("code-composed-command", CHILD.format("cp.exec('cd ' + folder, done);")),
    ("code-composed-command", CHILD.format("cp.exec('du -s ' + folder + ' | sort', done);")),
    ("code-composed-command", CHILD.format("cp.exec('du --of=' + folder, done);")),
    ("code-composed-command", CHILD.format("cp.exec('du ' + folder, { shell: '/bin/bash' }, done);")),
    ("code-timing-comparison", SIGNED.format("return digest === signature || signature === key;")),
]


@pytest.fixture(scope="module")
def judge():
    return detector()


def of_rule(judge, rule, text, path="src/web.js"):
    return [one for one in findings(judge, {path: text}) if one.rule == rule]


def mended(text, edits):
    data = decode("x.js", text.encode()).data
    assert {edit.digest for edit in edits} == {digest_of(data)}
    for edit in sorted(edits, reverse=True):
        data = data[: edit.start] + edit.new.encode() + data[edit.end :]
    return data.decode()


@pytest.mark.parametrize("ends", ["\n", "\r\n"], ids=["lf", "crlf"])
@pytest.mark.parametrize("kind", ["js", "tsx", "ts", "mjs"])
@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case[0]}-{case[2][:30]}")
def test_a_finding_is_mended_and_gone(judge, case, kind, ends):
    rule, program, before, after = case
    text, wanted = (program.format(part).replace("\n", ends) for part in (before, after))
    (found,) = of_rule(judge, rule, text, f"src/web.{kind}")
    assert mended(text, found.edits) == wanted
    assert gaps(decode(f"src/web.{kind}", wanted.encode())) == 0
    assert of_rule(judge, rule, wanted, f"src/web.{kind}") == []


@pytest.mark.parametrize(("rule", "text"), LEFT)
def test_what_is_not_plain_is_left_to_people(judge, rule, text):
    found = of_rule(judge, rule, text)
    assert found
    assert [one.edits for one in found] == [()] * len(found)


@pytest.mark.parametrize(
    ("head", "after"),
    [
        ("const fs = require('fs');", "const fs = require('fs');\nconst crypto = require('crypto');"),
        ("import fs from 'node:fs'", "import fs from 'node:fs'\nimport crypto from 'crypto';"),
        (
            "import fs from 'fs';\nimport x from './x'; // why\n",
            "import fs from 'fs';\nimport x from './x'; // why\nimport crypto from 'crypto';\n",
        ),
        ("import * as crypto from 'node:crypto';", "import * as crypto from 'node:crypto';"),
        ("import crypto, { createHash } from 'crypto';", "import crypto, { createHash } from 'crypto';"),
    ],
)
def test_a_module_of_node_is_brought_in_where_it_is_not(judge, head, after):
    text = "\nexport function f() {{\n  const resetToken = {};\n  return resetToken;\n}}\n"
    before = head + text.format("Math.random().toString(36)")
    (found,) = of_rule(judge, "code-weak-random", before)
    assert mended(before, found.edits) == after + text.format("crypto.randomBytes(32).toString('hex')")


@pytest.mark.parametrize(
    "head",
    [
        "const fs = require('fs');\nlet crypto = 1;",
        "const fs = require('fs'); const y = 1;",
        "import $ from 'jquery';",
    ],
)
def test_nothing_is_brought_in_over_a_name_or_into_a_page(judge, head):
    (found,) = of_rule(judge, "code-weak-random", head + "\nconst resetToken = Math.random().toString(36);\n")
    assert found.edits == ()


@pytest.mark.parametrize(
    ("head", "after"),
    [
        (
            "const { exec } = require('child_process');",
            "const { exec, execFile } = require('child_process');",
        ),
        (
            "const { exec, execFile } = require('child_process');",
            "const { exec, execFile } = require('child_process');",
        ),
        (
            "import { exec, spawn } from 'node:child_process';",
            "import { exec, execFile, spawn } from 'node:child_process';",
        ),
    ],
)
def test_a_name_joins_those_of_its_module(judge, head, after):
    text = "\nexport class R {{ size(folder, done) {{ {} }} }}\n"
    before, wanted = "exec('du -s ' + folder, done);", "execFile('du', ['-s', folder], done);"
    (found,) = of_rule(judge, "code-composed-command", head + text.format(before))
    assert mended(head + text.format(before), found.edits) == after + text.format(wanted)


@pytest.mark.parametrize("taken", ["function execFile() {}", "const execFile = 1;"])
def test_a_name_that_is_taken_joins_nothing(judge, taken):
    text = f"const {{ exec }} = require('child_process');\n{taken}\n"
    text += "module.exports = { size(folder, done) { exec('du -s ' + folder, done); } };\n"
    (found,) = of_rule(judge, "code-composed-command", text)
    assert found.edits == ()


def test_findings_of_one_call_are_mended_together(judge):
    text = APP.format("res.cookie('session', make());")
    found = [one for one in findings(judge, {"a.js": text}) if one.edits]
    assert {one.rule for one in found} == {"code-insecure-cookie", "code-script-cookie"}
    assert len({edit for one in found for edit in one.edits}) == 1


def test_positions_of_edits_are_in_code_points(judge):
    text = HTTPS.format("const ä = '𝔸ü'; const b = new https.Agent({ rejectUnauthorized: false });")
    (found,) = of_rule(judge, "code-tls-unverified", text)
    (edit,) = found.edits
    assert text.split("\n")[1][edit.begins.column - 1 : edit.ends.column - 1] == "false"
    assert edit.begins.line == edit.ends.line == 2


def test_scripts_of_components_are_mended_in_their_place(judge):
    page = "<template>\n  <b>ü</b>\n</template>\n<script>\nimport https from 'https'\n{}\n</script>\n"
    text = page.format("export const agent = new https.Agent({ rejectUnauthorized: false })")
    (found,) = of_rule(judge, "code-tls-unverified", text, "src/a.vue")
    assert mended(text, found.edits) == text.replace("false", "true")


@pytest.mark.parametrize("depth", [3, 100, 390, 5000])
def test_what_is_nested_deep_is_mended_or_left_alone(judge, depth):
    nested = f"{'{a: ' * depth}1{'}' * depth}"
    text = HTTPS.format(f"new https.Agent({{ rejectUnauthorized: false, a: {nested} }});")
    text += CHILD.format(f"cp.exec('du -s ' + {'folder + ' * depth} folder, done);")
    found = findings(judge, {"src/web.js": text})
    assert all(edit.new == "true" for one in found for edit in one.edits)
    assert [one.rule for one in found if one.edits] == ["code-tls-unverified"] or depth > 100


def test_many_findings_of_one_file_are_mended_in_bounded_time(judge):
    lines = "".join(f"  user{at}.resetToken = Math.random().toString(36);\n" for at in range(300))
    text = f"const fs = require('fs');\nfunction f(user) {{\n{lines}}}\nmodule.exports = f;\n"
    began = time.process_time()
    found = of_rule(judge, "code-weak-random", text)
    assert len([one for one in found if one.edits]) == 300
    assert time.process_time() - began < 20
