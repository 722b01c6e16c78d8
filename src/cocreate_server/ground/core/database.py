"""Where the database is: any PostgreSQL by its address, or the embedded one under the data directory."""

from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from cocreate_server.env import Environment, SurroundingsError

ENGINE = "cocreate_server.ground.core.postgresql"


def database_settings(env: Environment) -> dict[str, Any]:
    """Django's settings for the database of this environment: nothing is started until the first connection."""
    place = _place_of(env.database_url) if env.database_url else _embedded_place(env)
    return {
        "ENGINE": ENGINE,
        "CONN_MAX_AGE": 300,
        "CONN_HEALTH_CHECKS": True,
        "TEST": {"TEMPLATE": "template0"},
    } | place


def _embedded_place(env: Environment) -> dict[str, Any]:
    return {
        "NAME": "postgres",
        "USER": "postgres",
        "PASSWORD": "",
        "HOST": f"embedded:{env.home}",
        "PORT": "",
    }


def _place_of(url: str) -> dict[str, Any]:
    parts = urlsplit(url)
    if parts.scheme not in {"postgres", "postgresql"}:
        raise SurroundingsError(f"DATABASE_URL starts with {parts.scheme!r}, must start with postgresql://")
    options = dict(parse_qsl(parts.query))
    return {
        "NAME": unquote(parts.path.lstrip("/")) or "postgres",
        "USER": unquote(parts.username or "postgres"),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": options.pop("host", None) or parts.hostname or "",
        "PORT": str(parts.port or ""),
        "OPTIONS": options,
    }
