"""Opens the report of a run in a real browser: it loads nothing from outside, says nothing on the console, shows every claim.

    syntony run crates/cli/tests/tiny.toml --out DIR
    python crates/cli/tests/report_in_chromium.py DIR [chromium]
"""

import json
import re
import subprocess
import sys
import tempfile
from html.parser import HTMLParser
from pathlib import Path

FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
    "--virtual-time-budget=3000",
    "--enable-logging=stderr",
    "--v=0",
    "--dump-dom",
]
SECONDS = 120


class Loads(HTMLParser):
    """What a page would fetch when it is opened; a link that a reader may follow is none."""

    ATTRIBUTES = {"src", "srcset", "href", "xlink:href", "data", "poster", "background", "action", "formaction"}

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.inside = ""

    def handle_starttag(self, tag: str, attrs: list) -> None:
        self.inside = tag if tag in ("style", "script") else ""
        for name, value in attrs:
            value = (value or "").strip()
            if name == "style":
                self.style(value)
            outside = name in self.ATTRIBUTES and not value.startswith(("#", "data:"))
            if outside and not (tag == "a" and name == "href"):
                self.found.append(f"<{tag} {name}={value!r}>")

    def handle_endtag(self, tag: str) -> None:
        self.inside = ""

    def handle_data(self, text: str) -> None:
        if self.inside == "style":
            self.style(text)
        if self.inside == "script":
            self.found += re.findall(r"\bfetch\s*\(|XMLHttpRequest|WebSocket|\bimport\s*\(|sendBeacon|EventSource", text)

    def style(self, text: str) -> None:
        self.found += re.findall(r"@import[^;]*|url\(\s*['\"]?(?!#|data:)[^)]*\)", text)


class Claims(HTMLParser):
    """Claims in the table of claims, and whether the page's own script has run."""

    def __init__(self) -> None:
        super().__init__()
        self.rows = 0
        self.here = False
        self.bar_shown = False

    def handle_starttag(self, tag: str, attrs: list) -> None:
        attributes = dict(attrs)
        if tag == "table":
            self.here = "claims" in (attributes.get("class") or "").split()
        if self.here and tag == "th" and attributes.get("scope") == "row":
            self.rows += 1
        if attributes.get("id") == "filter-bar":
            self.bar_shown = "hidden" not in attributes

    def handle_endtag(self, tag: str) -> None:
        if tag == "table":
            self.here = False


def opened(browser: str, page: Path) -> tuple[str, list[str]]:
    """The document after its scripts have run, and the lines of its console."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        command = [browser, *FLAGS, f"--user-data-dir={profile}", page.resolve().as_uri()]
        done = subprocess.run(command, capture_output=True, timeout=SECONDS)
    words = done.stderr.decode("utf-8", "replace")
    assert done.returncode == 0, f"{browser} ended with {done.returncode}\n{words}"
    return done.stdout.decode("utf-8"), [line for line in words.splitlines() if "CONSOLE" in line]


def loads(html: str) -> list[str]:
    parser = Loads()
    parser.feed(html)
    return parser.found


def control(browser: str) -> None:
    """Pages with something wrong are seen to be wrong; else the checks below would mean nothing."""
    for bad in ['<img src="https://example.org/x.png">', "<style>@import 'x.css'</style>", "<script>fetch('x')</script>"]:
        assert loads(bad), f"{bad} is not seen to load anything"
    assert not loads('<a href="https://example.org">x</a><use href="#a"/><style>a{fill:url(#g)}</style>')
    with tempfile.TemporaryDirectory() as folder:
        page = Path(folder) / "control.html"
        page.write_text("<!doctype html><title>x</title><p id=p></p><script>p.textContent = 'ran'; nothing.here()</script>")
        dom, console = opened(browser, page)
    assert "ran" in dom.split("<script>")[0], f"the script of a page does not run: {dom}"
    assert console, "an error of a page is not seen on the console"


def check(run: Path, browser: str) -> int:
    page = run / "report.html"
    outside = loads(page.read_text(encoding="utf-8"))
    assert not outside, f"{page} loads from outside itself: {outside}"
    dom, console = opened(browser, page)
    assert not console, f"{page} says on the console: {console}"
    seen = Claims()
    seen.feed(dom)
    wanted = len(json.loads((run / "verdicts.json").read_text(encoding="utf-8")))
    assert wanted > 0 and seen.rows == wanted, f"{page} shows {seen.rows} claims, expected {wanted}"
    assert seen.bar_shown, f"{page}: its script did not run: the filter of the parameters is hidden"
    return wanted


if __name__ == "__main__":
    chromium = sys.argv[2] if len(sys.argv) > 2 else "chromium"
    control(chromium)
    count = check(Path(sys.argv[1]), chromium)
    print(f"{sys.argv[1]}/report.html: {count} claims, nothing loaded from outside, nothing on the console")
