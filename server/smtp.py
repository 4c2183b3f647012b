"""How a message leaves: to a mail server, or into a folder where there is none."""

import email.policy
import os
import re
import smtplib
import ssl
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.parser import BytesHeaderParser
from email.utils import format_datetime
from pathlib import Path
from typing import NamedTuple

from specs.refusals import Refused

LOOPBACK = {"localhost", "127.0.0.1", "::1"}
TIMEOUT = 20  # seconds for each answer of the mail server
PORTS = {"tls": 465, "starttls": 587, "none": 25}
LONGEST_SUBJECT = 200
HEADERS = ["From", "To", "Subject", "Date", "Message-ID", "Auto-Submitted", "Content-Type", "Content-Transfer-Encoding", "MIME-Version"]
# What would have to be quoted in an address stands in nobody's; without it an address can be only one, and nothing but an address.
ADDRESS = re.compile(r"[^\s@,;:<>()\[\]\\\"]+@[\w-]+(\.[\w-]+)*")

WRONG_ADDRESS = "No message can be sent to this address. Please check it."
WRONG_SENDER = "COTENDER_MAIL_FROM is no address to send from. Please give one such as Cotender <no-reply@example.org>."
NO_HOST = "COTENDER_SMTP_HOST is empty, but other settings of the mail server are there. Please name the mail server, or take them away."
WRONG_PORT = "COTENDER_SMTP_PORT is no port. Please give a number such as 587."
WRONG_SECURITY = "COTENDER_SMTP_SECURITY can be tls, starttls or none. Please choose one of them."
IN_THE_CLEAR = (
    "COTENDER_SMTP_SECURITY is none, which would send messages without encryption. That is for a mail server on this machine "
    "alone; please choose tls or starttls."
)
HALF_A_LOGIN = "COTENDER_SMTP_USER and COTENDER_SMTP_PASSWORD belong together. Please give both, or neither."


@dataclass(frozen=True)
class SmtpSettings:
    """The mail server. Raises ``Refused`` where it would be reached over a network without encryption, or makes no sense."""

    host: str
    port: int = 587
    user: str = field(default="", repr=False)
    password: str = field(default="", repr=False)
    security: str = "starttls"

    def __post_init__(self) -> None:
        if not self.host:
            raise Refused(NO_HOST)
        if not 0 < self.port < 65536:
            raise Refused(WRONG_PORT)
        if self.security not in PORTS:
            raise Refused(WRONG_SECURITY)
        if self.security == "none" and self.host.lower() not in LOOPBACK:
            raise Refused(IN_THE_CLEAR)
        if bool(self.user) != bool(self.password):
            raise Refused(HALF_A_LOGIN)


def smtp_from_environment() -> SmtpSettings | None:
    """The mail server that the environment names; None where it names none. Raises ``Refused``."""
    given = {name: os.environ.get(f"COTENDER_SMTP_{name}", "") for name in ("HOST", "PORT", "USER", "PASSWORD", "SECURITY")}
    host, port, security = given["HOST"].strip(), given["PORT"].strip(), given["SECURITY"].strip().lower()
    if not any(given.values()):
        return None
    if port and not (port.isascii() and port.isdigit()):
        raise Refused(WRONG_PORT)
    security = security or ("tls" if port == "465" else "starttls")
    return SmtpSettings(host, int(port or PORTS.get(security, 587)), given["USER"], given["PASSWORD"], security)


def sender(mail_from: str, host: str) -> str:
    """Who messages come from: as given, or else nobody at this host. Raises ``Refused`` for what is not one address."""
    home = "localhost" if host in LOOPBACK else f"[IPv6:{host}]" if ":" in host else host
    chosen = mail_from.strip() or f"Cotender <no-reply@{home}>"
    _only_address(chosen)
    return chosen


def _only_address(mail_from: str) -> Address:
    if not mail_from.isprintable() or "=?" in mail_from:
        raise Refused(WRONG_SENDER)
    header = email.policy.SMTP.header_factory("From", mail_from)
    if header.defects or len(header.addresses) != 1 or not header.addresses[0].domain or not header.addresses[0].addr_spec.isascii():
        raise Refused(WRONG_SENDER)
    only: Address = header.addresses[0]
    return only


def home_of(mail_from: str) -> str:
    """The part of the sender's address after the @."""
    return _only_address(mail_from).domain


def clean_subject(subject: str) -> str:
    """One line of what can be shown, and nothing that mail programs would decode: in Python, too, decoding could bring a line end back."""
    line = " ".join("".join(c if c.isprintable() else " " for c in subject).split())
    return line.replace("=?", "= ?")[:LONGEST_SUBJECT].strip()


