"""Forms of which a wallet can show no part: only what was asked for is kept. OpenID4VP 1.0, B.1."""

import json

import pytest

from credentials.contexts import contexts
from credentials.did_key import did_key_of, did_key_url
from credentials.encodings import serialize_json
from credentials.keys import SoftwareSigner
from credentials.proofs.data_integrity import add_proof
from credentials.proofs.jose import VP_JWT, sign_jws
from tests.credentials.holder_keys import make_key
from tests.registry.web.conftest import WORKER
from tests.registry.web.test_oid4vp import W3C, answer, ask, question, read
from tests.registry.web.wallet import JWT, LDP, Wallet, error_of


@pytest.fixture
def wallet(api, cases) -> Wallet:
    """With a token for a credential."""
    made = Wallet(api)
    offered = made.offer(WORKER, credential=cases.credential()[0])
    assert made.redeem(offered).status_code == 200
    return made


def held(wallet, configuration):
    """A copy bound to a did:key, and the key with its name."""
    signer = make_key("EdDSA")
    proof = wallet.prove(by="did:key", signer=signer)
    copy = wallet.request(proof, configuration=configuration).json()["credentials"][0]
    named = SoftwareSigner(did_key_url(signer.public_key), signer.private_key)
    return copy["credential"], named, did_key_of(signer.public_key)


def whole(form, path, kind=("VerifiableCredential", "RecognitionDecisionCredential")):
    return {
        "credentials": [
            {
                "id": "a",
                "format": form,
                "meta": {"type_values": [list(kind)]},
                "claims": [{"path": path}],
            }
        ]
    }


def test_a_jwt_is_shown_in_a_presentation_and_only_the_claim_is_kept(api, wallet):
    copy, signer, holder = held(wallet, JWT)
    asked = ask(api, dcql_query=whole("jwt_vc_json", ["credentialSubject", "familyName"]))
    claims = question(api, asked)
    presentation = {
        "@context": [W3C],
        "type": ["VerifiablePresentation"],
        "holder": holder,
        "verifiableCredential": [
            {
                "@context": W3C,
                "id": f"data:application/vc+jwt,{copy}",
                "type": "EnvelopedVerifiableCredential",
            }
        ],
        "aud": claims["client_id"],
        "nonce": claims["nonce"],
    }
    token = sign_jws(serialize_json(presentation), {"typ": VP_JWT}, signer)
    assert answer(api, claims, token, query="a").status_code == 200
    result = read(api, asked)["result"]
    assert result["outcome"] == "valid", result
    (claim,) = result["credentials"][0]["claims"]
    assert claim["value"] == "Santos"
    assert "Maria" not in json.dumps(result)


def presented(api, wallet, claims):
    copy, signer, holder = held(wallet, LDP)
    return add_proof(
        {
            "@context": [W3C],
            "type": ["VerifiablePresentation"],
            "holder": holder,
            "verifiableCredential": [copy],
        },
        signer=signer,
        cryptosuite="eddsa-rdfc-2022",
        created=api.services.clock(),
        contexts=contexts(),
        purpose="authentication",
        challenge=claims["nonce"],
        domain=claims["client_id"],
    )


def test_a_document_is_shown_under_the_holders_proof(api, wallet):
    """Asked for by the IRIs of its types, as OpenID4VP 1.0, B.1.1, has it."""
    kind = (
        "https://www.w3.org/2018/credentials#VerifiableCredential",
        "https://w3id.org/open-recognition/ns#RecognitionDecisionCredential",
    )
    asked = ask(api, dcql_query=whole("ldp_vc", ["credentialSubject", "familyName"], kind))
    claims = question(api, asked)
    presentation = presented(api, wallet, claims)
    assert answer(api, claims, presentation, query="a").status_code == 200
    result = read(api, asked)["result"]
    assert result["outcome"] == "valid", result
    assert result["credentials"][0]["claims"][0]["value"] == "Santos"


def test_a_document_of_another_type_is_no_answer(api, wallet):
    kind = ("VerifiableCredential", "SkillRecordCredential")
    asked = ask(api, dcql_query=whole("ldp_vc", ["credentialSubject", "familyName"], kind))
    claims = question(api, asked)
    sent = answer(api, claims, presented(api, wallet, claims), query="a")
    assert error_of(sent) == (400, "invalid_request")
    assert read(api, asked)["state"] == "waiting"
