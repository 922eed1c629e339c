"""What a key of the configuration is: its name, what it takes, and who may say so."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import Any

from msgspec import Struct


class Authority(StrEnum):
    """Who may set a key.

    `policy` may come from the scanned tree, and is read from the merge base when a change is judged; `tree`
    may come from the tree as it is; `user` never comes from the tree.
    """

    policy = "policy"
    tree = "tree"
    user = "user"


class Key(Struct, frozen=True, kw_only=True):
    """One key of the configuration.

    Attributes:
        name: dotted, as in the file.
        attribute: dotted path of the value in `Settings`.
        type: what the value is converted to.
        expects: what the value must be, for people; follows "must be".
        doc: what it does.
        env: the environment variable that sets it; "" for none.
        option: the command line option that sets it; "" for none.
        read: turns the raw value into the one to convert; raises ValueError.
        fields: for an array of tables, what each field means.
    """

    name: str
    attribute: str
    type: Any
    expects: str
    doc: str
    env: str = ""
    option: str = ""
    authority: Authority = Authority.policy
    read: Callable[[Any], Any] | None = None
    fields: Mapping[str, str] = {}
