"""Bundler's lock files and gemspecs."""

import pytest
from families_examples import GEMFILE_LOCK as LOCK
from families_examples import GEMSPEC as SPEC
from families_examples import VERSION_RB
from family_exam import one, read, rows, sit

from vedette.model.package import Scope


@pytest.mark.parametrize("path", ["Gemfile.lock", "gems.locked"])
def test_lock(path):
    manifest = sit(path, LOCK, cut=False)
    assert (manifest.lock, manifest.runtime) == (True, "ruby 3.2.2p53")
    assert rows(manifest) == [
        (6, "far", "0.1.0"),
        (12, "near", "2.0"),
        (17, "nokogiri", "1.15.0"),
        (19, "nokogiri", "1.15.0"),
        (21, "racc", "1.6.2"),
        (22, "rack", "2.2.3.1"),
        (40, "bundler", "2.4.10"),
    ]
    assert one(manifest, "far").origin == "git+https://example.com/far.git#0123abc"
    assert one(manifest, "far").needs == ("rack",)
    assert one(manifest, "near").origin == "path:../near"
    assert [package.markers for package in manifest.packages[2:4]] == ["", "x86_64-linux"]
    assert [package.direct for package in manifest.packages] == [True, True, True, True, False, False, True]
    assert manifest.packages[2].constraint == "~> 1.15"
    assert one(manifest, "racc").hashes == (f"sha256:{'ab' * 32}",)


def test_a_lock_that_is_cut_says_so():
    manifest = read("Gemfile.lock", LOCK[: LOCK.index("DEPENDENCIES")])
    assert len(manifest.packages) == 6
    assert manifest.gaps
    assert manifest.packages[0].direct is None


def test_gemspec():
    manifest = sit("shop.gemspec", SPEC, cut=False)
    assert (manifest.name, manifest.version, manifest.runtime) == ("shop", "1.2.3", ">= 3.0")
    assert rows(manifest) == [
        (7, "rack", ">= 2.0, < 4"),
        (8, "exact", "1.0.0"),
        (9, "rspec", "~> 3.0"),
        (10, "open", ""),
    ]
    assert one(manifest, "rspec").scope is Scope.development


def test_what_a_gemspec_puts_together_is_a_gap():
    manifest = read("a.gemspec", "s.version = File.read('V')\ns.add_dependency name, '1'\n")
    assert [gap.line for gap in manifest.gaps] == [1, 2]


@pytest.mark.parametrize(
    ("line", "targets"),
    [
        ("require_relative 'lib/shop/version'", ("lib/shop/version.rb",)),
        ('require_relative "lib/shop/version.rb" if defined?(Shop)', ("lib/shop/version.rb",)),
        ("require File.dirname(__FILE__) + '/lib/shop/version'", ("lib/shop/version.rb",)),
        ("require File.expand_path('../lib/shop/version', __FILE__)", ("lib/shop/version.rb",)),
        ("require File.expand_path('lib/shop/version', __dir__)", ("lib/shop/version.rb",)),
        ("require_relative File.join(\n  'lib',\n  'shop',\n  'version'\n)", ("lib/shop/version.rb",)),
        ("require 'shop/version'", ("shop/version.rb", "lib/shop/version.rb")),
        ("require 'rubygems'", ()),
    ],
)
def test_a_gemspec_refers_to_the_file_of_its_version(line, targets):
    manifest = read(
        "shop.gemspec", f"{line}\nGem::Specification.new do |s|\n  s.version = Shop::VERSION\nend\n"
    )
    assert (manifest.refers, manifest.gaps, manifest.version) == (targets, (), "")


def test_a_path_of_a_version_that_leads_out_is_a_gap():
    assert read("shop.gemspec", "require_relative '../../etc/version'\n").gaps


def test_the_file_of_a_version():
    assert read("lib/shop/version.rb", VERSION_RB).constants == (("VERSION", "1.2.3"),)
    assert read("version.rb", "module A\n  Version = '2.0'\nend\n").constants == (("Version", "2.0"),)
    assert read("version.rb", 'VERSION = "#{MAJOR}.1"\n').constants == ()
