"""AWS Signature Version 4, for one GET without a body.

Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping
from datetime import datetime
from urllib.parse import quote

from msgspec import Struct

_ALGORITHM = "AWS4-HMAC-SHA256"
_END = "aws4_request"
_NO_BODY = hashlib.sha256(b"").hexdigest()
_DEFAULT_REGION = "us-east-1"
_LABELS_WITH_REGION = 4


class Pair(Struct, frozen=True):
    """An access key: its id and its secret half."""

    id: str
    secret: str

    def __repr__(self) -> str:
        """Without the halves."""
        return "Pair()"


def signed(
    pair: Pair, host: str, path: str, query: Mapping[str, str], moment: datetime, service: str = "sts"
) -> dict[str, str]:
    """The headers that sign a GET.

    Args:
        pair: the access key.
        host: such as `sts.amazonaws.com`, or with a region `sts.REGION.amazonaws.com`.
        path: encoded.
        query: names and values, not encoded.
        moment: now, UTC.
        service: whose host it is.
    """
    stamp = moment.strftime("%Y%m%dT%H%M%SZ")
    scope = f"{stamp[:8]}/{region(host)}/{service}/{_END}"
    encoded = sorted((quote(name, safe="-_.~"), quote(value, safe="-_.~")) for name, value in query.items())
    request = "\n".join(
        (
            "GET",
            path,
            "&".join(f"{name}={value}" for name, value in encoded),
            f"host:{host}",
            f"x-amz-date:{stamp}",
            "",
            "host;x-amz-date",
            _NO_BODY,
        )
    )
    digest = hashlib.sha256(request.encode()).hexdigest()
    text = f"{_ALGORITHM}\n{stamp}\n{scope}\n{digest}"
    key = f"AWS4{pair.secret}".encode()
    for part in scope.split("/"):
        key = hmac.new(key, part.encode(), hashlib.sha256).digest()
    signature = hmac.new(key, text.encode(), hashlib.sha256).hexdigest()
    credential = f"Credential={pair.id}/{scope}"
    return {
        "X-Amz-Date": stamp,
        "Authorization": f"{_ALGORITHM} {credential}, SignedHeaders=host;x-amz-date, Signature={signature}",
    }


def region(host: str) -> str:
    """The region that a host of AWS is in; the global one is in `us-east-1`."""
    labels = host.split(".")
    return labels[1] if len(labels) >= _LABELS_WITH_REGION else _DEFAULT_REGION
