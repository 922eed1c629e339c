"""Published keys that protect nothing, by hash."""

from __future__ import annotations

# SHA-256 (first 16 hex digits) of the seed phrases that Hardhat, Foundry, Ganache and Truffle start test
# chains with, and of the private keys of their first ten accounts, with and without 0x.
_TEST_WALLETS = """
07f935b61d37e0e5 095101cf732c298a 09b4730dcb58f0cd 0aedba9d586f34f9 0bc9fde2b028e3b0
196fbadca8b7eea6 28e543d3753fc9d1 2f600d581ba56a89 30e55f5463e22af0 33f532fd39fa0d77
38e69fdd19aefeb4 3fd5610ee03a3503 424742fc6538f5e7 49f88a1ebbd7c5d4 4a04a0734f7011c3
4d3e46eec8244d1d 4fabaa71008f3cf7 571445cc97f8ff65 578592185588730b 59feecfa04eb096b
5de22089c247b9b2 60a09e4357868c1e 64034b44c579b335 664b73b16aa57748 6dea34b661141091
70b801afae94d2e6 728383dec6323112 77f89dcdbbcccd05 7d1b5fc238610328 8335c55334821eef
87ba914e30aedf14 967f21586cdf1248 977ff45d361dbe91 98a38f6dad3f47af 9c5d0a6656e5d3f3
a136addea40bb541 a47eadb9d6ed4fc3 abf7612920ff2620 adb249e8d46d80a7 b26ab6529d20ebeb
b616bf99717b6dab b69d88ff1ad5834a b6b9ee08c38f62da b83e96417f61cb14 bb4978fbe7638de8
bc1a50966c9e6486 bd0cf33a56471e08 be394de37f9d6cf6 c15f3d9dfdc98389 ce9fa353f6550241
dd0102d1cd0c6ac7 e008f3fdf0ea9619 e4639de7f01667f6 e4f1734df0250d54 ecd5e9d0b08a8a9f
efe8fca5524a213b f01e0e86e73298d3 f02322197a196ceb f070994a85994785 f24167accb5d690f
f51c2c795f782308 f79cd64f9cea2378 faeb1dab5a326eef
"""
TEST_WALLETS = frozenset(_TEST_WALLETS.split())
