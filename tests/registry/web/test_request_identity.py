"""By what wallets know who asks: the DID, or an operator's certificate. OpenID4VP 1.0, 5.9.3."""

import base64
import hashlib
from dataclasses import replace
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.x509.oid import NameOID
from fastapi.testclient import TestClient

from credentials.certificate.x509_chain import issue_root
from credentials.encodings import decode_base64url, encode_base64url, parse_json
from credentials.keys import KeyPurpose
from credentials.proofs import sd_jwt
from credentials.public_keys import ES256
from registry.app import create_app
from registry.errors import SecretsInvalid
from registry.key_certificates import read_chains
from registry.settings import RequestName
from tests.registry.web.conftest import EMPLOYER, WORKER, Api
from tests.registry.web.test_oid4vp import answer, ask, disclose, paths_of, read
from tests.registry.web.wallet import SITE, Wallet, error_of

HOST = "registry.example"
ROOT_KEY = ec.generate_private_key(ec.SECP256R1())


def certify(services, signer=None, *, host=HOST, days=30) -> bytes:
    """A chain of two, in PEM: an authority's certificate for our key, and the authority."""
    now = services.clock()
    root = x509.load_der_x509_certificate(issue_root(ROOT_KEY, name="An authority", now=now))
    raw = (signer or services.key_ring.request_signer).public_key.raw
    key = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), b"\x04" + raw)
    leaf = (
        x509.CertificateBuilder()
        .subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "The registry")]))
        .issuer_name(root.subject)
        .public_key(key)
        .serial_number(7)
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(days=days))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(host)]), critical=False)
        .sign(ROOT_KEY, hashes.SHA256())
    )
    return b"".join(each.public_bytes(serialization.Encoding.PEM) for each in (leaf, root))


def settings_for(services, folder, name, **options):
    (folder / "chain.pem").write_bytes(certify(services, **options))
    changes = {"request_client_id": name, "request_chain": folder / "chain.pem"}
    return services.settings.model_copy(update=changes)


@pytest.fixture
def certified(api, tmp_path):
    """An API of the same service that asks under a certificate."""

    def make(name: RequestName) -> Api:
        settings = settings_for(api.services, tmp_path, name)
        services = replace(api.services, settings=settings, chains=read_chains(settings))
        return Api(TestClient(create_app(services)), services)

    return make


def signed_question(api, asked):
    """(header, claims), proven by the certificate in the header alone, as such a wallet does."""
    named = parse_qs(urlsplit(asked["link"]).query)["client_id"]
    token = api.get(asked["request_uri"].removeprefix(SITE)).content
    header, payload, signature = token.split(b".")
    told, claims = parse_json(decode_base64url(header)), parse_json(decode_base64url(payload))
    assert [claims["client_id"]] == named
    (shown,) = told["x5c"]
    leaf = x509.load_der_x509_certificate(base64.b64decode(shown))
    ROOT_KEY.public_key().verify(
        leaf.signature, leaf.tbs_certificate_bytes, ec.ECDSA(hashes.SHA256())
    )
    raw = decode_base64url(signature)
    halves = (int.from_bytes(raw[:32]), int.from_bytes(raw[32:]))
    der = encode_dss_signature(*halves)
    leaf.public_key().verify(der, header + b"." + payload, ec.ECDSA(hashes.SHA256()))
    return told, claims, leaf


def test_a_question_is_asked_under_the_hash_of_a_certificate(certified, cases):
    api = certified(RequestName.X509_HASH)
    asked = ask(api, claims=["family_name"])
    header, claims, leaf = signed_question(api, asked)
    assert header.keys() == {"alg", "typ", "x5c"}
    der = leaf.public_bytes(serialization.Encoding.DER)
    fingerprint = encode_base64url(hashlib.sha256(der).digest())
    assert claims["client_id"] == f"x509_hash:{fingerprint}"
    wallet = Wallet(api)
    assert wallet.redeem(wallet.offer(WORKER, credential=cases.credential()[0])).status_code == 200
    shown = disclose(wallet, claims, paths_of(claims))
    assert answer(api, claims, shown).status_code == 200
    assert read(api, asked)["result"]["outcome"] == "valid"


def test_a_question_is_asked_under_the_name_in_a_certificate(certified):
    api = certified(RequestName.X509_SAN_DNS)
    _, claims, _ = signed_question(api, ask(api, claims=["family_name"]))
    assert claims["client_id"] == f"x509_san_dns:{HOST}"
    assert urlsplit(claims["response_uri"]).hostname == HOST


