"""Alerts as OCSF detection findings (class 2004, schema 1.5), for whoever gathers events from many tools."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import msgspec

from vedette import __version__
from vedette.feedback.neutral import valid_tree, visible
from vedette.model.alert import Alert, AlertState, Target
from vedette.model.rule import Confidence, Severity
from vedette.model.traffic import Detection

SCHEMA = "1.5.0"
_CATEGORY, _CLASS = 2, 2004
_ACTIVITIES = {
    AlertState.open: (1, "Create"),
    AlertState.muted: (2, "Update"),
    AlertState.closed: (3, "Close"),
}
_STATES = {
    AlertState.open: (1, "New"),
    AlertState.muted: (3, "Suppressed"),
    AlertState.closed: (4, "Resolved"),
}
_SEVERITIES = {
    Severity.low: (2, "Low"),
    Severity.medium: (3, "Medium"),
    Severity.high: (4, "High"),
    Severity.critical: (5, "Critical"),
}
_CONFIDENCES = {Confidence.low: (1, "Low"), Confidence.medium: (2, "Medium"), Confidence.high: (3, "High")}


def line(alert: Alert) -> bytes:
    """An alert as one line of JSON, without a line end."""
    return msgspec.json.encode(valid_tree(document(alert)))


def document(alert: Alert) -> dict[str, Any]:
    """An alert as a detection finding."""
    activity, activity_name = _ACTIVITIES[alert.state]
    severity, severity_name = _SEVERITIES[alert.severity]
    confidence, confidence_name = _CONFIDENCES[alert.confidence]
    status, status_name = _STATES[alert.state]
    return {
        "activity_id": activity,
        "activity_name": activity_name,
        "category_uid": _CATEGORY,
        "category_name": "Findings",
        "class_uid": _CLASS,
        "class_name": "Detection Finding",
        "type_uid": _CLASS * 100 + activity,
        "severity_id": severity,
        "severity": severity_name,
        "confidence_id": confidence,
        "confidence": confidence_name,
        "status_id": status,
        "status": status_name,
        "time": _milliseconds(alert.last),
        "start_time": _milliseconds(alert.first),
        "end_time": _milliseconds(alert.last),
        "count": alert.count,
        "message": visible(alert.title),
        "is_alert": True,
        "metadata": {
            "version": SCHEMA,
            "product": {"name": "vedette", "vendor_name": "vedette", "version": __version__},
        },
        "finding_info": _info(alert),
        "evidences": [_evidence(sample) for sample in alert.samples],
        "resources": [_resource(target) for target in alert.targets],
        "observables": [
            {
                "name": "evidences[].src_endpoint.ip",
                "type_id": 2,
                "type": "IP Address",
                "value": visible(client),
            }
            for client in alert.attackers
        ],
    }


def _info(alert: Alert) -> dict[str, Any]:
    return {
        "uid": visible(alert.key),
        "title": visible(alert.title),
        "types": list(alert.weaknesses),
        "first_seen_time": _milliseconds(alert.first),
        "last_seen_time": _milliseconds(alert.last),
        "analytic": {"uid": alert.rules[0] if alert.rules else "vedette", "type_id": 1, "type": "Rule"},
        "related_events": [
            {"uid": name, "type_uid": 200201, "type": "Vulnerability Finding: Create"}
            for name in dict.fromkeys(name for target in alert.targets for name in target.findings)
        ],
    }


def _evidence(sample: Detection) -> dict[str, Any]:
    return {
        "data": {"where": sample.where, "bytes": visible(sample.evidence), "reason": sample.reason},
        "src_endpoint": {"ip": visible(sample.client)},
        "http_request": {
            "http_method": visible(sample.method),
            "url": {"path": visible(sample.path), "hostname": visible(sample.host)},
        },
        "http_response": {"code": sample.status},
        "name": sample.rule,
        "uid": f"{visible(sample.stream)}:{sample.line}",
    }


def _resource(target: Target) -> dict[str, Any]:
    return {
        "type": "service",
        "name": visible(target.service),
        "uid": visible(f"{target.method} {target.route or target.path}".strip()),
        "version": visible(target.version),
        "owner": {"name": visible(target.owner)},
        "data": {
            "environment": visible(target.environment),
            "commit": target.commit,
            "file": visible(target.file),
            "line": target.line,
            "function": visible(target.function),
        },
    }


def _milliseconds(moment: str) -> int:
    return int(datetime.fromisoformat(moment).timestamp()) * 1000
