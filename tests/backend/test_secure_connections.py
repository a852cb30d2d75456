"""TLS for real, and the paid request behind a proxy: what has left, and what has not."""

from __future__ import annotations

import ipaddress
import ssl
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from seedance_desktop.backend import transport
from seedance_desktop.backend.answers import CreateAnswer, Outcome
from seedance_desktop.backend.client import ServiceClient
from seedance_desktop.core.request import VideoRequest
from tests.support.server import Connection, Reply, Seen, Server, json_reply, read_request, then_cut

ACCEPTED = {"code": 200, "data": {"task_id": "t-1"}}
SERVICE = "https://service.example"


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Key and certificate of 127.0.0.1 and service.example, signed by itself, in one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "A service")])
    names = [x509.DNSName("service.example"), x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]
    now = datetime.now(UTC)
    signed = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    form = (serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8)
    file = tmp_path_factory.mktemp("tls") / "service.pem"
    file.write_bytes(
        key.private_bytes(*form, serialization.NoEncryption()) + signed.public_bytes(form[0])
    )
    return file


@pytest.fixture
def tls(certificate: Path) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    return context


@pytest.fixture
def trusted(certificate: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    transport.tls_context.cache_clear()
    yield
    transport.tls_context.cache_clear()


async def create(address: str, **limits: float) -> CreateAnswer:
    client = ServiceClient(retry_window=0, **limits)
    try:
        return await client.create_task(address, "a-token", VideoRequest(prompt="A fox"))
    finally:
        await client.aclose()


async def test_a_certificate_nobody_vouches_for_gets_nothing(tls: ssl.SSLContext) -> None:
    with Server(tls=tls) as server:
        result = await create(server.url)
    assert (result.outcome, server.requests) == (Outcome.NOT_SENT, [])
    assert result.error is not None and "certificate" in result.error.text


@pytest.mark.usefixtures("trusted")
async def test_a_certificate_the_system_trusts(tls: ssl.SSLContext) -> None:
    with Server(tls=tls) as server:
        server.say(json_reply(ACCEPTED))
        assert (await create(server.url)).outcome is Outcome.RUNNING
        assert len(server.posts) == 1


@pytest.mark.usefixtures("trusted")
async def test_a_certificate_of_another_host_gets_nothing(tls: ssl.SSLContext) -> None:
    with Server(tls=tls) as server:
        result = await create(server.url.replace("127.0.0.1", "localhost"))
    assert (result.outcome, server.requests) == (Outcome.NOT_SENT, [])


def tunnel(tls: ssl.SSLContext, inside: Reply, seen: list[Seen]) -> Reply:
    """A proxy that is the service, too, at the other end of its tunnel."""

    def answer(connection: Connection) -> None:
        connection.send(b"HTTP/1.1 200 Connected\r\n\r\n")
        secure = tls.wrap_socket(connection.sock, server_side=True)
        request = read_request(secure)
        if request:
            seen.append(request)
            inside(Connection(request, secure))
        secure.close()

    return answer


@pytest.mark.usefixtures("trusted")
@pytest.mark.parametrize(
    ("inside", "outcome"),
    [
        (json_reply(ACCEPTED), Outcome.RUNNING),
        (then_cut(), Outcome.UNCONFIRMED),
        (then_cut(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{"), Outcome.UNCONFIRMED),
    ],
    ids=["answered", "lost", "cut"],
)
async def test_behind_a_proxy_what_has_left_is_never_taken_for_not_sent(
    tls: ssl.SSLContext, monkeypatch: pytest.MonkeyPatch, inside: Reply, outcome: Outcome
) -> None:
    seen: list[Seen] = []
    with Server() as proxy:
        proxy.say(tunnel(tls, inside, seen))
        monkeypatch.setenv("HTTPS_PROXY", proxy.url)
        assert (await create(SERVICE)).outcome is outcome
    assert [request.method for request in proxy.requests] == ["CONNECT"]
    assert "authorization" not in proxy.requests[0].headers
    assert [request.target for request in seen] == ["/v1/video/seedance-2"]


async def test_a_socks_proxy_that_goes_silent_gets_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    with Server() as proxy:
        monkeypatch.setenv("ALL_PROXY", f"socks5://127.0.0.1:{proxy.port}")
        result = await create(SERVICE, deadline=0.5)
    assert (result.outcome, proxy.requests) == (Outcome.NOT_SENT, [])
    assert proxy.connections == 1
