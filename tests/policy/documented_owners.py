"""The examples of both vendors' documentation as facts: a file, and who owns which path by it.

Sources: docs.github.com, "About code owners"; docs.gitlab.com, "Syntax of CODEOWNERS file" and "Advanced
CODEOWNERS configuration". Each example is a file of one line or more, and what the page says of it; where a
page only names a pattern and what it matches, an owner was added, so that there is something to ask for.

Run as a program it prints how many there are, and each that we get wrong.
"""

import sys

from vedette.languages.codeowners import choice
from vedette.model.owners import Dialect
from vedette.policy.interface import Policy
from vedette.policy.owners import Owners

NOBODY = ""

_DEFAULTS = "* @global-owner1 @global-owner2"
_JS = "*.js    @js-owner #This is an inline comment."
_WHOLE = [
    _DEFAULTS,
    _JS,
    "*.go docs@example.com",
    "*.txt @octo-org/octocats",
    "/build/logs/ @doctocat",
    "docs/* docs@example.com",
    "apps/ @octocat",
    "/docs/ @doctocat",
    "/scripts/ @doctocat @octocat",
    "**/logs @octocat",
    "/apps/ @octocat",
    "/apps/github",
]

# What the example is, the file, and path -> owners, blanks between them.
GITHUB = [
    (
        "default owners",
        [_DEFAULTS],
        {"README.md": "@global-owner1 @global-owner2", "a/b/c": "@global-owner1 @global-owner2"},
    ),
    (
        "the last match wins",
        [_DEFAULTS, _JS],
        {"a.js": "@js-owner", "src/deep/a.js": "@js-owner", "a.ts": "@global-owner1 @global-owner2"},
    ),
    (
        "an address",
        ["*.go docs@example.com"],
        {"main.go": "docs@example.com", "cmd/x/main.go": "docs@example.com", "main.c": NOBODY},
    ),
    (
        "a team",
        ["*.txt @octo-org/octocats"],
        {"a.txt": "@octo-org/octocats", "a/b.txt": "@octo-org/octocats"},
    ),
    (
        "a folder at the root",
        ["/build/logs/ @doctocat"],
        {"build/logs/a": "@doctocat", "build/logs/deep/er/a": "@doctocat", "x/build/logs/a": NOBODY},
    ),
    (
        "files of a folder only",
        ["docs/* docs@example.com"],
        {"docs/getting-started.md": "docs@example.com", "docs/build-app/troubleshooting.md": NOBODY},
    ),
    (
        "a folder anywhere",
        ["apps/ @octocat"],
        {"apps/a": "@octocat", "x/apps/y/a": "@octocat", "apps.txt": NOBODY},
    ),
    (
        "the folder docs",
        ["/docs/ @doctocat"],
        {"docs/a": "@doctocat", "docs/x/y/a": "@doctocat", "x/docs/a": NOBODY},
    ),
    (
        "two owners of a folder",
        ["/scripts/ @doctocat @octocat"],
        {"scripts/a": "@doctocat @octocat", "scripts/x/a": "@doctocat @octocat"},
    ),
    (
        "folders called logs",
        ["**/logs @octocat"],
        {
            "build/logs/a": "@octocat",
            "scripts/logs/a": "@octocat",
            "deeply/nested/logs/a": "@octocat",
            "logs/a": "@octocat",
            "logs.txt": NOBODY,
        },
    ),
    (
        "a folder that nobody owns",
        ["/apps/ @octocat", "/apps/github"],
        {"apps/a": "@octocat", "apps/x/a": "@octocat", "apps/github/a": NOBODY, "apps/github/x/a": NOBODY},
    ),
    (
        "a folder with an owner of its own",
        ["/apps/ @octocat", "/apps/github @doctocat"],
        {"apps/a": "@octocat", "apps/github/a": "@doctocat"},
    ),
    (
        "the file as a whole",
        _WHOLE,
        {
            "README": "@global-owner1 @global-owner2",
            "src/a.js": "@js-owner",
            "a.go": "docs@example.com",
            "a.txt": "@octo-org/octocats",
            "build/logs/a": "@octocat",
            "docs/getting-started.md": "@doctocat",
            "docs/build-app/troubleshooting.md": "@doctocat",
            "x/apps/a": "@octocat",
            "scripts/a": "@doctocat @octocat",
            "apps/a.js": "@octocat",
            "apps/github/a.js": NOBODY,
        },
    ),
    ("no escaped #", [_DEFAULTS, "\\#file @octocat"], {"#file": "@global-owner1 @global-owner2"}),
    (
        "no negation",
        [_DEFAULTS, "!a.js @octocat"],
        {"a.js": "@global-owner1 @global-owner2", "!a.js": "@global-owner1 @global-owner2"},
    ),
    ("no ranges", [_DEFAULTS, "[ab].js @octocat"], {"a.js": "@global-owner1 @global-owner2"}),
    (
        "a line with invalid syntax is skipped",
        [_DEFAULTS, "*.js js-owner", "*.md @docs"],
        {"a.js": "@global-owner1 @global-owner2", "a.md": "@docs"},
    ),
    (
        "case counts",
        ["/Docs/ @octocat", "*.MD @doctocat"],
        {"docs/a": NOBODY, "Docs/a": "@octocat", "a.md": NOBODY, "a.MD": "@doctocat"},
    ),
    ("protected: one owner", ["/apps/ @doctocat"], {"apps/x": "@doctocat"}),
    ("protected: either owner", ["/apps/ @doctocat @octocat"], {"apps/x/y": "@doctocat @octocat"}),
    ("protected: a team", ["/apps/ @example-org/content-team"], {"apps/x": "@example-org/content-team"}),
]

