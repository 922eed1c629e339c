"""Keys of what licences may be used, by service and by how it ships."""

from __future__ import annotations

from vedette.policy.licences import KnownLicence, LicencePolicy
from vedette.settings.key import Key

LICENCE_KEYS: tuple[Key, ...] = (
    Key(
        name="licences",
        attribute="policy.licences",
        type=tuple[LicencePolicy, ...],
        expects="an array of tables, `[[licences]]`",
        doc="Under which licences packages may be used, by service and by how it ships. Of several "
        "entries that fit a service, the last one counts. An entry that neither allows nor denies anything "
        "denies what would oblige to open one's own source.",
        fields={
            "services": "names of services; `*` and `?` are wildcards; without them, for everything",
            "ships": "`server` (the default), `binary` or `library`",
            "allow": "SPDX ids (`*` and `?` are wildcards) and families: `permissive`, `weak-copyleft`, "
            "`strong-copyleft`, `network-copyleft`, `proprietary`; what else there is, is denied",
            "deny": "the same; it beats what is allowed by family",
            "stop": "`true` (the default): no change may bring in what is denied; `false` has it tracked",
        },
    ),
    Key(
        name="known_licence",
        attribute="policy.known_licences",
        type=tuple[KnownLicence, ...],
        expects="an array of tables, `[[known_licence]]`",
        doc="Licences of single packages that somebody found out by hand, where no file tells them or tells "
        "them wrong. They count before what files say, and a finding that rests on one says so. Of several "
        "entries that fit a package, the last one counts.",
        fields={
            "package": "its name, as findings have it; required",
            "licence": "an SPDX expression, or a `LicenseRef-` of your own; required",
            "reason": "how it is known; required",
            "by": "who says so; required",
            "ecosystem": "as OSV calls it, such as `PyPI`; any without it",
            "versions": "a range such as `>=1.2,<2`; all without it",
        },
    ),
)
