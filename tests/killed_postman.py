"""A postman who carries letters until killed; where the database and the mail server are stands in the surroundings."""

import os
from dataclasses import replace


def main() -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "settings_for_tests"
    from django.conf import settings

    settings.DATABASES["default"]["NAME"] = os.environ["TEST_DATABASE"]
    settings.ENV = replace(settings.ENV, letters_a_second=1000)
    options = {"host": "127.0.0.1", "port": int(os.environ["TEST_SMTP_PORT"]), "timeout": 30}
    settings.MAILERS = {
        "default": {"BACKEND": "django.core.mail.backends.smtp.EmailBackend", "OPTIONS": options}
    }
    import django

    django.setup()
    from cocreate_server.listen.asking.postman import Postman

    Postman().run()


if __name__ == "__main__":
    main()