_KITCHEN = [
    "* @default-owner",
    "README.md @doc-team @tech-lead",
    "*.rb @ruby-owner",
    "LICENSE @legal janedoe@gitlab.com",
    "README @group @group/with-nested/subgroup",
    "/docs/ @all-docs",
    "/docs/* @root-docs",
    "/docs/**/*.md @markdown-docs  # Match specific file types in any subdirectory",
    "/db/**/index.md @index-docs   # Match a specific file name in any subdirectory",
]
_OLDER = [
    "* @default-codeowner",
    "* @multiple @code\t@owners",
    "*.rb @ruby-owner",
    "\\#file_with_pound.rb @owner-file-with-pound",
    "CODEOWNERS @multiple @code @owners",
    "LICENSE @legal this_does_not_match janedoe@gitlab.com",
    "README @group @group/with-nested/subgroup",
    "/docs/ @all-docs",
    "/docs/* @root-docs",
    "/docs/**/*.md @root-docs",
    "lib/ @lib-owner",
    "/config/ @config-owner",
    "path\\ with\\ spaces/ @space-owner",
    "[Documentation]",
    "ee/docs    @docs",
    "docs       @docs",
    "[Database]",
    "README.md  @database",
    "model/db   @database",
    "[DOCUMENTATION]",
    "README.md  @docs",
]
_READMES = [
    "* @admin",
    "[README Owners]",
    "README.md @user1 @user2",
    "internal/README.md @user4",
    "[README other owners]",
    "README.md @user3",
]
_DATABASE = ["[Database] @database-team @agarcia", "model/db/", "config/db/database-setup.md @docs-team"]
_REGULAR = [
    "* @general-approvers",
    "[Documentation] @docs-team",
    "docs/",
    "README.md",
    "*.txt",
    "[Database] @database-team",
    "model/db/",
    "config/db/database-setup.md @docs-team",
]
_OPTIONAL = ["[Documentation]", "*.md @root", "[Ruby]", "*.rb @root", "^[Go]", "*.go @root"]
_DUPLICATE = [
    "[Documentation]",
    "ee/docs/    @docs",
    "docs/       @docs",
    "[Database]",
    "README.md  @database",
    "model/db/   @database",
    "[DOCUMENTATION]",
    "README.md  @docs",
]

