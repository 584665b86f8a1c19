"""An employer asks a wallet for a few claims. OpenID4VP 1.0."""

import json
from secrets import token_bytes
from urllib.parse import parse_qs, urlsplit

import pytest

from credentials.encodings import parse_json
from credentials.keys import generate_key_ring
from credentials.profiles.sd_jwt_vc import VCT
from credentials.profiles.vc20 import SKILL_RECORD_TYPE
from credentials.proofs import sd_jwt
from credentials.proofs.jose import OAUTH_AUTHZ_REQ_JWT, parse_jws, verify_jws
from credentials.trust import trusted_issuer
from credentials.trust_exchange import describe_issuer
from registry.jobs import run_due
from tests.credentials.holder_keys import make_key
from tests.registry.people import dump
from tests.registry.web.conftest import ADMINISTRATOR, EMPLOYER, WORKER, form_token
from tests.registry.web.test_trust import ISSUERS
from tests.registry.web.wallet import SD_JWT, SITE, Wallet, error_of

ASK = "/api/v1/presentations/requests"
CLIENT = "decentralized_identifier:did:web:registry.example"
WANTED = ["family_name", "recognition"]
W3C = "https://www.w3.org/ns/credentials/v2"


@pytest.fixture
def wallet(api, cases) -> Wallet:
    """With a token for a credential."""
    made = Wallet(api)
    offered = made.offer(WORKER, credential=cases.credential()[0])
    assert made.redeem(offered).status_code == 200
    return made


def ask(api, **asked):
    answer = api.post(ASK, EMPLOYER, json=asked or {"claims": WANTED})
    assert answer.status_code == 201, answer.text
    return answer.json()


def question(api, asked):
    """The signed question, as a wallet reads it: the key from did.json."""
    address = parse_qs(urlsplit(asked["link"]).query)
    assert address["client_id"] == [CLIENT]
    answer = api.get(address["request_uri"][0].removeprefix(SITE))
    assert answer.headers["content-type"] == "application/oauth-authz-req+jwt"
    token = parse_jws(answer.content, typ=OAUTH_AUTHZ_REQ_JWT)
    (key,) = [
        key.signer.public_key for key in api.services.key_ring.keys if key.signer.kid == token.kid
    ]
    verify_jws(token, key)
    document = api.get("/.well-known/did.json").json()
    assert token.kid in document["authentication"]
    return parse_json(token.payload)


def disclose(wallet, claims, paths, **changes):
    """An SD-JWT with just these claims, bound to the question."""
    copy = wallet.request(wallet.prove()).json()["credentials"][0]["credential"]
    signer = changes.pop("signer", wallet.keys[-1])
    return sd_jwt.present(
        sd_jwt.parse(copy.encode()),
        [tuple(path) for path in paths],
        signer=signer,
        **{
            "audience": claims["client_id"],
            "nonce": claims["nonce"],
            "now": wallet.api.services.clock(),
            **changes,
        },
    )


def answer(api, claims, presentation, query="dc_sd_jwt", **changes):
    form = {"state": claims["state"], "vp_token": json.dumps({query: [presentation]}), **changes}
    return api.http.post(claims["response_uri"].removeprefix(SITE), data=form)


def sd_jwt_query(vct, path):
    meta, claims = {"vct_values": [vct]}, [{"path": path}]
    return {"credentials": [{"id": "a", "format": "dc+sd-jwt", "meta": meta, "claims": claims}]}


def read(api, asked):
    return api.get(f"{ASK}/{asked['id']}", EMPLOYER).json()


def paths_of(claims):
    return [one["path"] for one in claims["dcql_query"]["credentials"][0]["claims"]]


def test_just_the_claims_that_were_asked_for_are_shown(api, wallet):
    asked = ask(api, claims=WANTED, purpose="Vacancy 7")
    claims = question(api, asked)
    assert claims["response_mode"] == "direct_post"
    assert claims["client_id"] == CLIENT
    sent = answer(api, claims, disclose(wallet, claims, paths_of(claims)))
    assert (sent.status_code, sent.json()) == (200, {})
    told = read(api, asked)
    assert (told["state"], told["result"]["outcome"]) == ("answered", "valid")
    (credential,) = told["result"]["credentials"]
    assert credential["issuer"]["name"] == "Open Recognition Registry"
    assert [one["path"][0] for one in credential["claims"]] == WANTED
    assert credential["claims"][0]["value"] == "Santos"
    stored = json.dumps(told)
    assert "Maria" not in stored
    assert "1990" not in stored


