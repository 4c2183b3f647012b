"""The mail server: what it hears unencrypted, which one it is, and who the messages come from."""

import shutil
import ssl
import subprocess
from pathlib import Path

import pytest

from server.settings import Settings, SmtpSettings
from specs.refusals import Refused
from tests.fake_smtp import FakeSmtp
from tests.mail_room import ANNE, SUBJECT, TEXT, Room

NAMES = [f"COTENDER_SMTP_{name}" for name in ("HOST", "PORT", "USER", "PASSWORD", "SECURITY")] + ["COTENDER_MAIL_FROM"]


@pytest.fixture(autouse=True)
def _no_environment(monkeypatch: pytest.MonkeyPatch):
    for name in NAMES:
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def fake():
    made = FakeSmtp()
    yield made
    made.close()


@pytest.fixture
def room(tmp_path: Path, fake: FakeSmtp):
    made = Room(tmp_path, SmtpSettings("127.0.0.1", fake.port, security="none"))
    yield made
    made.people.close()


# Encryption


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    if shutil.which("openssl") is None:
        pytest.skip("openssl, which makes a certificate, is not there")
    folder = tmp_path_factory.mktemp("certificate")
    subject = ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1"]
    kind = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2", "-keyout", "both.pem", "-out", "cert.pem"]
    subprocess.run(["openssl", "req", "-x509", *kind, *subject], cwd=folder, check=True, capture_output=True)
    with (folder / "both.pem").open("a") as both:
        both.write((folder / "cert.pem").read_text())
    return folder


@pytest.mark.parametrize("trusted", [True, False])
@pytest.mark.parametrize("security", ["tls", "starttls"])
def test_a_message_and_a_password_travel_encrypted_to_a_server_that_proves_who_it_is(
    tmp_path: Path, certificate: Path, monkeypatch: pytest.MonkeyPatch, security: str, trusted: bool
):
    secret = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    secret.load_cert_chain(certificate / "both.pem")
    if trusted:
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate / "cert.pem"))
    fake = FakeSmtp("STARTTLS", "AUTH PLAIN", secret=secret, at_once=security == "tls")
    room = Room(tmp_path, None)
    try:
        object.__setattr__(room.settings, "smtp", SmtpSettings("localhost", fake.port, "cotender", "s3cret-canary", security))
        room.mail.put(ANNE, SUBJECT, TEXT)
        assert room.mail.send_due() == (1 if trusted else 0)
        assert ([came.recipients for came in fake.came], room.states()) == (([[ANNE]], ["sent"]) if trusted else ([], ["queued"]))
        assert ("AUTH" in fake.steps) == trusted
        clear = b"ehlo tenders.example.net\r\nSTARTTLS\r\n" if security == "starttls" else b""
        assert fake.clear == clear
    finally:
        room.people.close()
        fake.close()


@pytest.mark.parametrize("offers", [(), ("AUTH PLAIN",)])
def test_a_server_that_offers_no_encryption_hears_nothing(room: Room, fake: FakeSmtp, offers: tuple[str, ...]):
    fake.offers = offers
    object.__setattr__(room.settings, "smtp", SmtpSettings("127.0.0.1", fake.port, "cotender", "s3cret-canary", "starttls"))
    room.mail.put(ANNE, SUBJECT, TEXT)
    assert (room.mail.send_due(), room.states(), fake.clear) == (0, ["queued"], b"ehlo tenders.example.net\r\n")


def test_an_address_in_another_alphabet(room: Room, fake: FakeSmtp):
    room.mail.put("anne@müller.example", SUBJECT, TEXT)
    room.mail.put("änne@example.org", SUBJECT, TEXT)
    room.mail.put("änne@example.org", SUBJECT, TEXT)
    assert room.mail.send_due() == 1 and room.states() == ["sent", "failed", "failed"]
    fake.offers = ("SMTPUTF8",)
    room.mail.put("änne@example.org", SUBJECT, TEXT)
    assert room.mail.send_due() == 1
    assert [came.recipients for came in fake.came] == [["anne@xn--mller-kva.example"], ["änne@example.org"]]


# Settings


def from_environment(monkeypatch: pytest.MonkeyPatch, **given: str) -> Settings:
    for name in NAMES:
        monkeypatch.delenv(name, raising=False)
    for name, value in given.items():
        monkeypatch.setenv(f"COTENDER_{name}", value)
    return Settings(Path("data"), url="https://tenders.example.net:8443")


def test_the_mail_server_comes_from_the_environment(monkeypatch: pytest.MonkeyPatch):
    assert from_environment(monkeypatch).smtp is None
    assert from_environment(monkeypatch).mail_from == "Cotender <no-reply@tenders.example.net>"
    assert from_environment(monkeypatch, MAIL_FROM="Ash Council <mail@ash.example>").mail_from == "Ash Council <mail@ash.example>"

    def found(**given: str) -> SmtpSettings | None:
        return from_environment(monkeypatch, **{f"SMTP_{name}": value for name, value in given.items()}).smtp

    assert found(HOST=" mail.example.org ") == SmtpSettings("mail.example.org", 587, security="starttls")
    assert found(HOST="mail.example.org", PORT="465") == SmtpSettings("mail.example.org", 465, security="tls")
    assert found(HOST="mail.example.org", SECURITY="TLS") == SmtpSettings("mail.example.org", 465, security="tls")
    assert found(HOST="localhost", SECURITY="none") == SmtpSettings("localhost", 25, security="none")
    assert found(HOST="m", PORT="2525", USER="u", PASSWORD=" p ") == SmtpSettings("m", 2525, "u", " p ", "starttls")


@pytest.mark.parametrize(
    ("given", "why"),
    [
        ({"SMTP_PORT": "25"}, "COTENDER_SMTP_HOST is empty"),
        ({"SMTP_HOST": "m", "SMTP_PORT": "x"}, "no port"),
        ({"SMTP_HOST": "m", "SMTP_PORT": "0"}, "no port"),
        ({"SMTP_HOST": "m", "SMTP_PORT": "²"}, "no port"),
        ({"SMTP_HOST": "m", "SMTP_SECURITY": "ssl"}, "tls, starttls or none"),
        ({"SMTP_HOST": "m", "SMTP_SECURITY": "none"}, "without encryption"),
        ({"SMTP_HOST": "m", "SMTP_USER": "u"}, "belong together"),
        ({"SMTP_HOST": "m", "SMTP_PASSWORD": "p"}, "belong together"),
        ({"MAIL_FROM": "nobody"}, "COTENDER_MAIL_FROM"),
        ({"MAIL_FROM": "a@b.org, c@d.org"}, "COTENDER_MAIL_FROM"),
        ({"MAIL_FROM": "A <a@b.org>\nBcc: c@d.org"}, "COTENDER_MAIL_FROM"),
        ({"MAIL_FROM": "=?utf-8?q?a=0ABcc:x?= <a@b.org>"}, "COTENDER_MAIL_FROM"),
    ],
)
def test_settings_that_make_no_sense_are_refused_in_a_sentence(monkeypatch: pytest.MonkeyPatch, given: dict[str, str], why: str):
    with pytest.raises(Refused, match=why):
        from_environment(monkeypatch, **given)


def test_the_password_is_shown_nowhere(monkeypatch: pytest.MonkeyPatch):
    settings = from_environment(monkeypatch, SMTP_HOST="m", SMTP_USER="someone", SMTP_PASSWORD="s3cret-canary")
    assert settings.smtp is not None and settings.smtp.password == "s3cret-canary"
    assert [word for word in ("s3cret-canary", "someone") if word in repr(settings) + str(settings.smtp) + f"{settings.smtp!r}"] == []