GITLAB = [
    (
        "the examples at the top",
        _KITCHEN,
        {
            "x/y": "@default-owner",
            "README.md": "@doc-team @tech-lead",
            "lib/a.rb": "@ruby-owner",
            "LICENSE": "@legal janedoe@gitlab.com",
            "README": "@group @group/with-nested/subgroup",
            "docs/x/y.png": "@all-docs",
            "docs/a.png": "@root-docs",
            "docs/x/a.md": "@markdown-docs",
            "docs/a.md": "@markdown-docs",
            "db/a/index.md": "@index-docs",
            "db/index.md": "@index-docs",
        },
    ),
    (
        "a section at the top",
        ["[Documentation]", "ee/docs    @docs", "docs       @docs"],
        {"ee/docs": "@docs", "docs": "@docs", "x/docs": "@docs"},
    ),
    ("a role", ["/config/ @@maintainer"], {"config/a": "@@maintainer", "config/x/a": "@@maintainer"}),
    (
        "sections are asked on their own",
        _READMES,
        {
            "README.md": "@admin @user1 @user2 @user3",
            "internal/README.md": "@admin @user4 @user3",
            "x": "@admin",
        },
    ),
    (
        "a section with two lines",
        ["[README Owners]", "README.md @user1 @user2", "internal/README.md @user2"],
        {"README.md": "@user1 @user2", "internal/README.md": "@user2"},
    ),
    ("a required section", ["[Section name]", "a"], {"a": NOBODY}),
    ("a section with a default owner", ["[Section name] @username", "a"], {"a": "@username"}),
    (
        "a section with several defaults",
        ["[Section name][2] @group @subgroup", "a"],
        {"a": "@group @subgroup"},
    ),
    (
        "default owners of a section",
        ["[Documentation] @docs-team", "docs/", "README.md", *_DATABASE],
        {
            "docs/a": "@docs-team",
            "README.md": "@docs-team",
            "model/db/a": "@database-team @agarcia",
            "config/db/database-setup.md": "@docs-team",
        },
    ),
    ("optional sections", _OPTIONAL, {"a.md": "@root", "a.rb": "@root", "a.go": "@root"}),
    ("roles", ["file.md @@developer @@maintainer"], {"file.md": "@@developer @@maintainer"}),
    ("roles in the plural", ["file.md @@developers"], {"file.md": "@@developers"}),
    ("a group", ["file.md @group-x"], {"file.md": "@group-x"}),
    ("a subgroup", ["file.md @group-x/subgroup-y"], {"file.md": "@group-x/subgroup-y"}),
    (
        "a group and its subgroup",
        ["file.md @group-x @group-x/subgroup-y"],
        {"file.md": "@group-x @group-x/subgroup-y"},
    ),
    (
        "maintainers",
        ["[Maintainers]", "* @gitlab-org/maintainers/group-name"],
        {"x/y": "@gitlab-org/maintainers/group-name"},
    ),
    ("absolute: a file", ["/README.md @o"], {"README.md": "@o", "docs/README.md": NOBODY}),
    (
        "absolute: a file in a folder",
        ["/docs/README.md @o"],
        {"docs/README.md": "@o", "x/docs/README.md": NOBODY},
    ),
    (
        "relative: a name",
        ["README.md @username"],
        {"README.md": "@username", "internal/README.md": "@username", "app/lib/README.md": "@username"},
    ),
    (
        "relative: a path",
        ["internal/README.md @o"],
        {"internal/README.md": "@o", "docs/internal/README.md": "@o", "docs/api/internal/README.md": "@o"},
    ),
    ("a folder", ["/docs/ @o"], {"docs/a": "@o", "docs/x/y": "@o", "x/docs/a": NOBODY}),
    ("*: markdown of a folder", ["/docs/*.md @username"], {"docs/a.md": "@username", "docs/x/a.md": NOBODY}),
    (
        "*: any type",
        ["/docs/index.* @username"],
        {
            "docs/index.md": "@username",
            "docs/index.html": "@username",
            "docs/index.xml": "@username",
            "docs/a.md": NOBODY,
        },
    ),
    (
        "*: in a name",
        ["/docs/*spec* @username"],
        {
            "docs/qa_specs.rb": "@username",
            "docs/spec_helpers.rb": "@username",
            "docs/runtime.spec": "@username",
        },
    ),
    (
        "*: one level",
        ["/docs/*/README.md @username"],
        {"docs/api/README.md": "@username", "docs/README.md": NOBODY, "docs/a/b/README.md": NOBODY},
    ),
    (
        "**: any level",
        ["/docs/**/index.md @o"],
        {"docs/index.md": "@o", "docs/api/index.md": "@o", "docs/api/graphql/index.md": "@o"},
    ),
    (
        "exclusions count in their section",
        ["* @username", "!pom.xml", "[Ruby]", "*.rb @ruby-team", "!/config/**/*.rb"],
        {
            "a": "@username",
            "pom.xml": NOBODY,
            "a.rb": "@username @ruby-team",
            "config/a.rb": "@username",
            "config/x/a.rb": "@username",
        },
    ),
    (
        "excluded is excluded",
        ["* @default-owner", "!*.rb                      # no Ruby", "/special/*.rb @ruby-owner  # too late"],
        {"special/a.rb": NOBODY, "a": "@default-owner"},
    ),
    (
        "excluded is excluded in a section",
        [
            "[Ruby]",
            "*.rb @ruby-team           # all",
            "!/config/**/*.rb          # but these",
            "/config/routes.rb @ops    # too late",
        ],
        {"config/routes.rb": NOBODY, "a.rb": "@ruby-team"},
    ),
    (
        "another section may claim it",
        [
            "[Ruby]",
            "*.rb @ruby-team",
            "!/config/**/*.rb        # none",
            "[Config]",
            "/config/ @ops-team      # still",
        ],
        {"config/a.rb": "@ops-team", "a.rb": "@ruby-team"},
    ),
    (
        "files that machines write",
        [
            "* @default-owner",
            "!package-lock.json",
            "!yarn.lock",
            "!**/generated/          # any",
            "!.gitlab-ci.yml",
        ],
        {
            "package-lock.json": NOBODY,
            "yarn.lock": NOBODY,
            "x/generated/y/z": NOBODY,
            "generated/a": NOBODY,
            ".gitlab-ci.yml": NOBODY,
            "a": "@default-owner",
        },
    ),
    ("an owner: group", ["/path/to/entry.rb @group"], {"path/to/entry.rb": "@group"}),
    ("an owner: subgroup", ["/path/to/entry.rb @group/subgroup"], {"path/to/entry.rb": "@group/subgroup"}),
    ("an owner: user", ["/path/to/entry.rb @user"], {"path/to/entry.rb": "@user"}),
    (
        "owners",
        ["/path/to/entry.rb @group @group/subgroup @user"],
        {"path/to/entry.rb": "@group @group/subgroup @user"},
    ),
    (
        "**/*.rb reaches everywhere",
        ["**/*.rb @o"],
        {"config/database.rb": "@o", "app/controllers/users/stars_controller.rb": "@o"},
    ),
    ("* matches dotfiles", ["/* @o"], {".gitignore": "@o", "x/.gitignore": NOBODY}),
    ("* stops at a slash", ["/a*c @o"], {"abc": "@o", "a/c": NOBODY}),
    (
        "defaults, approvals, optional",
        [
            "[Documentation][2] @docs-team",
            "docs/",
            "README.md",
            "^[Database] @database-team",
            "model/db/",
            "config/db/database-setup.md @docs-team",
        ],
        {
            "docs/a": "@docs-team",
            "model/db/a": "@database-team",
            "config/db/database-setup.md": "@docs-team",
        },
    ),
    (
        "lines outside sections stay",
        _REGULAR,
        {
            "model/db/CHANGELOG.txt": "@general-approvers @docs-team @database-team",
            "config/db/database-setup.md": "@general-approvers @docs-team",
            "x": "@general-approvers",
        },
    ),
    (
        "sections of one name",
        _DUPLICATE,
        {"README.md": "@docs @database", "docs/a": "@docs", "ee/docs/a": "@docs", "model/db/a": "@database"},
    ),
    (
        "the last pattern",
        ["*.md @doc-team", "terms.md @legal-team"],
        {"terms.md": "@legal-team", "a.md": "@doc-team"},
    ),
    (
        "two approvals",
        ["[Documentation][2]", "*.md @tech-writer-team", "[Ruby]", "*.rb @dev-team"],
        {"a.md": "@tech-writer-team", "a.rb": "@dev-team"},
    ),
    (
        "blanks in a path",
        ["path\\ with\\ spaces/*.md @owner"],
        {"path with spaces/a.md": "@owner", "path": NOBODY},
    ),
    (
        "blanks without escapes",
        ["folder with spaces/*.md @group"],
        {"folder": "@group", "folder with spaces/a.md": NOBODY},
    ),
    (
        "a broken heading after no section",
        ["* @group", "[Section name", "docs/ @docs_group"],
        {"a": "@group", "docs/a": "@docs_group", "[Section": "@group"},
    ),
    (
        "a broken heading after a section",
        ["[Docs]", "docs/**/* @group", "[Section name", "docs/ @docs_group"],
        {"docs/x/a": "@docs_group", "docs/a": "@docs_group", "x": NOBODY},
    ),
    (
        "malformed owners",
        ["/path/* @group user_without_at_symbol @user_with_at_symbol"],
        {"path/a": "@group @user_with_at_symbol"},
    ),
    ("no owners", ["* @group", "/a"], {"a": NOBODY, "b": "@group"}),
    (
        "an older page's file",
        _OLDER,
        {
            "x": "@multiple @code @owners",
            "a.rb": "@ruby-owner",
            "#file_with_pound.rb": "@owner-file-with-pound",
            "CODEOWNERS": "@multiple @code @owners",
            "LICENSE": "@legal janedoe@gitlab.com",
            "README": "@group @group/with-nested/subgroup",
            "docs/a": "@root-docs",
            "docs/x/a": "@all-docs",
            "docs/x/a.md": "@root-docs",
            "x/lib/a": "@lib-owner",
            "config/a": "@config-owner",
            "x/config/a": "@multiple @code @owners",
            "path with spaces/a": "@space-owner",
            "README.md": "@multiple @code @owners @docs @database",
        },
    ),
]