def test_a_key_on_a_longer_curve_shows_what_it_holds(api, wallet):
    asked = ask(api)
    claims = question(api, asked)
    formats = claims["client_metadata"]["vp_formats_supported"]
    assert "ES384" in formats["dc+sd-jwt"]["kb-jwt_alg_values"]
    signer = make_key("ES384")
    copy = wallet.request(wallet.prove(signer=signer)).json()["credentials"][0]["credential"]
    parsed = sd_jwt.parse(copy.encode())
    assert parsed.unproven_claims["cnf"]["jwk"]["crv"] == "P-384"
    shown = sd_jwt.present(
        parsed,
        [tuple(path) for path in paths_of(claims)],
        signer=signer,
        audience=claims["client_id"],
        nonce=claims["nonce"],
        now=api.services.clock(),
    )
    assert answer(api, claims, shown).status_code == 200
    assert read(api, asked)["result"]["outcome"] == "valid"


def test_more_than_was_asked_for_is_not_kept(api, wallet):
    asked = ask(api, claims=["family_name"])
    claims = question(api, asked)
    everything = [["family_name"], ["given_name"], ["birthdate"]]
    assert answer(api, claims, disclose(wallet, claims, everything)).status_code == 200
    stored = json.dumps(dump(api.services)["presentation_request"], default=str)
    assert "Santos" in stored
    assert "1990-03-14" not in stored


def test_a_wallet_may_send_a_nonce_of_its_own(api):
    asked = ask(api)
    path = asked["request_uri"].removeprefix(SITE)
    sent = api.http.post(path, data={"wallet_nonce": "w-1"})
    claims = parse_json(parse_jws(sent.content, typ=OAUTH_AUTHZ_REQ_JWT).payload)
    assert claims["wallet_nonce"] == "w-1"
    assert error_of(api.http.post(path, data={"wallet_nonce": "x" * 300}))[0] == 400


REFUSED = {
    "another nonce": lambda w, c, p: disclose(w, c, p, nonce="x"),
    "another audience": lambda w, c, p: disclose(w, c, p, audience="https://elsewhere.example"),
    "another holder's key": lambda w, c, p: disclose(w, c, p, signer=make_key("ES256")),
}


def test_a_presentation_that_is_not_the_holders_answer_tells_nothing(api, wallet, subtests):
    for name, shown in REFUSED.items():
        with subtests.test(name):
            asked = ask(api)
            claims = question(api, asked)
            sent = answer(api, claims, shown(wallet, claims, paths_of(claims)))
            assert sent.status_code == 200
            result = read(api, asked)["result"]
            assert (result["outcome"], result["valid"]) == ("invalid", False)
            assert "Santos" not in json.dumps(result)


def test_without_key_binding_nothing_is_shown(api, wallet):
    asked = ask(api)
    claims = question(api, asked)
    copy = wallet.request(wallet.prove()).json()["credentials"][0]["credential"]
    answer(api, claims, copy)
    assert read(api, asked)["result"]["outcome"] == "invalid"


def test_a_revoked_credential_is_told_as_revoked(api, wallet, cases):
    asked = ask(api)
    claims = question(api, asked)
    shown = disclose(wallet, claims, paths_of(claims))
    identifier = api.get("/api/v1/applications", WORKER).json()["items"][0]["id"]
    decision = api.get(f"/api/v1/applications/{identifier}/decision", WORKER).json()
    api.post(
        f"/api/v1/credentials/{decision['credential']}/revoke",
        "decider@de-ihk-fosa.example",
        json={"reason": "x"},
    )
    answer(api, claims, shown)
    result = read(api, asked)["result"]
    assert result["outcome"] == "invalid"
    (status,) = [one for one in result["credentials"][0]["checks"] if one["name"] == "status"]
    assert status["code"] == "revoked"