class Letter(NamedTuple):
    """A message as it is kept: the same one gives the same bytes."""

    to: str
    subject: str
    text: str
    message_id: str
    made: float

    @property
    def name(self) -> str:
        """The part of the Message-ID that no other message has."""
        return self.message_id.strip("<>").partition("@")[0]

    def raw(self, mail_from: str) -> bytes:
        """The message as it is sent. Raises ``Refused`` where the address, or whatever else, would make another message of it."""
        local, _, domain = self.to.partition("@")
        if not ADDRESS.fullmatch(self.to) or not self.to.isprintable() or "=?" in self.to or len(self.to) > 254:
            raise Refused(WRONG_ADDRESS)
        try:
            to = Address(username=local, domain=domain.encode("idna").decode())
            # Plain ASCII wherever it can be, so that every mail server takes it as it is.
            message = EmailMessage(email.policy.SMTP.clone(cte_type="7bit", utf8=not local.isascii()))
            message["From"] = mail_from
            message["To"] = to
            message["Subject"] = self.subject
            message["Date"] = format_datetime(datetime.fromtimestamp(self.made, UTC))
            message["Message-ID"] = self.message_id
            message["Auto-Submitted"] = "auto-generated"
            message.set_content(self.text, charset="utf-8")
            raw = message.as_bytes()
        except (MessageError, UnicodeError, ValueError) as wrong:
            raise Refused(WRONG_ADDRESS) from wrong
        if BytesHeaderParser(policy=email.policy.SMTP).parsebytes(raw).keys() != HEADERS:
            raise Refused(WRONG_ADDRESS)
        return raw


class Later(Exception):
    """It did not leave, and can be tried again. ``why`` names nobody; ``for_all``: no other message would have left."""

    def __init__(self, why: str, for_all: bool = False) -> None:
        super().__init__(why)
        self.why = why
        self.for_all = for_all


class Never(Exception):
    """It was refused for good. Its text says why, and names nobody."""


class Unknown(Exception):
    """All of it was handed over, but nobody said that it had arrived. Its text says why, and names nobody."""


def post(smtp: SmtpSettings, letter: Letter, mail_from: str) -> None:
    """Hands a message to the server. Raises ``Later``, ``Never`` or ``Unknown``, without what the server said: it may name people."""
    raw = letter.raw(mail_from)
    local, _, domain = letter.to.partition("@")
    to = f"{local}@{domain.encode('idna').decode()}"
    try:
        server = _connect(smtp, home_of(mail_from))
    except (OSError, smtplib.SMTPException, ValueError) as wrong:
        raise Later(f"the mail server cannot be used ({_reason(wrong)})", for_all=True) from wrong
    try:
        _converse(server, _only_address(mail_from).addr_spec, to, raw)
    except (OSError, smtplib.SMTPException) as wrong:
        raise Later(f"the connection ended ({_reason(wrong)})", for_all=True) from wrong
    finally:
        _leave(server)


def _connect(smtp: SmtpSettings, home: str) -> smtplib.SMTP:
    if smtp.security == "tls":
        server: smtplib.SMTP = smtplib.SMTP_SSL(smtp.host, smtp.port, home, timeout=TIMEOUT, context=ssl.create_default_context())
    else:
        server = smtplib.SMTP(smtp.host, smtp.port, home, timeout=TIMEOUT)
    try:
        if smtp.security == "starttls":
            server.starttls(context=ssl.create_default_context())
        if smtp.user:
            server.login(smtp.user, smtp.password)
        server.ehlo_or_helo_if_needed()
    except BaseException:
        server.close()
        raise
    return server


def _converse(server: smtplib.SMTP, mail_from: str, to: str, raw: bytes) -> None:
    international = not to.isascii()
    if international and not server.has_extn("smtputf8"):
        raise Never("the mail server does not take addresses in this alphabet")
    if international:
        server.command_encoding = "utf-8"
    code, _ = server.mail(mail_from, ["SMTPUTF8"] if international else [])
    if code != 250:
        raise Later(f"the mail server answered {code} to the sender", for_all=True)
    code, _ = server.rcpt(to)
    if code not in (250, 251):
        raise _answered(code)
    code, _ = server.docmd("DATA")
    if code != 354:
        raise _answered(code)
    server.send(re.sub(rb"(?m)^\.", b"..", raw))  # a line that is a full stop would end it: RFC 5321, section 4.5.2
    try:
        server.send(b".\r\n")
        code, _ = server.getreply()
    except OSError as wrong:
        raise Unknown(f"the connection ended before the mail server had answered ({_reason(wrong)})") from wrong
    if code != 250:
        raise _answered(code)


def _answered(code: int) -> Later | Never:
    why = f"the mail server answered {code}"
    return Never(why) if 500 <= code < 600 else Later(why, for_all=code == 421)


def _reason(wrong: BaseException) -> str:
    """What happened, without what was said: an answer of a server often holds the address."""
    code = getattr(wrong, "smtp_code", None)
    return f"{type(wrong).__name__} {code}" if code else type(wrong).__name__


def _leave(server: smtplib.SMTP) -> None:
    try:
        server.quit()
    except OSError:  # it was handed over, or not, before this
        server.close()


def put_out(folder: Path, letter: Letter, mail_from: str) -> None:
    """Writes a message into a folder that its owner alone can read; again, in place of itself. Raises ``Later``."""
    raw = letter.raw(mail_from)
    part = folder / f".{letter.name}.part"
    try:
        folder.mkdir(mode=0o700, exist_ok=True)
        folder.chmod(0o700)
        with open(os.open(part, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600), "wb") as file:
            file.write(raw)
            file.flush()
            os.fsync(file.fileno())
        part.replace(folder / f"{letter.name}.eml")
    except OSError as wrong:
        raise Later(f"the outbox cannot be written to ({_reason(wrong)})", for_all=True) from wrong
