# ruff: noqa: E501 - texts of files
"""Small files of each format of ten families: path -> text. All packages in them are invented.

`package_exam` and the fuzzer take every module here that is named `*_examples` and has `EXAMPLES`.
"""

import json
from base64 import b64encode
from hashlib import sha256, sha512

GO_MOD = """module example.com/shop // the shop

go 1.21
toolchain go1.22.3

require github.com/one/direct v1.2.3

require (
	"github.com/two/quoted" v0.4.0
	golang.org/x/net v0.0.0-20210630005230-0f9fa26af87c // indirect
	example.com/old v1.0.0
	example.com/here v1.0.0
	example.com/big v2.0.0+incompatible
)

exclude golang.org/x/net v0.0.1

replace (
	example.com/old v1.0.0 => example.com/new v1.0.5
	example.com/here => ../here
	example.com/nobody => example.com/else v1.0.0
)

retract v0.9.0 // broken
"""
SUM = "ab" * 32
CARGO_LOCK = f"""# generated
version = 4

[[package]]
name = "shop"
version = "0.1.0"
dependencies = [
 "serde",
 "rand 0.8.5",
]

[[package]]
name = "serde"
version = "1.0.200"
source = "registry+https://github.com/rust-lang/crates.io-index"
checksum = "{SUM}"

[[package]]
name = "rand"
version = "0.8.5"
source = "sparse+https://index.crates.io/"
dependencies = ["serde"]

[[package]]
name = "rand"
version = "0.7.0"
source = "git+https://user:word@example.com/rand.git?tag=v1#0123"
"""
CARGO_TOML = """[package]
name = "shop"
version = "0.1.0"
rust-version = "1.70"

[dependencies]
serde = "1.0"
exact = "=1.2.3"
renamed = { package = "real-name", version = "0.3" }
far = { git = "https://example.com/far.git", tag = "v1" }
near = { path = "../near" }
shared = { workspace = true }
extra = { version = "2", optional = true }

[dev-dependencies]
proptest = "1"

[build-dependencies.cc]
version = "1.0.5"

[target.'cfg(windows)'.dependencies]
winapi = "0.3"

[workspace]
members = ["api", "tools/*"]

[workspace.dependencies]
tokio = { version = "1.30", features = ["full"] }

[patch.crates-io]
serde = { git = "https://example.com/serde" }
"""
POM = """<?xml version="1.0" encoding="UTF-8"?>
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <parent>
    <groupId>com.acme</groupId>
    <artifactId>parent</artifactId>
    <version>3.0.0</version>
    <relativePath>../parent</relativePath>
  </parent>
  <artifactId>shop</artifactId>
  <properties>
    <jackson.version>2.15.0</jackson.version>
    <java.version>17</java.version>
  </properties>
  <modules><module>api</module></modules>
  <dependencies>
    <dependency>
      <groupId>com.fasterxml</groupId>
      <artifactId>jackson</artifactId>
      <version>${jackson.version}</version>
      <exclusions><exclusion>
        <groupId>org.slow</groupId><artifactId>slow</artifactId>
      </exclusion></exclusions>
    </dependency>
    <dependency>
      <groupId>${project.groupId}</groupId>
      <artifactId>own</artifactId>
      <version>${project.version}</version>
    </dependency>
    <dependency>
      <groupId>junit</groupId>
      <artifactId>junit</artifactId>
      <version>4.12</version><!-- old -->
      <scope>test</scope>
    </dependency>
    <dependency>
      <groupId>org.far</groupId>
      <artifactId>far</artifactId>
      <version>${far.version}</version>
      <optional>true</optional>
    </dependency>
    <dependency>
      <groupId>org.range</groupId>
      <artifactId>range</artifactId>
      <version>[1.0,2.0)</version>
    </dependency>
    <dependency>
      <groupId>org.managed</groupId>
      <artifactId>managed</artifactId>
    </dependency>
  </dependencies>
  <dependencyManagement><dependencies>
    <dependency>
      <groupId>org.managed</groupId>
      <artifactId>managed</artifactId>
      <version>5.0.1</version>
      <scope>provided</scope>
    </dependency>
    <dependency>
      <groupId>org.bom</groupId>
      <artifactId>bom</artifactId>
      <version>1.0</version>
      <type>pom</type>
      <scope>import</scope>
    </dependency>
  </dependencies></dependencyManagement>
  <build><plugins>
    <plugin>
      <artifactId>maven-war-plugin</artifactId>
      <version>3.3.1</version>
    </plugin>
  </plugins></build>
  <profiles><profile><id>fast</id><dependencies>
    <dependency>
      <groupId>org.fast</groupId>
      <artifactId>fast</artifactId>
      <version>1.1</version>
    </dependency>
  </dependencies></profile></profiles>
</project>
"""
GRADLE_BUILD = """plugins {
    id 'org.springframework.boot' version '3.1.0'
    id("org.kt") version "1.9.0"
    id 'java'
}
def jacksonVersion = '2.15.0'
// implementation 'com.acme:commented:1.0'
/* implementation 'com.acme:commented:1.0' */
dependencies {
    implementation 'com.acme:one:1.2.3'
    api("com.acme:two:1.0@jar")
    testImplementation "com.acme:tests:$jacksonVersion"
    runtimeOnly("com.acme:far:${farVersion}")
    implementation platform('com.acme:bom:4.0')
    annotationProcessor "com.acme:tool:1.+"
    implementation "com.acme:open"
    implementation project(':api')
    implementation(libs.shared)
    def address = "https://acme.test//implementation 'com.acme:no:1'"
}
"""
GEMFILE_LOCK = f"""GIT
  remote: https://user:word@example.com/far.git
  revision: 0123abc
  branch: main
  specs:
    far (0.1.0)
      rack (>= 1)

PATH
  remote: ../near
  specs:
    near (2.0)

GEM
  remote: https://rubygems.org/
  specs:
    nokogiri (1.15.0)
      racc (~> 1.4)
    nokogiri (1.15.0-x86_64-linux)
      racc (~> 1.4)
    racc (1.6.2)
    rack (2.2.3.1)

PLATFORMS
  ruby
  x86_64-linux

DEPENDENCIES
  far!
  near!
  nokogiri (~> 1.15)

CHECKSUMS
  racc (1.6.2) sha256={"ab" * 32}

RUBY VERSION
   ruby 3.2.2p53

BUNDLED WITH
   2.4.10
"""
GEMSPEC = """VERSION = "1.2.3"
Gem::Specification.new do |s|
  s.name = 'shop'
  s.version = VERSION
  s.required_ruby_version = '>= 3.0'
  # s.add_dependency 'commented', '1'
  s.add_dependency "rack", ">= 2.0", "< 4"
  s.add_runtime_dependency('exact'.freeze, ['= 1.0.0'])
  s.add_development_dependency %q<rspec>.freeze, ["~> 3.0"]
  s.add_dependency "open"
end
"""
CSPROJ = """<Project Sdk="Microsoft.NET.Sdk">
  <PropertyGroup>
    <TargetFramework>net8.0</TargetFramework>
    <JsonVersion>13.0.1</JsonVersion>
  </PropertyGroup>
  <Import Project="..\\Shared.props" />
  <ItemGroup>
    <PackageReference Include="Newtonsoft.Json" Version="$(JsonVersion)" />
    <PackageReference Include="Serilog">
      <Version>2.12.0</Version>
    </PackageReference>
    <PackageReference Include="Analyzer" Version="1.0.0" PrivateAssets="all" />
    <PackageReference Include="Central" />
    <PackageReference Version='[1.0,2.0)' Include='Range' />
    <PackageReference Include="Far" Version="$(FarVersion)" />
    <ProjectReference Include="..\\Core\\Core.csproj" />
  </ItemGroup>
  <ItemGroup Condition="'$(TargetFramework)' == 'net48'">
    <PackageReference Include="Old.Only" Version="4.5.0" />
  </ItemGroup>
</Project>
"""
COMMIT = "0123456789abcdef" * 2 + "01234567"
WORKFLOW = f"""name: ci
on: [push]
jobs:
  test:
    runs-on: ubuntu-latest
    container: node:18-alpine
    services:
      db:
        image: postgres:15.2
    steps:
      - uses: Actions/Checkout@v4
      - name: pinned
        uses: "actions/setup-python@{COMMIT}" # v5.1.0
      - uses: actions/cache@{COMMIT}
      - uses: github/codeql-action/init@v3.1.2
      - uses: docker://ghcr.io/acme/tool:1.0
      - uses: ./local
      - run: |
          echo "uses: not/this@v1"
  other:
    uses: acme/flows/.github/workflows/build.yml@main
"""
DIGEST = "sha256:" + "ab" * 32
DOCKERFILE = f"""# syntax=docker/dockerfile:1
ARG VERSION=3.11-slim
ARG BASE=docker.io/library/alpine:3.18
FROM --platform=$BUILDPLATFORM node:18 AS web
RUN <<EOF
FROM not:this
EOF
FROM python:${{VERSION}} AS base
COPY --from=web /x /y
COPY --from=ghcr.io/acme/tool:1.0 /x /y
RUN --mount=type=bind,from=busybox:1.36,target=/b true \\
    # a comment
    && FROM nothing
FROM $BASE as other
FROM quay.io:443/acme/app:${{TAG:-2.0}}@{DIGEST} AS second
FROM base
RUN echo "FROM x:1"
"""
COMPOSE = """name: shop
x-base: &base
  image: acme/api:1.2.0
services:
  db:
    image: "postgres:15.2"
  cache:
    image: redis:${REDIS:-7.0}
  web:
    build: .
    image: shop/web:dev
  api:
    <<: *base
  far:
    image: acme/far:${TAG}
    extends:
      file: ../base.yml
      service: far
"""
RAW = sha256(b"x")
TERRAFORM_LOCK = f"""# This file is maintained automatically by "terraform init".
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
TERRAFORM = """terraform {
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
METADATA = """Metadata-Version: 2.1
Name: Foo_Bar
Version: 1.2.3
Summary: folded
  over lines
License: UNKNOWN
Classifier: License :: OSI Approved :: MIT License
Requires-Python: >=3.8
Requires-Dist: requests (>=2)
Requires-Dist: Some.Thing[x]>=1; python_version < "3"
Requires-Dist: pytest ; extra == 'test'

Name: not-this
Text.
"""
GO_SUM = "".join(
    f"example.com/{name} v1.0.0{more} h1:{b64encode(RAW.digest()).decode()}\n"
    for name in ("a", "b", "c")
    for more in ("", "/go.mod")
)
_NUGET = b64encode(sha512(b"x").digest()).decode()
_COMPOSER = [
    {"name": f"acme/{name}", "version": "1.2.3", "license": ["MIT"], "require": {"php": "8", "acme/x": "1"}}
    for name in ("one", "two", "three")
]

VERSION_RB = """# frozen_string_literal: true

module Shop
  VERSION = "1.2.3".freeze
end
"""

EXAMPLES = {
    "go.mod": GO_MOD,
    "Cargo.lock": CARGO_LOCK,
    "Cargo.toml": CARGO_TOML,
    "svc/pom.xml": POM,
    "build.gradle": GRADLE_BUILD,
    "Gemfile.lock": GEMFILE_LOCK,
    "shop.gemspec": GEMSPEC,
    "lib/shop/version.rb": VERSION_RB,
    "src/Shop/Shop.csproj": CSPROJ,
    ".github/workflows/ci.yml": WORKFLOW,
    "Dockerfile": DOCKERFILE,
    "deploy/docker-compose.prod.yml": COMPOSE,
    "infra/.terraform.lock.hcl": TERRAFORM_LOCK,
    "infra/main.tf": TERRAFORM,
    "foo_bar-1.2.3.dist-info/METADATA": METADATA,
    "go.sum": GO_SUM,
    "go.work": "go 1.22\nuse (\n\t./api\n\t./web\n)\nreplace example.com/a => example.com/b v1.2.0\n",
    "vendor/modules.txt": "# a.test/b v1.0.0\n## explicit\na.test/b/x\n# a.test/c v1.0.0 => a.test/d v1.1.0\na.test/c\n",
    "gradle.lockfile": "a.b:one:1.2.3=runtimeClasspath\na.b:two:5.0=testRuntimeClasspath\nempty=archives\n",
    "gradle/libs.versions.toml": '[versions]\nk = "1.9.0"\n[libraries]\na = "a.b:c:1.0"\n'
    'd = { module = "d.e:f", version.ref = "k" }\n[plugins]\ng = { id = "g.h", version = "2" }\n',
    "gradle/verification-metadata.xml": "<verification-metadata><components>\n"
    '<component group="a.b" name="one" version="1.0">\n<artifact name="x">\n'
    f'<sha256 value="{RAW.hexdigest()}"/>\n</artifact>\n</component>\n</components></verification-metadata>\n',
    "composer.lock": json.dumps({"packages": _COMPOSER[:2], "packages-dev": _COMPOSER[2:]}, indent=4),
    "composer.json": json.dumps(
        {"require": {"php": "8", "acme/one": "^1"}, "require-dev": {"a/b": "1.0.0"}}, indent=4
    ),
    "vendor/composer/installed.json": json.dumps({"packages": _COMPOSER}, indent=4),
    "packages.lock.json": json.dumps(
        {
            "dependencies": {
                "net8.0": {"Serilog": {"type": "Direct", "resolved": "1.0.0", "contentHash": _NUGET}}
            }
        },
        indent=2,
    ),
    "packages.config": '<packages>\n  <package id="Serilog" version="2.12.0" />\n</packages>\n',
    "obj/project.assets.json": json.dumps(
        {"libraries": {"Serilog/2.12.0": {"sha512": _NUGET, "type": "package"}}}, indent=2
    ),
    "bin/Shop.deps.json": json.dumps(
        {"libraries": {"A/1.0.0": {"type": "project"}, "Serilog/2.12.0": {"type": "package"}}}, indent=2
    ),
    "node_modules/one/package.json": json.dumps(
        {"name": "one", "version": "1.2.3", "license": "MIT"}, indent=2
    ),
}
