"""The forms behind the gate, without Streamlit, each test on an empty database of its own."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from html import unescape
from http.cookies import SimpleCookie
from pathlib import Path
from typing import Any

import anyio
import httpx
import pytest
from starlette.applications import Starlette

from lead_metrics.access.addresses import SESSION_COOKIE
from lead_metrics.access.viewer import EVERY_SITE
from lead_metrics.settings import settings
from lead_metrics.store import accounts
from lead_metrics.store.engine import engine
from lead_metrics.web.gate import Gate
from lead_metrics.web.headers import SecurityHeaders
from lead_metrics.web.routes import ROUTES
from lead_metrics.web.tokens import secret_key
from tests.store.people import ANN, PASSWORD, cheap_hashes

__all__ = ["cheap_hashes"]
HERE = "http://localhost"


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Give a test an empty database and keys of its own."""
    monkeypatch.setenv("LEAD_DATABASE_URL", f"sqlite:///{tmp_path / 'lead.db'}")
    monkeypatch.setenv("LEAD_KEYS", str(tmp_path / "keys"))
    settings.cache_clear()
    secret_key.cache_clear()
    yield tmp_path
    settings.cache_clear()
    secret_key.cache_clear()


@dataclass
class Browser:
    """A browser: keeps its cookies, follows nothing, sends the forms that it was shown."""

    address: str = "203.0.113.7"
    base: str = HERE
    jar: dict[str, str] = field(default_factory=dict)

    def ask(self, method: str, path: str, headers: Mapping[str, str] | None = None, **more: Any) -> httpx.Response:
        """Return the answer to one request, and keep its cookies."""
        app = SecurityHeaders(Gate(Starlette(routes=ROUTES)))

        async def asked() -> httpx.Response:
            transport = httpx.ASGITransport(app, client=(self.address, 4711))
            async with httpx.AsyncClient(transport=transport, base_url=self.base, cookies=self.jar) as client:
                answer = await client.request(method, path, headers=headers, **more)
                self.keep(answer.headers.get_list("set-cookie"))
                return answer

        return anyio.run(asked)

    def keep(self, told: list[str]) -> None:
        """Keep the cookies that an answer sets, and drop those that it takes."""
        for one in told:
            for name, cookie in SimpleCookie(one).items():
                self.jar[name] = cookie.value
                if not cookie.value or cookie["max-age"] == "0":
                    del self.jar[name]

    def read(self, path: str) -> httpx.Response:
        """Return a page."""
        return self.ask("GET", path)

    def send(self, path: str, shown: httpx.Response, **fields: str) -> httpx.Response:
        """Return the answer to a form of a page that this browser was shown."""
        return self.ask("POST", path, {"Origin": self.base}, data={"token": token_in(shown), **fields})

    def sign_in(self, name: str = ANN, password: str = PASSWORD) -> httpx.Response:
        """Return the answer to a sign-in."""
        return self.send("/sign-in", self.read("/sign-in"), name=name, password=password, next="/definitions?site=a")

    @property
    def session(self) -> str | None:
        """Return the session's token."""
        return next((value for name, value in self.jar.items() if name.endswith(SESSION_COOKIE) and value), None)


def token_in(shown: httpx.Response) -> str:
    """Return the token of a page's form."""
    found = re.search(r'name="token" value="(\w+)"', shown.text)
    assert found is not None, shown.text[:2000]
    return found[1]


def words(shown: httpx.Response) -> str:
    """Return a page's words."""
    return unescape(shown.text)


@pytest.fixture
def ann(place: Path, cheap_hashes: None) -> str:
    """Add an account."""
    accounts.add(engine(), ANN, PASSWORD, "partner", sites=[EVERY_SITE])
    return ANN
