"""Records, archives and databases that tests make up."""

import gzip
import io
import json
import zipfile

from vedette.sources.advisories.building import build
from vedette.sources.advisories.loading import Asked, deliveries

NOW = "2026-11-22T12:00:00Z"


def record(name="GO-2026-1", package="example.org/shop", ecosystem="Go", *, fixed="1.2.0", **more):
    events = [{"introduced": "0"}, *([{"fixed": fixed}] if fixed else [])]
    return {
        "id": name,
        "modified": "2026-11-20T10:00:00Z",
        "published": "2026-11-19T10:00:00Z",
        "affected": [
            {
                "package": {"ecosystem": ecosystem, "name": package},
                "ranges": [{"type": "SEMVER" if ecosystem == "Go" else "ECOSYSTEM", "events": events}],
            }
        ],
    } | more


def zipped(*records, **files):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for one in records:
            packed.writestr(f"{one['id']}.json", json.dumps(one))
        for name, data in files.items():
            packed.writestr(name, data)
    return out.getvalue()


def kev(*cves, day="2026-11-21"):
    entries = [{"cveID": cve, "dateAdded": "2026-11-01"} for cve in cves]
    return json.dumps(
        {"count": len(entries), "dateReleased": f"{day}T01:00:00Z", "vulnerabilities": entries}
    ).encode()


def epss(rows, day="2026-11-21"):
    lines = [f"#model_version:v2025.03.14,score_date:{day}T00:00:00Z", "cve,epss,percentile"]
    lines += [f"{cve},{chance},0.5" for cve, chance in rows.items()]
    return gzip.compress(("\n".join(lines) + "\n").encode(), mtime=0)


def export(folder, **ecosystems):
    """The layout of the bulk export; names of ecosystems with `_` for `.`."""
    for name, records in ecosystems.items():
        place = folder / "osv" / name.replace("_", ".")
        place.mkdir(parents=True, exist_ok=True)
        (place / "all.zip").write_bytes(zipped(*records))


def load(database, path, **more):
    return build(str(database), deliveries(Asked(path=str(path), now=NOW, **more)))
