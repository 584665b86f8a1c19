"""The Open Wallet Foundation's libraries as the wallet, over a real server on loopback."""

import base64
import json
from typing import Any

import httpx
import pytest

from credentials.certificate import x509_chain
from credentials.encodings import decode_base64url, parse_json
from credentials.keys import KeyPurpose
from credentials.public_keys import parse_jwk
from registry.demo import Person, served
from registry.settings import RequestName
from tests.registry.people import Case, decided
from tests.registry.web.conftest import form_token
from tests.registry.web.test_request_identity import certify
from tests.witnesses.node_witness import WitnessFault

SITE = "https://registry.example"
WORKER, EMPLOYER = "worker@demo.example", "employer@demo.example"
SD_JWT, JWT, LDP = (f"recognition_decision_{form}" for form in ("sd_jwt", "jwt", "ldp"))
REDIRECT = "http://127.0.0.1:7777/callback"


class Wallet:
    """The witness, told where the service is and what time it has."""

    def __init__(self, node, services, address):
        self.node, self.services, self.address = node, services, address

    def ask(self, act: str, **request: Any) -> Any:
        now = int(self.services.clock().timestamp())
        return self.node.ask(act, site=SITE, address=self.address, now=now, **request)


@pytest.fixture
def running(sqlite_services):
    """(services, address) of a running service with a decided case."""
    _, result = decided(sqlite_services)
    assert result.credential is not None
    with served(sqlite_services) as address:
        yield sqlite_services, address, str(result.credential.id)


@pytest.fixture
def wallet(running, node_witness):
    services, address, _ = running
    return Wallet(node_witness("wallet.mjs"), services, address)


def offer(running, **asked):
    _, address, credential_id = running
    worker = Person(address, WORKER)
    return worker.post("/api/v1/offers", json=asked or {"credential": credential_id})


def receive(wallet, running, configuration=SD_JWT, **options):
    made = offer(running)
    return wallet.ask(
        "receive",
        link=made["link"],
        txCode=made["tx_code"],
        configuration=configuration,
        **options,
    )


def verify(running, credential):
    return httpx.post(
        f"{running[1]}/api/v1/verify", json={"credential": credential}, timeout=60
    ).json()


def test_the_wallet_reads_our_metadata_as_the_final_version(wallet, running):
    told = receive(wallet, running)
    assert told["version"] == "V1"
    assert told["offered"] == [SD_JWT, JWT, LDP]


@pytest.mark.parametrize(
    ("configuration", "options"),
    [
        (SD_JWT, {"count": 3}),
        (JWT, {"by": "did"}),
        (JWT, {"alg": "EdDSA"}),
        (LDP, {"by": "did", "alg": "EdDSA"}),
    ],
)
def test_the_wallet_takes_a_copy_for_each_of_its_keys(wallet, running, configuration, options):
    told = receive(wallet, running, configuration, **options)
    copies = [one["credential"] for one in told["answer"]["credentials"]]
    assert len(copies) == len(told["keys"]) == options.get("count", 1)
    for copy, key in zip(copies, told["keys"], strict=True):
        report = verify(running, copy)
        assert report["outcome"] == "valid", report["checks"]
        assert bound_key(copy) == parse_jwk(key["publicJwk"]).jwk


def bound_key(copy) -> dict[str, str]:
    """The key in `cnf`, or in the did:jwk that is the subject."""
    if isinstance(copy, str):
        claims = parse_json(decode_base64url(copy.split("~")[0].split(".")[1].encode()))
        if "cnf" in claims:
            return dict(claims["cnf"]["jwk"])
        holder = claims["credentialSubject"]["id"]
    else:
        holder = copy["credentialSubject"]["id"]
    jwk = json.loads(decode_base64url(holder.removeprefix("did:jwk:").encode()))
    return parse_jwk(jwk).jwk


def test_a_wrong_code_gets_the_wallet_nothing(wallet, running):
    made = offer(running)
    wrong = "000000" if made["tx_code"] != "000000" else "111111"
    with pytest.raises(WitnessFault):
        wallet.ask("receive", link=made["link"], txCode=wrong, configuration=SD_JWT)


@pytest.mark.parametrize("bound", [False, True])
def test_a_decision_that_is_not_made_yet_is_fetched_later(wallet, running, bound):
    case = Case(running[0]).reach_evaluation().propose()
    made = offer(running, application=str(case.id))
    told = wallet.ask(
        "receive", link=made["link"], txCode=made["tx_code"], configuration=SD_JWT, bound=bound
    )
    promised = {
        "accessToken": told["accessToken"],
        "transactionId": told["answer"]["transaction_id"],
        **({"sender": told["sender"]} if bound else {}),
    }
    assert wallet.ask("fetchDeferred", **promised)["interval"] > 0
    running[0].clock.pass_time(hours=2)
    with pytest.raises(WitnessFault):
        wallet.ask("fetchDeferred", **promised)
    renewed = wallet.ask("fetchDeferred", **promised, refreshToken=told["refreshToken"])
    assert (renewed["refreshToken"] == told["refreshToken"]) == bound
    case.decide()
    fetched = wallet.ask("fetchDeferred", **promised, refreshToken=renewed["refreshToken"])
    (copy,) = [one["credential"] for one in fetched["credentials"]]
    assert bound_key(copy) == parse_jwk(told["keys"][0]["publicJwk"]).jwk


