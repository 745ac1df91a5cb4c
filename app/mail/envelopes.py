"""A letter as it goes out: headers, text and HTML."""

from dataclasses import dataclass
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from flask import current_app

from app import clock

PLAIN = SMTP.clone(cte_type="7bit")  # passes every server on the way


def masked(address: str) -> str:
    """ "a***@congdoan.vn"; enough to be known by whoever gave it."""
    name, _at, host = address.rpartition("@")
    return f"{name[:1]}***@{host}" if host else ""


@dataclass(frozen=True)
class Envelope:
    """Whom a letter goes to, and what it says; HTML is made of the text where there is none."""

    to: str
    subject: str
    text: str
    html: str | None
    message_id: str

    def message(self, sender: str) -> bytes:
        """As a server takes it. `Date` is the wall's: other houses do not know of practice."""
        message = EmailMessage(policy=PLAIN)
        message["From"], message["To"] = sender, self.to
        message["Subject"] = " ".join(self.subject.split())
        message["Date"] = format_datetime(clock.real())
        message["Message-ID"] = self.message_id
        message["Auto-Submitted"] = "auto-generated"
        message["X-Auto-Response-Suppress"] = "All"
        message.set_content(self.text)
        message.add_alternative(self.html or self._as_html(), subtype="html")
        return message.as_bytes()

    def _as_html(self) -> str:
        paragraphs = [part.split("\n") for part in self.text.split("\n\n")]
        page = current_app.jinja_env.get_template("mail/letter.html")
        return page.render(title=self.subject, paragraphs=paragraphs)
