"""What Composer calls platform packages: PHP itself, its extensions and libraries, which no registry has."""

from __future__ import annotations

import re

PLATFORM = re.compile(
    r"(?:php|hhvm|php-(?:64bit|ipv6|zts|debug)|(?:ext|lib)-[^/]+|composer(?:-(?:plugin|runtime)-api)?)\Z",
    re.IGNORECASE,
)