# GitLab's sections of the examples above: name -> (optional, approvals).
SECTIONS = [
    ("[Section name]", {"Section name": (False, 1)}),
    ("^[Section name]", {"Section name": (True, 1)}),
    ("[Section name][5]", {"Section name": (False, 5)}),
    ("[Section name] @username", {"Section name": (False, 1)}),
    ("[Section name][2] @group @subgroup", {"Section name": (False, 2)}),
    ("[A][0]", {"A": (False, 1)}),
    ("[A][x]", {"A": (False, 1)}),
    ("\n".join(_OPTIONAL), {"Documentation": (False, 1), "Ruby": (False, 1), "Go": (True, 1)}),
    ("\n".join(_DUPLICATE), {"Documentation": (False, 1), "Database": (False, 1)}),
    ("^[A]\na @b\n[a]\nc @d", {"A": (False, 1)}),
    ("[Documentation][2]\n*.md @t", {"Documentation": (False, 2)}),
]


def owners(dialect, lines):
    data = "\n".join(lines).encode()
    return Owners(Policy(), choice.read(data, "CODEOWNERS", dialect))


def cases():
    """Each example as (vendor, name, lines, path, owners)."""
    for dialect, examples in ((Dialect.github, GITHUB), (Dialect.gitlab, GITLAB)):
        for name, lines, expected in examples:
            for path, who in expected.items():
                yield dialect, name, lines, path, tuple(who.split())


def main():
    seen, examples, misses = 0, set(), 0
    for dialect, name, lines, path, expected in cases():
        found = owners(dialect, lines).of(path).owners
        seen += 1
        examples.add((dialect, name))
        if found != expected:
            misses += 1
            sys.stdout.write(f"{dialect.value}, {name}: {path} -> {found}, documented {expected}\n")
    for text, expected in SECTIONS:
        read = choice.read(text.encode(), "CODEOWNERS", Dialect.gitlab).sections[1:]
        if {one.name: (one.optional, one.approvals) for one in read} != expected:
            misses += 1
            sys.stdout.write(f"gitlab: sections of {text!r}: {read}\n")
    count = {dialect: sum(one is dialect for one, _ in examples) for dialect in Dialect}
    sys.stdout.write(
        f"{count[Dialect.github]} examples of GitHub, {count[Dialect.gitlab]} of GitLab, "
        f"{seen} paths, {len(SECTIONS)} sets of headings: {misses} misses\n"
    )
    return 1 if misses else 0


if __name__ == "__main__":
    raise SystemExit(main())