def test_the_issuers_metadata_are_signed_for_who_asks(api, certified):
    path = "/.well-known/openid-credential-issuer"
    for accept in ("text/html", "application/json, application/jwt;q=0.5"):
        plain = api.get(path, headers={"Accept": accept})
        assert plain.headers["content-type"] == "application/json"
        assert plain.headers["vary"] == "Accept"
    signed = api.get(path, headers={"Accept": "application/jwt"})
    assert signed.headers["content-type"] == "application/jwt"
    header, payload, _ = (decode_base64url(part) for part in signed.content.split(b"."))
    named, claims = parse_json(header), parse_json(payload)
    assert named["typ"] == "openidvci-issuer-metadata+jwt"
    assert named["kid"] in api.get("/did.json").json()["authentication"]
    assert claims["sub"] == SITE
    assert claims.items() >= plain.json().items()
    under_certificate = certified(RequestName.X509_HASH).get(
        path, headers={"Accept": "application/jwt"}
    )
    header = parse_json(decode_base64url(under_certificate.content.split(b".")[0]))
    assert header.keys() == {"alg", "typ", "x5c"}


def test_an_issuer_below_a_path_is_found_behind_the_well_known_name(api):
    settings = api.services.settings.model_copy(update={"public_url": f"{SITE}/tenant"})
    below = TestClient(create_app(replace(api.services, settings=settings)))
    for name, member in (
        ("openid-credential-issuer", "credential_issuer"),
        ("oauth-authorization-server", "issuer"),
    ):
        told = below.get(f"/.well-known/{name}/tenant")
        assert told.json()[member] == f"{SITE}/tenant"
        assert told.headers["access-control-allow-origin"] == "*"
        assert below.get(f"/.well-known/{name}/another").status_code == 404


def test_after_a_rotation_or_the_certificates_end_the_did_asks_on(certified, clock):
    api = certified(RequestName.X509_HASH)
    before = ask(api, claims=["family_name"])
    ring = api.services.key_ring
    api.services.put_keys(ring.rotate(KeyPurpose.AUTHENTICATION, ES256, now=clock()))
    assert "decentralized_identifier" in ask(api, claims=["family_name"])["link"]
    gone = api.get(before["request_uri"].removeprefix(SITE))
    assert error_of(gone) == (400, "invalid_request")
    api.services.put_keys(ring)
    clock.pass_time(days=31)
    api.forget_tokens()
    late = api.post(
        "/api/v1/presentations/requests", EMPLOYER, json={"claims": ["family_name"]}
    ).json()
    assert "decentralized_identifier" in late["link"]


def test_a_chain_that_no_wallet_could_accept_stops_the_start(api, tmp_path):
    services = api.services
    fit = settings_for(services, tmp_path, RequestName.X509_SAN_DNS)
    assert KeyPurpose.AUTHENTICATION in read_chains(fit)
    missing = fit.model_copy(update={"request_chain": tmp_path / "none.pem"})
    for unfit in (
        missing,
        missing.model_copy(update={"request_chain": None}),
        services.settings.model_copy(update={"credential_chain": tmp_path / "none.pem"}),
        settings_for(services, tmp_path, RequestName.X509_SAN_DNS, host="elsewhere.example"),
    ):
        with pytest.raises(SecretsInvalid):
            read_chains(unfit)
    root = issue_root(ROOT_KEY, name="An authority", now=services.clock())
    own = x509.load_der_x509_certificate(root).public_bytes(serialization.Encoding.PEM)
    (tmp_path / "chain.pem").write_bytes(own)
    with pytest.raises(SecretsInvalid):
        read_chains(fit)


def test_what_a_wallet_gets_is_known_by_certificates_too(api, cases, tmp_path):
    ring = api.services.key_ring
    signers = {
        "credential_chain": ring.signer(KeyPurpose.ASSERTION, ES256),
        "token_status_chain": ring.token_status_signer,
    }
    for name, signer in signers.items():
        (tmp_path / name).write_bytes(certify(api.services, signer))
    settings = api.services.settings.model_copy(update={name: tmp_path / name for name in signers})
    services = replace(api.services, settings=settings, chains=read_chains(settings))
    certified_api = Api(TestClient(create_app(services)), services)
    wallet = Wallet(certified_api)
    assert wallet.redeem(wallet.offer(WORKER, credential=cases.credential()[0])).status_code == 200
    copy = wallet.request().json()["credentials"][0]["credential"]
    claims = sd_jwt.parse(copy.encode()).unproven_claims
    url = claims["status"]["status_list"]["uri"]
    listed = certified_api.get(
        url.removeprefix(SITE), headers={"Accept": "application/statuslist+jwt"}
    )
    shown = ((copy, signers["credential_chain"]), (listed.text, signers["token_status_chain"]))
    for token, signer in shown:
        header = parse_json(decode_base64url(token.partition(".")[0].encode()))
        assert header["kid"] == signer.kid
        (certificate,) = header["x5c"]
        leaf = x509.load_der_x509_certificate(base64.b64decode(certificate))
        point = leaf.public_key().public_bytes(
            serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint
        )
        assert point[1:] == signer.public_key.raw
    report = certified_api.post("/api/v1/verify", json={"credential": copy}).json()
    assert report["outcome"] == "valid", report["checks"]
