"""What an operator sets, from the environment: names in capitals, without a prefix."""

from enum import StrEnum
from pathlib import Path

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

MEBIBYTE = 1024 * 1024


class RequestName(StrEnum):
    """By what wallets know the registry when it asks. OpenID4VP 1.0, 5.9.3."""

    DID = "decentralized_identifier"
    X509_HASH = "x509_hash"
    X509_SAN_DNS = "x509_san_dns"


class Settings(BaseSettings):
    """DATABASE_URL, PUBLIC_URL, … Every value has a default that works on one machine."""

    model_config = SettingsConfigDict(env_file=".env", extra="ignore", frozen=True)

    database_url: str = "sqlite:///var/registry.db"
    # Alone gives the did:web and the addresses in credentials, never the process's host or port.
    public_url: str = Field(
        "https://registry.example", pattern=r"^https://[^/?#]+(/[^?#]*[^/?#])?$"
    )
    # Where the registry sits (ISO 3166-1 alpha-2) and under what number it stands in an official
    # register there: Europass asks both of an issuer.
    issuer_country: str = Field("", pattern=r"^(?:[A-Z]{2})?$")
    issuer_legal_number: str = Field("", max_length=100)
    var_dir: Path = Path("var")
    # Keys and secrets are made here at first start, readable by the service alone.
    secrets_dir: Path = Path("var/secrets")
    # What the software keys are encrypted under; without either, a file beside them holds it.
    key_passphrase: SecretStr | None = Field(None, min_length=12)
    key_passphrase_file: Path | None = None
    # Certificates are sealed; with an operator's X.509 chain (PEM, leaf first) for the ring's key.
    seal_certificates: bool = True
    seal_chain: Path | None = None
    # Lists (.crl, .pem) and answers (.ocsp, .der) of the authorities of that chain, kept fresh.
    seal_revocation: Path | None = None
    # A time-stamping service (RFC 3161) makes seals outlive their certificates.
    time_stamp_url: str | None = Field(None, pattern=r"^https?://")
    # New keys are made in this hardware token, and those that are there are used in it.
    pkcs11_module: Path | None = None
    pkcs11_token: str | None = None
    pkcs11_pin_file: Path | None = None
    # Instead of the file: a shared secret for bearer tokens, at least 32 characters.
    token_secret: str | None = Field(None, min_length=32)

    max_evidence_bytes: int = Field(10 * MEBIBYTE, gt=0)
    max_evidence_per_application: int = Field(20, gt=0)
    max_verify_bytes: int = Field(4 * MEBIBYTE, gt=0)
    max_request_bytes: int = Field(MEBIBYTE, gt=0)

    # Issuers that sign whatever they are given, for conformance suites. Never in service: see
    # docs/guides/operator.md.
    vc_api_test_issuers: bool = False

    token_minutes: int = Field(15, gt=0)
    web_session_hours: int = Field(12, gt=0)
    # A status list says how long a reader may keep it, and is signed again after half of that.
    status_list_minutes: int = Field(60, gt=0)
    status_list_size: int = Field(131_072, ge=131_072, multiple_of=8)
    # Wallets: how long an offer, a token and a nonce are good for, and how often the code that a
    # worker types may be wrong.
    offer_minutes: int = Field(60, gt=0)
    offer_tries: int = Field(5, gt=0)
    wallet_token_minutes: int = Field(5, gt=0)
    # A token that is bound to a wallet's key is of no use to who steals it.
    wallet_bound_token_minutes: int = Field(60, gt=0)
    nonce_minutes: int = Field(5, gt=0)
    # A wallet that asked before the decision may fetch its credential, and renew its access,
    # so long.
    deferred_days: int = Field(180, gt=0)
    # client_id -> where its codes may be sent, exactly. Apps on the worker's own machine
    # (http on a loopback address, RFC 8252) need no entry.
    wallet_clients: dict[str, tuple[str, ...]] = {}
    wallet_requests_per_minute: int = Field(240, gt=0)
    # An employer's question waits so long for an answer, and the answer is kept so long.
    presentation_minutes: int = Field(15, gt=0)
    presentation_keep_minutes: int = Field(60, gt=0)
    # Whether wallets have to encrypt their answers; those that ask to may always.
    presentation_encrypted: bool = False
    # By what wallets know who asks: the DID, or a certificate (PEM, leaf first) for the ring's
    # key for authentication, by its hash or by the host name in it.
    request_client_id: RequestName = RequestName.DID
    request_chain: Path | None = None
    # The same for the ring's ES256 key for credentials and for its key for token status lists:
    # certificates that go along with SD-JWTs and these lists.
    credential_chain: Path | None = None
    token_status_chain: Path | None = None
    # How long a page waits for a writer before the answer is "busy".
    database_wait_seconds: float = Field(5.0, gt=0)
    log_level: str = "INFO"
    # Cookies travel over https only; `make serve` on 127.0.0.1 turns it off.
    secure_cookies: bool = True
    # For one account, and for one address: an authority's office shares an address.
    sign_in_attempts_per_minute: int = Field(10, gt=0)
    sign_in_attempts_per_address: int = Field(60, gt=0)
    verify_requests_per_minute: int = Field(120, gt=0)
    export_requests_per_minute: int = Field(120, gt=0)

    # Documents of outside issuers: how long one may take, further certificate authorities, and
    # whether issuers on this machine are asked, which is for tests.
    outside_seconds: float = Field(3.0, gt=0, le=30)
    outside_ca_file: Path | None = None
    outside_loopback: bool = False

    # Queries to the graph by SPARQL: how many at once, how many may wait, and what one may use.
    sparql_workers: int = Field(2, gt=0)
    sparql_waiting: int = Field(6, ge=0)
    sparql_seconds: int = Field(10, gt=0)
    sparql_memory_mebibytes: int = Field(1024, ge=256)
    sparql_query_characters: int = Field(32_768, gt=0)
    sparql_result_bytes: int = Field(8 * MEBIBYTE, gt=0)
    # Hosts that a release may be pushed to, beside this machine itself: ["sparql.example"].
    push_hosts: tuple[str, ...] = ()
