"""A real server in a process of its own, asked over HTTP and over its websocket by hand."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path

import httpx
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Origin, Subprotocol

from lead_metrics.settings import ROOT

PATIENCE = 60
CLIENTS = count(1)
STREAMLIT = ("-m", "streamlit", "run", "dashboard.py", "--server.port")
UVICORN = ("-m", "uvicorn", "dashboard:app", "--port")


@dataclass(frozen=True)
class Server:
    """A server that runs: its port, and the process that it is."""

    port: int
    process: subprocess.Popen[bytes]
    log: Path

    @property
    def url(self) -> str:
        """Return where a browser finds it."""
        return f"http://127.0.0.1:{self.port}"

    def client(self, **cookies: str) -> httpx.Client:
        """Return a client at an address of its own, as a proxy would tell, that follows nothing and keeps cookies.

        Wrong passwords are counted by address: one test's guesses must not keep another test out.
        """
        address = {"X-Forwarded-For": f"198.51.100.{next(CLIENTS) % 250}"}
        return httpx.Client(base_url=self.url, cookies=cookies, headers=address, timeout=PATIENCE, trust_env=False)


@contextmanager
def serve(
    environment: Mapping[str, str], log: Path, command: tuple[str, ...] = STREAMLIT, port: int = 0
) -> Iterator[Server]:
    """Start a server on a free port, or the one told, and stop it at the end.

    When it is ready, nobody has asked it anything yet.
    """
    port = port or free_port()
    with log.open("wb") as out:
        process = subprocess.Popen(
            [sys.executable, *command, str(port)], cwd=ROOT, env={**os.environ, **environment}, stdout=out, stderr=out
        )
    try:
        wait(port, process, log)
        yield Server(port, process, log)
    finally:
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait(port: int, process: subprocess.Popen[bytes], log: Path) -> None:
    """Wait until the server listens, without asking it anything; an HTTP request would be its first."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        if "can now view" in log.read_text() or "Uvicorn running" in log.read_text():
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    return
        if process.poll() is not None:
            break
        time.sleep(0.1)
    raise AssertionError(f"the server did not start: {log.read_text()[-2000:]}")


@contextmanager
def stream(
    server: Server, cookies: Mapping[str, str], resume: str | None = None, origin: str | None = None
) -> Iterator[ClientConnection]:
    """Open the websocket as a browser would, with these cookies, perhaps asking for a session to resume."""
    jar = "; ".join(f"{name}={value}" for name, value in cookies.items())
    with connect(
        server.url.replace("http", "ws") + "/_stcore/stream",
        origin=Origin(origin or server.url),
        additional_headers={"Cookie": jar},
        subprotocols=[Subprotocol(entry) for entry in ("streamlit", "token", resume) if entry],
        proxy=None, open_timeout=PATIENCE, max_size=None,
    ) as socket_:  # fmt: skip
        yield socket_


def rerun(socket_: ClientConnection, page: str = "", query: str = "") -> list[ForwardMsg]:
    """Ask for a page as the browser does and return the messages up to the end of the run."""
    message = BackMsg()
    message.rerun_script.page_name = page
    message.rerun_script.query_string = query
    socket_.send(message.SerializeToString())
    return run(socket_)


def run(socket_: ClientConnection) -> list[ForwardMsg]:
    """Return the messages up to the end of the run."""
    messages: list[ForwardMsg] = []
    while not messages or messages[-1].WhichOneof("type") != "script_finished":
        messages.append(ForwardMsg.FromString(bytes(socket_.recv(PATIENCE, decode=False))))
    return messages


def session_of(messages: list[ForwardMsg]) -> str:
    """Return the session id that the messages tell."""
    return next(m.new_session.initialize.session_id for m in messages if m.WhichOneof("type") == "new_session")


def words_of(messages: list[ForwardMsg]) -> str:
    """Return everything that the messages would draw, as text to search in."""
    return "\n".join(str(m.delta) for m in messages if m.WhichOneof("type") == "delta")
