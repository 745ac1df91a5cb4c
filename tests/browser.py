"""A real browser against the real application: Chromium through Playwright, served by waitress.

    with chromium() as browser, live(app) as address:
        with page_at(browser, 390, base_url=address) as page:
            page.goto("/")
            assert axe_findings(page) == []

A page that complains (an error on its console, a breach of its policy, a file that is not there)
fails its test when it closes. A test that expects complaints looks at `complaints(page)` and
clears them.
"""

import os
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any
from weakref import WeakKeyDictionary, WeakSet

from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Error,
    Page,
    Response,
    sync_playwright,
)
from waitress import create_server, wasyncore

UNDER_A_BAR = """selector => {
  const box = document.querySelector(selector).getBoundingClientRect();
  return [...document.querySelectorAll(".top, .side")].some(bar => {
    const place = getComputedStyle(bar).position, edge = bar.getBoundingClientRect();
    return ["sticky", "fixed"].includes(place) && !bar.querySelector(selector)
      && edge.width > innerWidth / 2 && edge.top < box.bottom && edge.bottom > box.top;
  });
}"""
SCREENS: dict[int, dict[str, Any]] = {
    1366: {"viewport": {"width": 1366, "height": 768}},
    390: {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True},
}

QUIET = [
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]

WCAG_2_2_AA = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa"]

REPORT_BREACHES = """
document.addEventListener("securitypolicyviolation", breach => window.reportBreach(
    `${breach.effectiveDirective} refuses ${breach.blockedURI} ${breach.sample}`.trim()));
"""

_complaints: WeakKeyDictionary[BrowserContext, list[str]] = WeakKeyDictionary()
_without_scripts: WeakSet[BrowserContext] = WeakSet()


def executable() -> str:
    names = [os.environ.get("CHROMIUM"), "chromium", "chromium-browser", "google-chrome"]
    for name in filter(None, names):
        if path := shutil.which(name):
            return path
    raise RuntimeError(
        "No Chromium was found. On Debian: apt-get install chromium, or run tests/machine.sh; "
        "or name one in the variable CHROMIUM."
    )


@contextmanager
def chromium() -> Iterator[Browser]:
    """One browser for the whole session; each page has cookies of its own."""
    as_root = ["--no-sandbox"] if os.geteuid() == 0 else []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=executable(),
            args=QUIET + as_root,
            env={**os.environ, "LANG": "C.UTF-8"},
        )
        try:
            yield browser
        finally:
            browser.close()


@contextmanager
def live(app: Flask) -> Iterator[str]:
    """The application on a free port of this machine, in threads; yields its address."""
    server = create_server(
        app, host="127.0.0.1", port=0, threads=4, clear_untrusted_proxy_headers=True
    )
    thread = threading.Thread(target=server.run, name="live", daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.effective_port}"
    finally:
        server.task_dispatcher.shutdown()
        # The loop itself closes its sockets, and ends because it has none left.
        server.trigger.pull_trigger(lambda: wasyncore.close_all(server._map))
        thread.join(timeout=10)
        assert not thread.is_alive(), "the server did not stop"


@contextmanager
def page_at(browser: Browser, width: int, **options: Any) -> Iterator[Page]:
    """A fresh page on a desk's screen (1366) or a phone's (390); `options` are the context's."""
    context = browser.new_context(
        **{
            "locale": "vi-VN",
            "timezone_id": "Asia/Ho_Chi_Minh",
            "reduced_motion": "reduce",
            **SCREENS[width],
            **options,
        }
    )
    context.set_default_timeout(10_000)
    _listen(context)
    if not options.get("java_script_enabled", True):
        _without_scripts.add(context)
    try:
        page = context.new_page()
        yield page
        with suppress(Error):  # the page may be closed, or leaving
            page.wait_for_timeout(20)  # its last errors come out, with scripts or without
    except Exception as failure:
        for complaint in _complaints[context]:
            failure.add_note(f"The page complained: {complaint}")
        raise
    finally:
        context.close()
    assert not complaints(page), "The page complained:\n" + "\n".join(complaints(page))


def complaints(page: Page) -> list[str]:
    """What this page and those it opened complained about so far, oldest first."""
    return _complaints[page.context]


def axe_findings(page: Page, **options: Any) -> list[str]:
    """What axe holds against the page by WCAG 2.2 AA, one line per element.

    A target that a bar at the screen's edge covers has its size again as soon as one scrolls: the
    standard means what lies over it for good.
    """
    assert page.context not in _without_scripts, "axe is a script: it would be waited for for ever"
    page.wait_for_load_state()  # or it judges a page whose styles are still on their way
    chosen = {"runOnly": WCAG_2_2_AA, "resultTypes": ["violations"], **options}
    return [
        f"{finding['id']} ({finding['impact']}): {' '.join(map(str, node['target']))}"
        f" {node['html'][:120]} - {node['failureSummary'].splitlines()[1].strip()}"
        for finding in Axe().run(page, options=chosen).response["violations"]
        for node in finding["nodes"]
        if finding["id"] != "target-size" or not page.evaluate(UNDER_A_BAR, node["target"][0])
    ]


def _listen(context: BrowserContext) -> None:
    said = _complaints[context] = []

    def console(message: ConsoleMessage) -> None:
        # Chromium also logs every answer from 400 up; `answer` judges those.
        if message.type == "error" and not message.text.startswith("Failed to load resource"):
            said.append(f"console: {message.text}")

    def answer(response: Response) -> None:
        asked = response.request.resource_type in ("document", "fetch", "xhr")
        if response.status >= (500 if asked else 400):  # a refusal of what one asked is no fault
            said.append(f"answer {response.status}: {response.url}")

    context.on("console", console)
    context.on("weberror", lambda error: said.append(f"script: {error.error}"))
    context.on("response", answer)
    context.expose_function("reportBreach", lambda breach: said.append(f"policy: {breach}"))
    context.add_init_script(REPORT_BREACHES)