def test_an_answer_is_taken_once(api, wallet):
    asked = ask(api)
    claims = question(api, asked)
    shown = disclose(wallet, claims, paths_of(claims))
    assert answer(api, claims, shown).status_code == 200
    assert error_of(answer(api, claims, shown)) == (400, "invalid_request")
    gone = api.get(asked["request_uri"].removeprefix(SITE))
    assert error_of(gone) == (400, "invalid_request")


def test_a_question_ends_and_an_answer_is_forgotten(api, wallet, clock):
    asked, other = ask(api), ask(api)
    claims = question(api, asked)
    assert answer(api, claims, disclose(wallet, claims, paths_of(claims))).status_code == 200
    clock.pass_time(minutes=15)
    api.forget_tokens()
    assert read(api, other)["state"] == "expired"
    late = api.get(other["request_uri"].removeprefix(SITE))
    assert error_of(late) == (400, "invalid_request")
    clock.pass_time(minutes=60)
    api.forget_tokens()
    assert api.get(f"{ASK}/{asked['id']}", EMPLOYER).status_code == 404
    assert run_due(api.services, now=clock()).wallet_rows_deleted > 0
    assert dump(api.services)["presentation_request"] == []


FAULTY = {
    "another state": {"state": "x"},
    "no answer": {"vp_token": "{}"},
    "not JSON": {"vp_token": "x"},
    "another query": {"vp_token": '{"x": ["y"]}'},
    "two": {"vp_token": '{"dc_sd_jwt": ["x", "y"]}'},
    "unreadable": {"vp_token": '{"dc_sd_jwt": ["x"]}'},
    "a number": {"vp_token": '{"dc_sd_jwt": [7]}'},
}


def test_what_is_no_answer_is_refused_and_the_question_stays_open(api, subtests):
    asked = ask(api)
    claims = question(api, asked)
    before = dump(api.services)
    for name, changes in FAULTY.items():
        with subtests.test(name):
            assert error_of(answer(api, claims, "x", **changes)) == (400, "invalid_request")
    assert dump(api.services) == before
    assert read(api, asked)["state"] == "waiting"


def test_a_claim_that_is_missing_is_no_answer(api, wallet):
    asked = ask(api)
    claims = question(api, asked)
    sent = answer(api, claims, disclose(wallet, claims, [["family_name"]]))
    assert error_of(sent) == (400, "invalid_request")
    assert read(api, asked)["state"] == "waiting"


def test_a_credential_of_another_type_is_no_answer(api, wallet):
    """What a skill record says of a person, nobody has decided; and the other way round."""
    asked = ask(api, dcql_query=sd_jwt_query(VCT[SKILL_RECORD_TYPE], ["family_name"]))
    claims = question(api, asked)
    shown = disclose(wallet, claims, [["family_name"]])
    assert error_of(answer(api, claims, shown, query="a")) == (400, "invalid_request")
    assert read(api, asked)["state"] == "waiting"


def test_an_issuer_is_known_from_the_moment_it_is_listed(api):
    """Also where this process has checked nothing else since."""
    ring = generate_key_ring("did:web:college.example", api.services.clock())
    listed = trusted_issuer(ring, name="College", status_url_prefixes=[])
    named = describe_issuer(listed)
    api.http.put(ISSUERS, json=named, headers=api.bearer(ADMINISTRATOR)).raise_for_status()
    asked = ask(api, dcql_query=sd_jwt_query("https://college.example/diploma", ["family_name"]))
    claims = question(api, asked)
    holder = make_key("ES256")
    diploma = sd_jwt.issue(
        {
            "iss": ring.controller,
            "vct": "https://college.example/diploma",
            "family_name": "Cruz",
        },
        [],
        signer=ring.credential_signer,
        randomness=token_bytes,
        holder_key=holder.public_key,
    )
    shown = sd_jwt.present(
        sd_jwt.parse(diploma.encode()),
        [],
        signer=holder,
        audience=claims["client_id"],
        nonce=claims["nonce"],
        now=api.services.clock(),
    )
    assert answer(api, claims, shown, query="a").status_code == 200
    assert read(api, asked)["result"]["outcome"] == "valid"


