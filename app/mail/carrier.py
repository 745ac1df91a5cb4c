"""One connection to the mail server, over which a round of letters goes.

Everything has a limit: each command, and a letter all in all, so that a server that hangs or drips
costs seconds. A password is told over TLS or within this machine, nowhere else.
"""

import smtplib
import socket
import ssl
import threading
from contextlib import suppress
from dataclasses import dataclass
from email.utils import parseaddr
from ipaddress import ip_address
from typing import Any, Self
from urllib.parse import unquote, urlsplit

from flask import Flask, current_app

from app.mail.tries import AGAIN, NEVER, SENT, Answer
from app.mail.words import DROPPED, NETWORK, REFUSED, TIMEOUT, UNKNOWN_HOST, UNSAFE

COMMANDS = 6  # times the patience of one command is what a whole letter may take
PORTS = {"smtp": 587, "smtps": 465}


class Unsafe(Exception):
    """A password would have gone over the net in clear."""


def init_app(app: Flask) -> None:
    """Refuse to start with settings that no letter could ever be sent by."""
    with app.app_context():
        Server.configured()


@dataclass(frozen=True)
class Server:
    """Where letters are handed in: `smtp://user:pass@host:port`, `smtps://` for TLS at once."""

    host: str
    port: int
    user: str
    password: str
    tls: bool
    sender: str
    patience: float

    @classmethod
    def configured(cls) -> "Server | None":
        """The server of the settings; None: letters wait until there is one."""
        url, sender = current_app.config["SMTP"], current_app.config["MAIL_FROM"]
        if not url or not sender:
            return None
        parts = urlsplit(url)
        if parts.scheme not in PORTS or not parts.hostname or "@" not in parseaddr(sender)[1]:
            raise ValueError("SANGKIEN_SMTP is smtp:// or smtps://, SANGKIEN_MAIL_FROM an address")
        return cls(
            host=parts.hostname,
            port=parts.port or PORTS[parts.scheme],
            user=unquote(parts.username or ""),
            password=unquote(parts.password or ""),
            tls=parts.scheme == "smtps",
            sender=sender,
            patience=current_app.config["SMTP_PATIENCE"],
        )

    @property
    def mailbox(self) -> str:
        return parseaddr(self.sender)[1]

    @property
    def is_here(self) -> bool:
        """Whether it is this machine itself."""
        with suppress(ValueError):
            return ip_address(self.host).is_loopback
        return self.host == "localhost"


class Carrier:
    """Hands letters in, one after the other; opens the connection with the first."""

    def __init__(self, server: Server) -> None:
        self.server = server
        self._line: smtplib.SMTP | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        if self._line is not None:
            with suppress(OSError):
                self._limited(self._line.quit)
            self._hang_up()

    def carry(self, to: str, message: bytes) -> Answer:
        """Hand a letter in. Whatever goes wrong is an answer."""
        try:
            return self._limited(lambda: self._hand_in(to, message))
        except Exception as error:
            self._hang_up()
            if isinstance(error, OSError | Unsafe):
                return Answer(AGAIN, why(error), ends_round=True)
            raise

    def _hand_in(self, to: str, message: bytes) -> Answer:
        line = self._line = self._line or self._connect()
        code, text = line.mail(self.server.mailbox)
        if code != 250:  # who sends, not to whom: it is the same for every letter
            raise smtplib.SMTPSenderRefused(code, text, self.server.mailbox)
        code, _text = line.rcpt(to)
        if code in (250, 251):
            try:
                code, _text = line.data(message)
            except smtplib.SMTPDataError as error:
                code = error.smtp_code
            if code == 250:
                return Answer(SENT, str(code))
        if code == 421:
            raise smtplib.SMTPResponseException(code, b"")
        with suppress(smtplib.SMTPServerDisconnected):
            line.rset()
        return Answer(NEVER if code >= 500 else AGAIN, str(code))

    def _connect(self) -> smtplib.SMTP:
        server = self.server
        said: dict[str, Any] = {
            "timeout": server.patience,
            "local_hostname": server.mailbox.rpartition("@")[2],
        }
        safe = ssl.create_default_context()
        if server.tls:
            line: smtplib.SMTP = smtplib.SMTP_SSL(context=safe, **said)
        else:
            line = smtplib.SMTP(**said)
        line._host = server.host  # type: ignore[attr-defined]  # for certificates; as its own `__init__` does
        self._line = line
        code, text = line.connect(server.host, server.port)
        if code != 220:
            raise smtplib.SMTPConnectError(code, text)
        line.ehlo_or_helo_if_needed()
        if not server.tls and line.has_extn("starttls"):
            line.starttls(context=safe)
            line.ehlo_or_helo_if_needed()
        if server.user:
            if not isinstance(line.sock, ssl.SSLSocket) and not server.is_here:
                raise Unsafe
            line.login(server.user, server.password)
        return line

    def _limited(self, work: Any) -> Any:
        """Do it, and cut the line if it takes too long: a server may drip for ever."""
        limit = threading.Timer(self.server.patience * COMMANDS, self._cut)
        limit.daemon = True
        limit.start()
        try:
            return work()
        finally:
            limit.cancel()

    def _cut(self) -> None:
        line = self._line
        if line is not None and line.sock is not None:
            with suppress(OSError):
                socket.socket.shutdown(line.sock, socket.SHUT_RDWR)

    def _hang_up(self) -> None:
        if self._line is not None:
            with suppress(OSError):
                self._line.close()
        self._line = None


def why(error: BaseException) -> str:
    """The word for what went wrong: never what a server wrote, which may name somebody."""
    if isinstance(error, smtplib.SMTPResponseException):
        return str(error.smtp_code)
    cause = error.__context__ if isinstance(error, smtplib.SMTPServerDisconnected) else error
    match cause:
        case TimeoutError():
            return TIMEOUT
        case ConnectionRefusedError():
            return REFUSED
        case socket.gaierror():
            return UNKNOWN_HOST
        case ssl.SSLError() | smtplib.SMTPNotSupportedError() | Unsafe():
            return UNSAFE
        case None | ConnectionError():
            return DROPPED
    return NETWORK
