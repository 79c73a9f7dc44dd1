"""A thousand wrong tries from ten addresses while somebody else signs in, and what a known and an unknown name cost.

Run: python -m bench.sign_in. Prints the rows of the table in docs/performance.md. It serves an empty database
of its own on this machine; the addresses are those that a proxy before it would tell.
"""

from __future__ import annotations

import os
import re
import socket
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from subprocess import DEVNULL, Popen

import httpx

from lead_metrics.settings import ROOT
from lead_metrics.store import accounts
from lead_metrics.store.engine import engine

ADDRESSES, TRIES, KNOWN = 10, 1_000, 40
PASSWORD, WRONG = "a long sentence nobody guesses", "a long sentence somebody guessed"
PATIENCE = 300


@dataclass
class Browser:
    """A browser behind a proxy, at one address, with the form that it was shown."""

    base: str
    address: str
    client: httpx.Client = field(init=False)
    token: str = ""

    def __post_init__(self) -> None:
        """Read the form once."""
        self.client = httpx.Client(base_url=self.base, timeout=PATIENCE, trust_env=False)
        found = re.search(r'name="token" value="(\w+)"', self.client.get("/sign-in").text)
        self.token = found[1] if found else ""

    def enter(self, name: str, password: str) -> tuple[int, float]:
        """Return the status of a sign-in and the seconds that it took."""
        began = time.perf_counter()
        answer = self.client.post(
            "/sign-in",
            data={"token": self.token, "name": name, "password": password, "next": "/"},
            headers={"Origin": self.base, "X-Forwarded-For": self.address},
        )
        return answer.status_code, time.perf_counter() - began


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """Serve the dashboard on an empty database and return its address."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "uvicorn", "dashboard:app", "--port", str(port), "--no-access-log"]
    process = Popen(command, cwd=ROOT, env={**os.environ, **environment(folder)}, stdout=DEVNULL, stderr=DEVNULL)
    try:
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.2)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(PATIENCE)


def environment(folder: Path) -> dict[str, str]:
    """Return the settings of a place of its own."""
    return {"LEAD_DATABASE_URL": url(folder), "LEAD_KEYS": str(folder / "keys"), "LEAD_WORKER": "off"}


def url(folder: Path) -> str:
    """Return the address of the database."""
    return f"sqlite:///{folder / 'lead.db'}"


def flood(base: str) -> tuple[Counter[int], list[float], list[float]]:
    """Try at one account from all addresses; return the statuses, and another's sign-ins before and meanwhile."""
    before = [Browser(base, "203.0.113.200").enter("ben", PASSWORD)[1] for _ in range(5)]
    meanwhile: list[float] = []
    with ThreadPoolExecutor(ADDRESSES) as pool:
        running = [pool.submit(guess, base, f"203.0.113.{n}") for n in range(ADDRESSES)]
        while not all(one.done() for one in running):
            status, seconds = Browser(base, "203.0.113.201").enter("ben", PASSWORD)
            assert status == 303, "somebody else could not sign in meanwhile"
            meanwhile.append(seconds)
        statuses = [status for one in running for status in one.result()]
    return Counter(statuses), before, meanwhile


def guess(base: str, address: str) -> list[int]:
    """Try again and again from one address; return the statuses."""
    browser = Browser(base, address)
    return [browser.enter("ann", f"{WRONG} {number}")[0] for number in range(TRIES // ADDRESSES)]


def costs(base: str) -> tuple[float, float]:
    """Return the median seconds of a refusal of a known and of an unknown name, asked in turn."""
    taken: dict[bool, list[float]] = {True: [], False: []}
    for number in range(KNOWN):
        for known in (True, False):
            name = f"known{number}" if known else f"nobody{number}"
            taken[known].append(Browser(base, f"198.51.100.{number}").enter(name, WRONG)[1])
    return median(taken[True]), median(taken[False])


def main() -> None:
    """Print a row for each measure."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        store = engine(url(folder))
        for account in ("ann", "ben", *(f"known{number}" for number in range(KNOWN))):
            accounts.add(store, account, PASSWORD, "partner")
        with served(folder) as base:
            began = time.perf_counter()
            statuses, before, meanwhile = flood(base)
            took = time.perf_counter() - began
            right = Browser(base, "203.0.113.202").enter("ann", PASSWORD)[0]
            known, unknown = costs(base)
    print(f"| {TRIES} wrong tries, {ADDRESSES} addresses | {took:.0f} s | {dict(statuses)} |")
    print(f"| the right password of that account afterwards | | {right} |")
    usual, then = median(before), median(meanwhile)
    print(f"| another account's sign-in before | {usual:.2f} s | 1.0 |")
    print(f"| and meanwhile ({len(meanwhile)} times) | {then:.2f} s | {then / usual:.1f} |")
    print(f"| refusal of a known name | {known:.3f} s | 1.00 |")
    print(f"| refusal of an unknown name | {unknown:.3f} s | {unknown / known:.2f} |")


if __name__ == "__main__":
    main()
