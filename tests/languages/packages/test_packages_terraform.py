"""Terraform's lock files and configurations."""

import time

from families_examples import RAW
from families_examples import TERRAFORM as CONFIGURATION
from families_examples import TERRAFORM_LOCK as LOCK
from family_exam import one, read, rows, sit


def test_lock():
    manifest = sit("infra/.terraform.lock.hcl", LOCK)
    assert manifest.lock
    assert rows(manifest) == [(2, "hashicorp/aws", "5.1.0"), (11, "example.com/acme/own", "0.1.0")]
    aws = manifest.packages[0]
    assert aws.constraint == "~> 5.0"
    assert aws.hashes == (f"h1:{RAW.hexdigest()}", f"sha256:{RAW.hexdigest()}")


def test_configuration():
    manifest = sit("infra/main.tf", CONFIGURATION)
    assert manifest.runtime == ">= 1.5"
    assert rows(manifest) == [
        (4, "hashicorp/aws", "~> 5.0"),
        (8, "hashicorp/old", "2.0.1"),
        (9, "example.com/acme/own", "0.1.0"),
        (16, "terraform-aws-modules/vpc/aws", "5.0.0"),
        (26, "https://example.com/vpc.git", "v1.2.0"),
    ]
    assert one(manifest, "hashicorp/aws").version == ""
    assert one(manifest, "terraform-aws-modules/vpc/aws").aliased == "vpc"
    assert one(manifest, "https://example.com/vpc.git").origin == "https://example.com/vpc.git"


def test_what_is_no_constant_is_a_gap():
    manifest = read("a.tf", 'module "a" {\n  source = var.x\n}\nmodule "b" {\n  source = "a/b/c"\n}\n')
    assert [gap.line for gap in manifest.gaps] == [1]
    assert rows(manifest) == [(5, "a/b/c", "")]


def test_nesting_is_bounded():
    began = time.process_time()
    for text in (
        "a {" * 50_000,
        "a = " + "[" * 50_000,
        "a = " + "{b=" * 50_000,
        'a = "' + "${" * 50_000,
        "a = <<A\n" * 9000,
    ):
        assert read("a.tf", text).gaps
    assert time.process_time() - began < 5