def test_the_wallet_binds_its_token_and_encrypts_what_it_asks(wallet, running):
    told = receive(wallet, running, bound=True, encrypted=True, count=2)
    assert told["tokenType"] == "DPoP"
    assert told["nonce"]
    copies = [one["credential"] for one in told["answer"]["credentials"]]
    assert [bound_key(copy) for copy in copies] == [
        parse_jwk(key["publicJwk"]).jwk for key in told["keys"]
    ]


@pytest.mark.parametrize("bound", [False, True])
def test_the_wallet_asks_and_the_worker_agrees_in_the_browser(wallet, running, bound):
    made = offer(running, credential=running[2], grant="authorization_code")
    begun = wallet.ask(
        "beginAuthorization",
        link=made["link"],
        redirectUri=REDIRECT,
        configuration=LDP,
        bound=bound,
    )
    # The library pushes its request ahead, since the server's metadata offer it.
    assert httpx.URL(begun["url"]).params.keys() == {"client_id", "request_uri"}
    with httpx.Client(base_url=running[1], timeout=60) as browser:
        login = browser.get("/login").text
        browser.post(
            "/login",
            data={
                "email": WORKER,
                "password": "demonstration only",
                "csrf_token": form_token(login),
            },
        )
        asked = httpx.URL(begun["url"])
        page = browser.get("/authorize", params=asked.params).text
        fields = {
            **dict(asked.params),
            "csrf_token": form_token(page),
            "credential": running[2],
            "answer": "agree",
        }
        came_to = browser.post("/authorize", data=fields).headers["location"]
    told = wallet.ask(
        "finishAuthorization",
        cameTo=came_to,
        verifier=begun["verifier"],
        redirectUri=REDIRECT,
        configuration=LDP,
        sender=begun.get("sender"),
    )
    assert (told["iss"], told["tokenType"]) == (SITE, "DPoP" if bound else "Bearer")
    (copy,) = [one["credential"] for one in told["answer"]["credentials"]]
    assert verify(running, copy)["outcome"] == "valid"


def test_a_government_wallet_answers_encrypted_who_asks_under_a_certificate(wallet, running):
    services = running[0]
    chain = x509_chain.parse_chain(certify(services))
    services.settings = services.settings.model_copy(
        update={"request_client_id": RequestName.X509_SAN_DNS, "presentation_encrypted": True}
    )
    services.chains = {KeyPurpose.AUTHENTICATION: chain}
    told = receive(wallet, running)
    (copy,) = [one["credential"] for one in told["answer"]["credentials"]]
    employer = Person(running[1], EMPLOYER)
    asked = employer.post("/api/v1/presentations/requests", json={"claims": ["family_name"]})
    shown = wallet.ask(
        "present",
        link=asked["link"],
        credential=copy,
        key=told["keys"][0],
        root=base64.b64encode(chain.root).decode(),
    )
    assert (shown["client"], shown["mode"]) == ("x509_san_dns", "direct_post.jwt")
    result = employer.get(f"/api/v1/presentations/requests/{asked['id']}")["result"]
    assert result["outcome"] == "valid", result


def test_the_employer_is_shown_just_what_was_asked_for(wallet, running):
    told = receive(wallet, running)
    (copy,) = [one["credential"] for one in told["answer"]["credentials"]]
    employer = Person(running[1], EMPLOYER)
    asked = employer.post(
        "/api/v1/presentations/requests", json={"claims": ["family_name", "recognition"]}
    )
    shown = wallet.ask("present", link=asked["link"], credential=copy, key=told["keys"][0])
    assert (shown["status"], shown["body"]) == (200, {})
    assert (shown["client"], shown["version"], shown["signed"]) == (
        "decentralized_identifier",
        100,
        True,
    )
    result = employer.get(f"/api/v1/presentations/requests/{asked['id']}")["result"]
    assert result["outcome"] == "valid", result
    (credential,) = result["credentials"]
    assert [one["path"][0] for one in credential["claims"]] == ["family_name", "recognition"]
    assert credential["claims"][0]["value"] == "Santos"
    assert "Maria" not in json.dumps(result)


def test_a_key_that_is_not_the_holders_is_not_believed(wallet, running):
    told, other = receive(wallet, running), receive(wallet, running)
    (copy,) = [one["credential"] for one in told["answer"]["credentials"]]
    employer = Person(running[1], EMPLOYER)
    asked = employer.post("/api/v1/presentations/requests", json={"claims": ["family_name"]})
    shown = wallet.ask("present", link=asked["link"], credential=copy, key=other["keys"][0])
    assert shown["status"] == 200
    result = employer.get(f"/api/v1/presentations/requests/{asked['id']}")["result"]
    assert (result["outcome"], result["credentials"][0]["claims"]) == ("invalid", [])
