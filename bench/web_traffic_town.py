# ruff: noqa: E501, PLR2004 - addresses are long, shares are shares, people are simulated
"""The people there are: where they sit, what they use, what they look for, and which links led them here."""

from __future__ import annotations

import base64
import json
import random
from urllib.parse import quote, quote_plus

from web_traffic_drive import Visitor
from web_traffic_words import BOOKS, CODE, DESKTOP, MOBILE, NAMES, PEOPLE, PROSE, QUESTIONS, STORIES, TOWNS

# What encodeURIComponent leaves as it is.
AS_SCRIPTS = "!'()*~"


class Town:
    """Everybody there is, drawn by a seed.

    Args:
        chance: of who comes and what they do.
        odd: share of searches that are code, or questions about SQL.
    """

    def __init__(self, chance: random.Random, odd: float = 0.01) -> None:
        self.chance, self._odd = chance, odd
        self._regulars: dict[str, Visitor] = {}
        self._offices = [self._address() for _ in range(12)]

    def visitor(self, kinds: tuple[str, ...] = DESKTOP + MOBILE) -> Visitor:
        """Somebody new: at home, or behind the one address of an office or of a mobile network."""
        shared = self.chance.random() < 0.15
        return Visitor(self.chance.choice(self._offices) if shared else self._address(), self.agent(kinds))

    def regular(self, name: str, kinds: tuple[str, ...] = DESKTOP + MOBILE) -> Visitor:
        """Somebody who has been here before, mostly from the same place."""
        known = self._regulars.get(name)
        if known is None or len(self._regulars) > 20_000:
            known = self._regulars[name] = self.visitor(kinds)
        elif self.chance.random() < 0.1:
            known.address = self._address()
        return known

    def agent(self, kinds: tuple[str, ...]) -> str:
        """A user agent of such a kind."""
        numbers = {"n": self.chance.randrange(120, 146), "m": self.chance.randrange(9)}
        return self.chance.choice(kinds).format(**numbers)

    def words(self) -> str:
        """What somebody types or pastes into a search box."""
        pick = self.chance.random()
        if pick < 0.6:
            text = self.chance.choice((*STORIES, *TOWNS, *NAMES, *BOOKS)).lower()
        elif pick < 1 - self._odd:
            text = self.chance.choice(PROSE)
        else:
            text = self.chance.choice(QUESTIONS + CODE)
        how = self.chance.random()
        if how < 0.1:
            text += " " + self.chance.choice((*PROSE, *TOWNS, *PEOPLE))
        elif how < 0.15:
            text = text.upper()
        elif how < 0.2:
            text = f'"{text}"'
        elif how < 0.25:
            text += self.chance.choice(
                (" ?", "'s", " & co", "...", " (used)", ";", " -new", " OR ", " +free", "*")
            )
        return text

    def encoded(self, text: str) -> str:
        """As a browser sends it, or as some program does: twice, in part, in Latin-1."""
        how = self.chance.random()
        if how < 0.75:
            return quote_plus(text)
        if how < 0.93:
            return quote(text, safe=AS_SCRIPTS)
        if how < 0.97:
            return quote(quote(text))
        return quote_plus(text.encode("latin-1", "replace"))

    def tracking(self) -> str:
        """What mailings, advertisements and links of friends add to an address."""
        chance = self.chance
        number = chance.getrandbits(80)
        key = base64.urlsafe_b64encode(number.to_bytes(10, "big")).decode().rstrip("=")
        return chance.choice(
            (
                f"utm_source=newsletter&utm_medium=email&utm_campaign={quote(chance.choice(PROSE))}&mc_eid={number:x}",
                f"gclid=Cj0KCQ{key}_wcB&gad_source=1",
                f"fbclid=IwY2xjawJ{key}_aem_{key}",
                "utm_campaign={{campaign.name}}&utm_content={{ad.name}}&placement={{placement}}",
                f"utm_term=%2Brider%27s%20%2Bgloves&kw={{keyword:saddle}}&msclkid={number:x}",
                f"ref=https%3A%2F%2Fforum.example%2Fviewtopic.php%3Ff%3D2%26t%3D{number % 9000}%23p1",
                f"_ga=2.{number % 10**9}.{number % 10**8}-{number % 10**7}&_gl=1*{key.lower()}*_ga*{key}..",
                f"amp;utm_source=mail&amp;id={number % 999}",
                f"url=https://www.example.com/a/b?c=d%26e=f&sa=D&ust={number % 10**16}&usg=AOvVaw{key}",
                f"session={base64.b64encode(json.dumps({'id': number % 999, 'name': chance.choice(NAMES)}).encode()).decode()}",
                f"state={quote(json.dumps({'from': '/basket', 'lang': 'de', 'note': chance.choice(PROSE)}))}",
                f"cursor={base64.b64encode(f'offset:{number % 5000}'.encode()).decode()}",
                "srsltid=Afm" + key + "#:~:text=saddle,soap",
                "redirect_uri=https%3A%2F%2Fapp.tackroom.example%2Fcallback&scope=openid%20profile%20email&response_type=code",
            )
        )

    def referer(self) -> str:
        """Where a visit comes from; "" for nowhere."""
        return self.chance.choice(
            (
                "",
                "",
                "https://www.google.com/",
                "https://duckduckgo.com/?q=" + self.encoded(self.words()),
                "https://www.bing.com/search?q=" + self.encoded(self.words()) + "&form=QBLH",
                "android-app://com.google.android.gm/",
                "https://l.facebook.com/l.php?u=http%3A%2F%2Fshop.example%2F%3Ffbclid%3DIw",
                "https://eur01.safelinks.protection.outlook.com/?url=http%3A%2F%2Fshop.example%2F&data=05%7C02%7C&sdata=a%2Bb%3D&reserved=0",
                "https://shop-example.translate.goog/?_x_tr_sl=de&_x_tr_tl=en",
                "http://localhost:3000/",
            )
        )

    def _address(self) -> str:
        chance = self.chance
        if chance.random() < 0.25:
            return f"2a02:{chance.randrange(1 << 12):x}:{chance.getrandbits(16):x}:{chance.getrandbits(16):x}::{chance.getrandbits(16):x}"
        return f"{chance.randrange(77, 96)}.{chance.randrange(256)}.{chance.randrange(256)}.{chance.randrange(1, 255)}"
