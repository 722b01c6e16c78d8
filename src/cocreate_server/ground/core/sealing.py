"""Secrets that have to be read again, such as those that sign: kept sealed with a key made from the secret key.

A copy of the database alone does not give them away. Whoever changes the secret key has to give them anew.
"""

import base64
from functools import lru_cache

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

PURPOSE = b"cocreate sealed secrets"


class Unreadable(ValueError):
    """It was sealed with another secret key."""


def seal(secret: str) -> str:
    """The secret as it may be kept."""
    return _box(settings.SECRET_KEY).encrypt(secret.encode()).decode()


def unseal(sealed: str) -> str:
    """The secret itself.

    Raises:
        Unreadable: It was sealed with another secret key.
    """
    try:
        return _box(settings.SECRET_KEY).decrypt(sealed.encode()).decode()
    except InvalidToken as error:
        raise Unreadable("sealed with another secret key: give the secret anew") from error


@lru_cache(maxsize=2)
def _box(secret_key: str) -> Fernet:
    key = HKDF(algorithm=SHA256(), length=32, salt=None, info=PURPOSE).derive(secret_key.encode())
    return Fernet(base64.urlsafe_b64encode(key))
