import pytest

from cocreate_server.env import SurroundingsError, environment

LONG = "k3" * 30


@pytest.fixture
def env(tmp_path):
    return lambda **variables: environment({"COCREATE_HOME": str(tmp_path), **variables})


def test_key_is_made_once_and_kept_for_its_owner_only(env, tmp_path):
    first = env().secret_key
    assert len(first) >= 50
    assert env().secret_key == first
    assert (tmp_path / "secret_key").stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("weak", ["", "short", "changeme" + LONG, "django-insecure-" + LONG, "SECRET" + LONG])
def test_known_and_short_secrets_are_refused(env, weak):
    with pytest.raises(SurroundingsError, match="COCREATE_SECRET_KEY"):
        env(COCREATE_SECRET_KEY=weak)


def test_long_secret_is_taken(env):
    assert env(COCREATE_SECRET_KEY=LONG).secret_key == LONG


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("COCREATE_URL", "feedback.example.org"),
        ("COCREATE_URL", "ftp://feedback.example.org"),
        ("COCREATE_SMTP", "mail.example.org"),
        ("COCREATE_OIDC", "https://id.example.org|client"),
    ],
)
def test_malformed_values_are_named(env, variable, value):
    with pytest.raises(SurroundingsError, match=variable):
        env(**{variable: value})


def test_addresses_are_read(env):
    read = env(
        COCREATE_URL="https://feedback.example.org/",
        COCREATE_SMTP="smtps://us%40er:p%3Aw@mail.example.org",
        COCREATE_OIDC="https://id.example.org|client|secret|Example ID",
    )
    assert (read.url, read.host, read.secure) == (
        "https://feedback.example.org",
        "feedback.example.org",
        True,
    )
    assert read.smtp is not None
    assert (read.smtp.user, read.smtp.password, read.smtp.port, read.smtp.ssl) == ("us@er", "p:w", 465, True)
    assert read.sign_in_provider is not None
    assert read.sign_in_provider.name == "Example ID"
    assert read.mail_from.endswith("<cocreate@feedback.example.org>")
