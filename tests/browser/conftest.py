"""A real browser against a real server on a loopback port."""

import os
import shutil
import socket
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import uvicorn
from playwright.sync_api import Browser, Page, sync_playwright

from registry.app import create_app
from registry.services import Services
from registry.usecases.demo_accounts import PASSWORD

SHOTS = Path("test-output")
DESKTOP, PHONE = (1200, 850), (360, 740)
CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or "/usr/bin/chromium"
# Chromium must not call anybody while the tests run.
SWITCHES = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--no-first-run",
    "--disable-component-update",
    "--disable-sync",
]
START_SECONDS = 10


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=SWITCHES)
        yield opened
        opened.close()


@pytest.fixture
def address(sqlite_services: Services) -> Iterator[str]:
    """Where the service answers; it has a database of its own."""
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        config = uvicorn.Config(create_app(sqlite_services), log_level="warning")
        server = uvicorn.Server(config)
        running = threading.Thread(target=server.run, kwargs={"sockets": [door]})
        running.start()
        deadline = time.monotonic() + START_SECONDS
        while not server.started and time.monotonic() < deadline:
            time.sleep(0.02)
        assert server.started
        yield f"http://127.0.0.1:{door.getsockname()[1]}"
        server.should_exit = True
        running.join()


@dataclass
class Reader:
    """One person at one screen."""

    page: Page
    address: str

    def visit(self, path: str) -> None:
        answer = self.page.goto(self.address + path)
        assert answer is not None
        assert answer.status < 400, f"{path}: {answer.status}"

    def press(self, label: str) -> None:
        """A button or link of the page itself, by its words."""
        self.page.locator("main").locator(
            f"button:has-text('{label}'), a:has-text('{label}')"
        ).first.click()

    def sign_in(self, email: str, password: str = PASSWORD) -> None:
        self.visit("/login")
        self.page.fill("#email", email)
        self.page.fill("#password", password)
        self.page.click("main form button")

    def keep(self, name: str) -> None:
        """The whole page as a picture, to be looked at; nothing may stick out at the side."""
        SHOTS.mkdir(exist_ok=True)
        self.page.screenshot(path=SHOTS / f"{name}.png", full_page=True)
        wide = self.page.evaluate("document.documentElement.scrollWidth")
        size = self.page.viewport_size
        assert size is not None
        assert wide <= size["width"], f"{name} is {wide} pixels wide"


@pytest.fixture
def reader(browser: Browser, address: str) -> Iterator[Callable[..., Reader]]:
    """Opens screens: `reader(size, language)`."""
    opened = []

    def open_screen(size: tuple[int, int] = DESKTOP, language: str = "en-GB") -> Reader:
        context = browser.new_context(
            viewport={"width": size[0], "height": size[1]},
            locale=language,
            accept_downloads=True,
        )
        foreign: list[str] = []
        context.on(
            "request",
            lambda request: (
                foreign.append(request.url)
                if not request.url.startswith((address, "data:"))
                else None
            ),
        )
        opened.append((context, foreign))
        return Reader(context.new_page(), address)

    yield open_screen
    for context, foreign in opened:
        context.close()
        assert foreign == [], "a page asked another site for something"
