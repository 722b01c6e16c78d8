"""How mail leaves: by SMTP where it is set up, else into a folder of the home, where nothing is lost."""

from typing import Any

from cocreate_server.env import Environment


def mailer(env: Environment) -> dict[str, Any]:
    """Django's mailer for this environment."""
    if env.smtp is None:
        return {
            "BACKEND": "cocreate_server.ground.core.mail_folder.FolderBackend",
            "OPTIONS": {"file_path": str(env.home / "mail")},
        }
    options: dict[str, Any] = {
        "host": env.smtp.host,
        "port": env.smtp.port,
        "username": env.smtp.user,
        "password": env.smtp.password,
        "use_ssl": env.smtp.ssl,
        "use_tls": not env.smtp.ssl,
        "timeout": 20,
    }
    return {"BACKEND": "django.core.mail.backends.smtp.EmailBackend", "OPTIONS": options}
