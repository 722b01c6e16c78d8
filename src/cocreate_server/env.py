"""What the surroundings tell the product: one frozen object, read once from environment variables.

| variable | meaning | default |
| --- | --- | --- |
| COCREATE_HOME | data directory (database, lake, uploads, secret key) | `~/.local/share/cocreate` |
| COCREATE_URL | public address, such as `https://feedback.example.org` | `http://127.0.0.1:8000` |
| DATABASE_URL | any PostgreSQL >= 16; without it the embedded one starts | embedded |
| COCREATE_LAKE | lake address: a folder or an object store (`s3://…`) | `COCREATE_HOME/lake` |
| COCREATE_SECRET_KEY | signs sessions and links, at least 50 characters | made once, kept in the home |
| COCREATE_SMTP | `smtp[s]://user:password@host:port` for outgoing mail | mail is written to the home |
| COCREATE_MAIL_FROM | sender of that mail | `cocreate@` the host |
| COCREATE_MAIL_RATE | letters to customers a second, at most | `10` |
| COCREATE_OIDC | `issuer|client id|client secret|name` of a sign-in provider | none |
| COCREATE_METRICS_TOKEN | bearer token that may read `/metrics` from elsewhere | loopback only |
| COCREATE_QUERY_MEMORY | memory bound of the query engine | `1GB` |
| COCREATE_QUERY_SECONDS | time bound of one query | `20` |
"""

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlsplit

WEAK_SECRETS = ("secret", "changeme", "change-me", "insecure", "django-insecure", "password", "test")
SECRET_LENGTH = 50
FASTEST_MAIL = 1000


class SurroundingsError(ValueError):
    """A variable of the environment cannot be used as it stands."""


@dataclass(frozen=True, slots=True)
class Smtp:
    """Where outgoing mail is handed over."""

    host: str
    port: int
    user: str
    password: str
    ssl: bool


@dataclass(frozen=True, slots=True)
class SignInProvider:
    """An OpenID Connect provider people may sign in with."""

    issuer: str
    client_id: str
    client_secret: str
    name: str


@dataclass(frozen=True, slots=True)
class Environment:
    """Everything outside the code that the product depends on."""

    home: Path
    url: str
    database_url: str | None
    lake: str
    secret_key: str
    smtp: Smtp | None
    mail_from: str
    letters_a_second: float
    sign_in_provider: SignInProvider | None
    metrics_token: str | None
    query_memory: str
    query_seconds: float

    @property
    def host(self) -> str:
        """Host name of the public address."""
        return urlsplit(self.url).hostname or "127.0.0.1"

    @property
    def secure(self) -> bool:
        """Whether the public address is served over TLS."""
        return self.url.startswith("https://")

    @property
    def on_this_machine(self) -> bool:
        """Whether the public address reaches this machine only."""
        return self.host in {"127.0.0.1", "localhost", "::1"}


def environment(variables: Mapping[str, str] = os.environ) -> Environment:
    """Read the environment, making the home and its secret key where they do not exist yet.

    Raises:
        SurroundingsError: A value is malformed, or a secret is a known default or too short.
    """
    home = (
        Path(variables.get("COCREATE_HOME") or Path.home() / ".local/share/cocreate").expanduser().resolve()
    )
    home.mkdir(parents=True, exist_ok=True)
    url = (variables.get("COCREATE_URL") or "http://127.0.0.1:8000").rstrip("/")
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise SurroundingsError(f"COCREATE_URL == {url!r}, must look like https://feedback.example.org")
    return Environment(
        home=home,
        url=url,
        database_url=variables.get("DATABASE_URL") or None,
        lake=variables.get("COCREATE_LAKE") or str(home / "lake"),
        secret_key=_secret_key(variables.get("COCREATE_SECRET_KEY"), home),
        smtp=_smtp(variables.get("COCREATE_SMTP")),
        mail_from=variables.get("COCREATE_MAIL_FROM") or f"Cocreate <cocreate@{parts.hostname}>",
        letters_a_second=_rate(variables.get("COCREATE_MAIL_RATE")),
        sign_in_provider=_sign_in_provider(variables.get("COCREATE_OIDC")),
        metrics_token=variables.get("COCREATE_METRICS_TOKEN") or None,
        query_memory=variables.get("COCREATE_QUERY_MEMORY") or "1GB",
        query_seconds=float(variables.get("COCREATE_QUERY_SECONDS") or 20),
    )


def _secret_key(given: str | None, home: Path) -> str:
    if given is not None:
        if len(given) < SECRET_LENGTH or given.lower().startswith(WEAK_SECRETS):
            raise SurroundingsError(
                f"COCREATE_SECRET_KEY has {len(given)} characters or starts like a known default; give at least "
                f"{SECRET_LENGTH} random ones, or leave it out and one is made and kept in {home}"
            )
        return given
    path = home / "secret_key"
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text()
    with os.fdopen(handle, "w") as file:
        key = secrets.token_urlsafe(SECRET_LENGTH)
        file.write(key)
    return key


def _smtp(address: str | None) -> Smtp | None:
    if not address:
        return None
    parts = urlsplit(address)
    if parts.scheme not in {"smtp", "smtps"} or not parts.hostname:
        raise SurroundingsError(
            f"COCREATE_SMTP == {address!r}, must look like smtps://user:password@host:465"
        )
    ssl = parts.scheme == "smtps"
    return Smtp(
        host=parts.hostname,
        port=parts.port or (465 if ssl else 587),
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        ssl=ssl,
    )


def _rate(value: str | None) -> float:
    try:
        rate = float(value or 10)
    except ValueError:
        rate = 0.0
    if not 0 < rate <= FASTEST_MAIL:
        raise SurroundingsError(
            f"COCREATE_MAIL_RATE == {value!r}, must be a number above 0, at most {FASTEST_MAIL}"
        )
    return rate


def _sign_in_provider(value: str | None) -> SignInProvider | None:
    if not value:
        return None
    fields = value.split("|")
    if len(fields) != 4:  # noqa: PLR2004 - the four fields named in the message
        raise SurroundingsError("COCREATE_OIDC must be issuer|client id|client secret|name")
    return SignInProvider(*fields)
