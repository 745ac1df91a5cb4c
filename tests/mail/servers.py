"""A mail server on this machine that does what real ones do: hang, refuse, drop."""

import asyncio
import threading
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager
from email import message_from_bytes
from email.message import Message
from email.policy import default
from typing import Any

from aiosmtpd.smtp import SMTP, AuthResult

FOREVER = 3600
ANSWERS = {
    "full": "452 4.2.2 mailbox of somebody@example.vn is full",
    "grey": "450 4.2.0 somebody@example.vn: come back later",
    "unknown": "550 5.1.1 somebody@example.vn: no such user",
}


class _Line(SMTP):
    """One connection. Its server may hang before it greets, or close at once."""

    async def _handle_client(self) -> None:
        post: Post = self.event_handler
        post.connections += 1
        if post.mode == "hang":
            await asyncio.sleep(FOREVER)
        if post.mode == "closed":
            self.transport.abort()
            return
        await super()._handle_client()


class Post:
    """What came, and how the next letter is treated (`mode`).

    `taken`: the letters that were answered with 250; `dropped`: those that were taken without a
    word, the line cut.
    """

    def __init__(self) -> None:
        self.mode, self.connections, self.port = "well", 0, 0
        self.taken: list[tuple[str, Message]] = []
        self.dropped: list[Message] = []
        self.recipients: list[str] = []
        self._loop = asyncio.new_event_loop()
        self._server: asyncio.Server | None = None
        self._open: set[Any] = set()

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}"

    @property
    def ids(self) -> list[str]:
        """The Message-IDs of the letters taken."""
        return [letter["Message-ID"] for _to, letter in self.taken]

    def open(self) -> None:
        self._run(self._listen())

    def refuse(self) -> None:
        """Nobody listens any more."""
        self._run(self._leave())

    async def handle_RCPT(  # noqa: N802
        self, server: Any, session: Any, envelope: Any, to: str, options: Any
    ) -> str:
        self.recipients.append(to)
        if self.mode in ANSWERS:
            return ANSWERS[self.mode]
        envelope.rcpt_tos.append(to)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        letter = message_from_bytes(envelope.content, policy=default)
        if self.mode == "drop":
            self.dropped.append(letter)
            server.transport.abort()
            return "250 nobody hears this"
        if self.mode == "slow":
            await asyncio.sleep(FOREVER)
        if self.mode == "later":
            return "451 4.3.0 try again"
        if self.mode == "spam":
            return "554 5.7.1 spam"
        self.taken.append((envelope.rcpt_tos[0], letter))
        return "250 OK"

    def close(self) -> None:
        self._run(self._leave())
        self._loop.call_soon_threadsafe(self._loop.stop)

    def _run(self, work: Coroutine[Any, Any, Any]) -> None:
        asyncio.run_coroutine_threadsafe(work, self._loop).result(30)

    async def _listen(self) -> None:
        if self._server is None:
            made = self._loop.create_server(self._line, "127.0.0.1", self.port)
            self._server = await made
            self.port = self._server.sockets[0].getsockname()[1]

    async def _leave(self) -> None:
        if self._server is not None:
            self._server.close()
            self._server = None
        tasks = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        for line in self._open:
            if line.transport is not None:
                line.transport.abort()
        self._open.clear()

    def _line(self) -> _Line:
        line = _Line(
            self,
            loop=self._loop,
            hostname="post.example.vn",
            auth_require_tls=False,
            authenticator=_knows,
        )
        self._open.add(line)
        return line


def _knows(server: Any, session: Any, envelope: Any, mechanism: str, data: Any) -> AuthResult:
    return AuthResult(success=data.password == b"mat khau@thu", handled=False)


@contextmanager
def running() -> Iterator[Post]:
    post = Post()
    thread = threading.Thread(target=post._loop.run_forever)
    thread.start()
    post.open()
    try:
        yield post
    finally:
        post.close()
        thread.join()
        post._loop.close()
