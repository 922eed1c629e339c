"""Terraform's lock files and configurations."""

import time
from base64 import b64encode
from hashlib import sha256

from family_exam import one, read, rows, sit

RAW = sha256(b"x")
LOCK = f"""# This file is maintained automatically by "terraform init".
provider "registry.terraform.io/hashicorp/aws" {{
  version     = "5.1.0"
  constraints = "~> 5.0"
  hashes = [
    "h1:{b64encode(RAW.digest()).decode()}",
    "zh:{RAW.hexdigest()}",
  ]
}}

provider "example.com/acme/own" {{
  version = "0.1.0"
}}
"""
CONFIGURATION = """terraform {
  required_version = ">= 1.5"
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "~> 5.0"
    }
    old = "= 2.0.1"
    own = { source = "example.com/acme/own", version = "0.1.0" } # a comment
  }
  backend "s3" {}
}

/* module "no" { source = "a/b/c" } */
module "vpc" {
  source  = "terraform-aws-modules/vpc/aws"
  version = "5.0.0"
  name    = "${var.name}-${join(",", ["a", "}"])}"
  list    = [for x in var.y : x if x != ""]
  text    = <<-EOT
    module "no" { source = "a/b/c" }
  EOT
}

module "git" {
  source = "git::https://user:word@example.com/vpc.git?ref=v1.2.0"
}

module "near" {
  source = "./near"
}

resource "aws_instance" "a" {
  count = var.on ? 1 : 0
}
"""


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
    for text in ("a {" * 50_000, "a = " + "[" * 50_000, "a = " + "{b=" * 50_000, 'a = "' + "${" * 50_000):
        assert read("a.tf", text).gaps
    assert time.process_time() - began < 5
