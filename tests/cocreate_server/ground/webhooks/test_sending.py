"""Sending to a real receiver that takes it, fails, redirects, hangs, drips, talks nonsense, or is not there."""

import ipaddress
import socket
import ssl
from datetime import UTC, datetime, timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from cocreate_server.ground.webhooks.sending import Parcel, send

from .conftest import receiving


def parcel_to(url, *, allows_private=True):
    return Parcel(url, allows_private, {"content-type": "application/json", "webhook-id": "m"}, b'{"a":1}')


def test_what_is_taken_arrived(receiver):
    outcome = send(parcel_to(receiver.address + "?a=b"))
    assert (outcome.status, outcome.problem, outcome.body) == (200, "", "thanks")
    [(headers, body)] = receiver.got
    assert body == b'{"a":1}'
    assert headers["webhook-id"] == "m"
    assert headers["host"] == receiver.address.split("/")[2]


@pytest.mark.parametrize(
    ("answer", "problem"),
    [(204, ""), (301, "redirect"), (307, "redirect"), (404, "status"), (410, "gone"), (500, "status"), (429, "status")],
)  # fmt: skip
def test_answers(receiver, answer, problem):
    receiver.answers = [(answer, "")]
    outcome = send(parcel_to(receiver.address))
    assert (outcome.status, outcome.problem) == (answer, problem)
    assert len(receiver.got) == 1  # a redirection is not followed


@pytest.mark.parametrize(("answer", "problem"), [("hang", "time"), ("drip", "time"), ("garbage", "protocol")])
def test_no_answer(receiver, answer, problem):
    receiver.answers = [answer]
    outcome = send(parcel_to(receiver.address), seconds=0.4)
    assert (outcome.status, outcome.problem) == (None, problem)
    assert outcome.ms < 5000


def test_long_answers_are_read_only_as_far_as_they_are_shown(receiver):
    receiver.answers = [(200, "好\0" * 100_000)]
    outcome = send(parcel_to(receiver.address))
    assert outcome.body == "好" * 1000


def test_nobody_there():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{taken.getsockname()[1]}/"
        assert send(parcel_to(url)).problem == "connection"


def test_no_such_name():
    assert send(parcel_to("https://no-such-host.invalid/")).problem == "name"
    assert send(parcel_to(f"https://{'x' * 64}.example/")).problem == "name"


def test_nothing_is_sent_inside(receiver):
    assert send(parcel_to(receiver.address, allows_private=False)).problem == "address"
    port = receiver.address.split(":")[2].split("/")[0]
    assert send(parcel_to(f"https://localhost:{port}/", allows_private=False)).problem == "address"
    assert receiver.got == []


def test_a_name_is_resolved_once(receiver, monkeypatch):
    """A name that means something else the second time leads nowhere else."""
    port = int(receiver.address.split(":")[2].split("/")[0])
    asked = []

    def rebinding(host, *_rest, **_options):
        asked.append(host)
        return [
            (
                socket.AF_INET,
                socket.SOCK_STREAM,
                6,
                "",
                ("127.0.0.1" if len(asked) == 1 else "127.0.0.9", port),
            )
        ]

    real = socket.getaddrinfo
    monkeypatch.setattr(
        socket, "getaddrinfo",
        lambda host, *rest, **options: rebinding(host) if host == "shifty.example" else real(host, *rest, **options),
    )  # fmt: skip
    outcome = send(parcel_to(f"http://shifty.example:{port}/"))
    assert outcome.problem == ""
    assert asked == ["shifty.example"]
    assert receiver.got[0][0]["host"] == f"shifty.example:{port}"


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    """A certificate of our own for hook.example and 127.0.0.1."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "hook.example")])
    now = datetime.now(UTC)
    names = [x509.DNSName("hook.example"), x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]
    made = (
        x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
        .serial_number(1).not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )  # fmt: skip
    path = tmp_path_factory.mktemp("tls") / "own.pem"
    pem, private = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8
    path.write_bytes(key.private_bytes(pem, private, serialization.NoEncryption()) + made.public_bytes(pem))
    return path


@pytest.fixture
def secure_receiver(certificate):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    with receiving(wrap=lambda plain: context.wrap_socket(plain, server_side=True)) as receiver:
        yield receiver


def test_certificates_are_checked(secure_receiver, certificate):
    assert send(parcel_to(secure_receiver.address)).problem == "tls"
    trust = ssl.create_default_context(cafile=str(certificate))
    trust.verify_flags &= ~ssl.VERIFY_X509_STRICT
    assert send(parcel_to(secure_receiver.address), trust=trust).problem == ""
    other = secure_receiver.address.replace("127.0.0.1", "localhost")
    assert send(parcel_to(other), trust=trust).problem == "tls"
    assert len(secure_receiver.got) == 1
