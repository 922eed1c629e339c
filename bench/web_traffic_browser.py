# ruff: noqa: S311, S608 - simulated people, who write SQL into the page that is made for it
"""A browser that uses the applications beside the simulated clients: Chromium, headless, by Playwright."""

from __future__ import annotations

import random
import shutil
import time
from collections.abc import AsyncIterator
from typing import Any

from web_traffic_drive import Agenda
from web_traffic_town import Town

_BROWSERS = ("chromium", "chromium-browser", "google-chrome")
_FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
)
_BOXES = {
    "shop": ("/", "#search"),
    "site": ("/search/", "input[name=query]"),
    "library": ("/library", "textarea[name=sql]"),
}
_AGENTS = (
    "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/{n}.0.0.0 Safari/537.36",
)


async def browse(ports: dict[str, int], agendas: dict[str, Agenda], seed: int, deadline: float) -> int:
    """Uses the applications, one after the other, until a moment of `time.monotonic`.

    Args:
        ports: where each application listens.
        agendas: tell the time of the traffic.
        seed: of what is done.
        deadline: of this machine's clock.

    Returns:
        The number of pages that were opened; 0 where there is no browser.
    """
    from playwright.async_api import Error, async_playwright

    path = next(filter(None, map(shutil.which, _BROWSERS)), None)
    if path is None:
        print("There is no Chromium: only simulated clients.")
        return 0
    town = Town(random.Random(f"{seed}:browser"))
    pages = 0
    async with async_playwright() as play:
        browser = await play.chromium.launch(executable_path=path, args=list(_FLAGS), timeout=120_000)
        while time.monotonic() < deadline:
            name = town.chance.choice(sorted(ports))
            headers = {
                "X-Forwarded-For": town.visitor().address,
                "X-Traffic-Time": f"{agendas[name].now:.1f}",
            }
            context = await browser.new_context(user_agent=town.agent(_AGENTS), extra_http_headers=headers)
            page = await context.new_page()
            try:
                async for _ in _visit(page, name, f"http://127.0.0.1:{ports[name]}", town):
                    pages += 1
            except Error as error:
                print(f"browser: {str(error)[:200]}", flush=True)
            await context.close()
        await browser.close()
    return pages


async def _visit(page: Any, name: str, base: str, town: Town) -> AsyncIterator[str]:
    """Opens the page with a form, types into it, sends it, follows some links."""
    page.set_default_timeout(30_000)
    start, box = _BOXES[name]
    await page.goto(f"{base}{start}?{town.tracking()}", wait_until="load")
    yield page.url
    words = (
        town.words()
        if name != "library"
        else "select title from books where title like '%" + town.words().replace("'", "''") + "%'"
    )
    if await page.locator(box).count():
        if name == "library":  # an editor hides the field
            await page.locator(box).evaluate("(box, text) => { box.value = text }", words[:200])
        else:
            await page.locator(box).press_sequentially(words[:60])
        async with page.expect_navigation(wait_until="load"):
            await page.locator(box).evaluate("box => box.form.submit()")
        yield page.url
    for _ in range(3):
        links = await page.eval_on_selector_all(
            "a[href^='/']", "all => all.map(one => one.getAttribute('href'))"
        )
        links = [link for link in links if "logout" not in link]
        if not links:
            break
        await page.goto(base + town.chance.choice(links), wait_until="load")
        yield page.url
