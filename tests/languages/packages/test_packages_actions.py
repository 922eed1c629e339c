"""Workflows and composite actions of GitHub."""

from families_examples import COMMIT, WORKFLOW
from family_exam import read, rows, sit

from vedette.languages.packages.reading import reader_of
from vedette.model.package import Scope


def test_workflow():
    manifest = sit(".github/workflows/ci.yml", WORKFLOW, cut=False)
    assert rows(manifest) == [
        (6, "node", "18-alpine"),
        (9, "postgres", "15.2"),
        (11, "actions/checkout", "v4"),
        (13, "actions/setup-python", "v5.1.0"),
        (14, "actions/cache", COMMIT),
        (15, "github/codeql-action", "v3.1.2"),
        (16, "ghcr.io/acme/tool", "1.0"),
        (21, "acme/flows", "main"),
    ]
    checkout, pinned, commit, codeql = manifest.packages[2:6]
    assert (checkout.version, checkout.constraint, checkout.scope) == ("", "v4", Scope.build)
    assert (pinned.constraint, pinned.hashes) == (COMMIT, (f"sha1:{COMMIT}",))
    assert WORKFLOW.encode()[pinned.start : pinned.end].decode() == COMMIT
    assert commit.hashes == pinned.hashes
    assert (codeql.version, codeql.aliased) == ("v3.1.2", "github/codeql-action/init")
    assert {package.ecosystem for package in manifest.packages} == {"Docker", "GitHub Actions"}


def test_composite_action():
    text = """name: setup
runs:
  using: composite
  steps:
    - uses: actions/cache@v3.0.1
      with:
        path: x
"""
    manifest = sit("tools/setup/action.yml", text, cut=False)
    assert rows(manifest) == [(5, "actions/cache", "v3.0.1")]


def test_what_is_no_action_is_a_gap():
    text = "jobs:\n  a:\n    steps:\n      - uses: nobody\n      - uses: a/b@${{ x }}\n      - uses: c/d@v1\n"
    manifest = read(".github/workflows/a.yaml", text)
    assert [gap.line for gap in manifest.gaps] == [4, 5]
    assert rows(manifest) == [(6, "c/d", "v1")]


def test_other_yaml_is_none():
    for path in ("config.yml", ".github/dependabot.yml", ".github/workflows/a/b.yml", "x/workflows/a.yml"):
        reader = reader_of(path)
        assert reader is None or reader.FORMAT != "github-workflow"
