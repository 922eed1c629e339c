#!/usr/bin/env bash
# Installs what the tests use beside Python: Chromium, in which the html report is tried. Needs apt and root.
set -euo pipefail
if command -v chromium >/dev/null; then exit 0; fi
export DEBIAN_FRONTEND=noninteractive
apt-get update -q
apt-get install -y -q --no-install-recommends chromium
