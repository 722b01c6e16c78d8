"""The database wrapper Django asks for; a host of `embedded:<home>` means our own server under that home."""

from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from django.db.backends.postgresql import base

from cocreate_server.ground.core import embedded

EMBEDDED = "embedded:"


class DatabaseWrapper(base.DatabaseWrapper):
    """PostgreSQL, embedded or not."""

    def get_connection_params(self) -> dict[str, Any]:
        """Address of the server, which is started here if it is ours and does not run yet."""
        host = str(self.settings_dict["HOST"])
        if host.startswith(EMBEDDED):
            address = urlsplit(embedded.start(Path(host.removeprefix(EMBEDDED))).get_uri())
            self.settings_dict["HOST"] = dict(parse_qsl(address.query)).get("host") or address.hostname or ""
            self.settings_dict["PORT"] = str(address.port or "")
        return super().get_connection_params()