def test_a_worker_may_decline(api):
    asked = ask(api)
    claims = question(api, asked)
    form = {"state": claims["state"], "error": "access_denied"}
    assert api.http.post(claims["response_uri"].removeprefix(SITE), data=form).status_code == 200
    assert read(api, asked)["result"]["outcome"] == "declined"


QUESTIONS = {
    "nothing": {"claims": []},
    "an unknown claim": {"claims": ["salary"]},
    "no claims": {"dcql_query": {"credentials": []}},
    "a whole credential": {
        "dcql_query": {
            "credentials": [
                {"id": "a", "format": "dc+sd-jwt", "meta": {"vct_values": ["x"]}}
            ]
        }
    },
    "too many": {"dcql_query": {"credentials": [
        {"id": "a", "format": "dc+sd-jwt", "meta": {"vct_values": ["x"]},
         "claims": [{"path": [str(n)]} for n in range(11)]}]}},
    "the whole subject": {"dcql_query": {"credentials": [
        {"id": "a", "format": "ldp_vc", "meta": {"type_values": [["VerifiableCredential"]]},
         "claims": [{"path": ["credentialSubject"]}]}]}},
    "another format": {"dcql_query": {"credentials": [
        {"id": "a", "format": "mso_mdoc", "meta": {"doctype_value": "x"},
         "claims": [{"path": ["a", "b"]}]}]}},
    "without its holder": {"dcql_query": {"credentials": [
        {"id": "a", "format": "dc+sd-jwt", "meta": {"vct_values": ["x"]},
         "require_cryptographic_holder_binding": False, "claims": [{"path": ["x"]}]}]}},
}  # fmt: skip


def test_a_question_for_nothing_or_too_much_is_not_asked(api, subtests):
    before = dump(api.services)
    for name, asked in QUESTIONS.items():
        with subtests.test(name):
            refused = api.post(ASK, EMPLOYER, json=asked)
            told = (refused.status_code, refused.json()["code"])
            assert told == (422, "claims_query_not_allowed")
    after = dump(api.services)
    assert after["presentation_request"] == before["presentation_request"] == []


def test_only_who_asked_reads_the_answer(api):
    asked = ask(api)
    assert api.get(f"{ASK}/{asked['id']}", WORKER).status_code == 403
    assert api.get(f"{ASK}/{asked['id']}").status_code == 401


def test_the_employers_page_asks_and_shows(api, wallet, sign_in):
    browser = sign_in(EMPLOYER)
    form = browser.get("/employer").text
    made = browser.post(
        "/employer",
        data={"csrf_token": form_token(form), "claim": WANTED, "purpose": "Vacancy 7"},
    )
    assert made.status_code == 303
    page = browser.get(made.headers["location"]).text
    assert "openid4vp://?client_id=" in page
    assert 'src="data:image/png;base64,' in page
    asked = {"id": made.headers["location"].rpartition("/")[2]}
    asked = read(api, asked)
    claims = question(api, asked)
    assert answer(api, claims, disclose(wallet, claims, paths_of(claims))).status_code == 200
    shown = browser.get(made.headers["location"]).text
    assert "genuine and valid" in shown
    assert "Santos" in shown
    assert "Recognised in full" in shown
    assert "Maria" not in shown
    refused = ask(api)
    claims = question(api, refused)
    answer(api, claims, disclose(wallet, claims, paths_of(claims), signer=make_key("ES256")))
    told = browser.get(f"/employer/requests/{refused['id']}").text
    assert "Presented by its holder" in told
    assert "not accepted" in told


def test_a_wallet_of_sd_jwt_knows_the_type(api, wallet):
    metadata = api.get("/.well-known/openid-credential-issuer").json()
    named = metadata["credential_configurations_supported"][SD_JWT]["vct"]
    asked = ask(api)
    (query,) = asked["dcql_query"]["credentials"]
    assert query["meta"] == {"vct_values": [named]}
