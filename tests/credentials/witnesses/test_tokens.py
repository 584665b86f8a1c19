"""Other libraries read our tokens and we read theirs; one changed byte fails with both.

`jose` and PyJWT for JWS; @sd-jwt/sd-jwt-vc and the reference implementation for SD-JWT;
@sd-jwt/jwt-status-list for Token Status Lists.
"""

import json
import secrets
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec, ed25519

from credentials import errors
from credentials.encodings import encode_base64url, parse_json, serialize_json
from credentials.keys import SoftwareSigner
from credentials.proofs import sd_jwt
from credentials.proofs.jose import PROFILES, parse_jws, sign_jws, verify_jws
from credentials.token_status import TokenStatusList, issue_token_status_list
from tests.witnesses.node_witness import WitnessFault

KID = "did:web:registry.example#key-1"
NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
SECONDS = int(NOW.timestamp())
AUDIENCE = "https://employer.example"
PYTHON = Path(sys.prefix) / "witnesses" / "bin" / "python"
REFERENCE = Path(__file__).parents[2] / "witnesses" / "sd_jwt_reference.py"
CLAIMS = {
    "iss": "did:web:registry.example",
    "vct": "https://registry.example/vct",
    "iat": SECONDS,
    "exp": SECONDS + 3600,
    "given_name": "María",
    "family_name": "dela Cruz",
    "address": {"country": "PH", "locality": "Cebu"},
    "skills": ["welding", "cutting"],
}
PATHS = [("given_name",), ("family_name",), ("address", "locality"), ("skills", None)]


def signer_of(algorithm, kid=KID):
    if algorithm == "EdDSA":
        return SoftwareSigner(kid, ed25519.Ed25519PrivateKey.from_private_bytes(b"\7" * 32))
    return SoftwareSigner(kid, ec.derive_private_key(4_711, ec.SECP256R1()))


def private_jwk(signer):
    if signer.algorithm == "EdDSA":
        d = signer.private_key.private_bytes_raw()
    else:
        d = signer.private_key.private_numbers().private_value.to_bytes(32)
    return {**signer.public_key.jwk, "d": encode_base64url(d)}


def party(signer, *, signs=False):
    jwk = private_jwk(signer) if signs else signer.public_key.jwk
    return {"alg": signer.algorithm, "jwk": jwk}


def changed(text):
    """With another byte in the middle of each part in turn."""
    parts = text.split("~") if "~" in text else text.split(".")
    joint = "~" if "~" in text else "."
    for at, part in enumerate(parts):
        if part:
            middle = len(part) // 2
            other = "A" if part[middle] != "A" else "B"
            spoiled = part[:middle] + other + part[middle + 1 :]
            yield joint.join([*parts[:at], spoiled, *parts[at + 1 :]])


@pytest.fixture
def node(node_witness):
    return node_witness("tokens.mjs")


@pytest.fixture(params=["EdDSA", "ES256"])
def signer(request):
    return signer_of(request.param)


@pytest.fixture
def holder():
    return SoftwareSigner("", ec.derive_private_key(815, ec.SECP256R1()))


class TestJws:
    @pytest.mark.parametrize("typ", sorted(PROFILES))
    def test_jose_reads_ours(self, node, signer, typ):
        token = sign_jws(b'{"a":"\xc3\xa9","exp":2000000000}', {"typ": typ}, signer)
        asked = {"jwk": signer.public_key.jwk, "alg": signer.algorithm, "typ": typ, "now": SECONDS}
        told = node.ask("verifyJws", token=token, **asked)
        assert told["payload"] == {"a": "é", "exp": 2_000_000_000}
        assert told["header"] == {"alg": signer.algorithm, "kid": KID, "typ": typ}
        for forged in changed(token):
            with pytest.raises(WitnessFault):
                node.ask("verifyJws", token=forged, **asked)

    def test_we_read_jose_s(self, node, signer):
        header = {"alg": signer.algorithm, "kid": KID, "typ": "vc+jwt"}
        token = node.ask("signJws", payload='{"a":1}', header=header, jwk=private_jwk(signer))
        parsed = parse_jws(token.encode(), typ="vc+jwt")
        verify_jws(parsed, signer.public_key)
        assert parse_json(parsed.payload) == {"a": 1}
        for forged in changed(token):
            with pytest.raises(errors.ProofError):
                verify_jws(parse_jws(forged.encode(), typ="vc+jwt"), signer.public_key)

    def test_jose_names_keys_by_the_same_thumbprint(self, node, signer):
        told = node.ask("thumbprint", jwk=signer.public_key.jwk)
        assert told == encode_base64url(signer.public_key.thumbprint)

    def test_pyjwt_reads_ours_and_we_read_its(self, signer):
        ours = sign_jws(b'{"a":1}', {"typ": "vc+jwt"}, signer)
        public, algorithms = signer.private_key.public_key(), [signer.algorithm]
        assert jwt.decode(ours, public, algorithms=algorithms) == {"a": 1}
        headers = {"typ": "vc+jwt", "kid": KID}
        theirs = jwt.encode({"a": 1}, signer.private_key, signer.algorithm, headers=headers)
        verify_jws(parse_jws(theirs.encode(), typ="vc+jwt"), signer.public_key)
        for forged in changed(ours):
            with pytest.raises(jwt.InvalidTokenError):
                jwt.decode(forged, public, algorithms=algorithms)
        for forged in changed(theirs):
            with pytest.raises(errors.ProofError):
                verify_jws(parse_jws(forged.encode(), typ="vc+jwt"), signer.public_key)


def issued(signer, holder):
    return sd_jwt.issue(
        CLAIMS,
        PATHS,
        signer=signer,
        randomness=secrets.token_bytes,
        holder_key=holder.public_key,
        decoys=1,
    )


def presented(signer, holder, paths):
    parsed = sd_jwt.parse(issued(signer, holder).encode())
    return sd_jwt.present(parsed, paths, signer=holder, audience=AUDIENCE, nonce="n1", now=NOW)


def verified(text, signer, holder):
    parsed = sd_jwt.parse(text.encode())
    claims = sd_jwt.verify_issuer(parsed, signer.public_key)
    assert sd_jwt.holder_key_of(claims) == holder.public_key
    sd_jwt.verify_key_binding(
        parsed,
        holder.public_key,
        audience=AUDIENCE,
        nonce="n1",
        now=NOW,
        max_age=timedelta(minutes=1),
    )
    return claims


def told_of(claims, holder):
    return claims | {"cnf": {"jwk": holder.public_key.jwk}}


SHOWN = [("given_name",), ("skills", 0)]
SHOWN_CLAIMS = {
    **{name: value for name, value in CLAIMS.items() if name != "family_name"},
    "address": {"country": "PH"},
    "skills": ["welding"],
}


class TestSdJwtInNode:
    def test_it_reads_ours(self, node, signer, holder):
        text = presented(signer, holder, SHOWN)
        asked = {"issuer": party(signer), "holder": party(holder), "nonce": "n1", "now": SECONDS}
        told = node.ask("verifySdJwt", text=text, **asked)
        assert told["payload"] == told_of(SHOWN_CLAIMS, holder)
        assert (told["binding"]["aud"], told["binding"]["iat"]) == (AUDIENCE, SECONDS)
        for forged in changed(text):
            with pytest.raises(WitnessFault):
                node.ask("verifySdJwt", text=forged, **asked)
            with pytest.raises(errors.CredentialError):
                verified(forged, signer, holder)

    def test_we_read_its(self, node, signer, holder):
        issuer = party(signer, signs=True)
        text = node.ask(
            "issueSdJwt",
            payload=told_of(CLAIMS, holder),
            frame={
                "_sd": ["given_name", "family_name"],
                "_sd_decoy": 2,
                "address": {"_sd": ["locality"]},
                "skills": {"_sd": [0, 1]},
            },
            issuer=issuer,
            header={"kid": KID},
        )
        whole = sd_jwt.verify_issuer(sd_jwt.parse(text.encode()), signer.public_key)
        assert whole == told_of(CLAIMS, holder)
        shown = node.ask(
            "presentSdJwt",
            text=text,
            frame={"given_name": True, "skills": {"0": True}},
            issuer=issuer,
            holder=party(holder, signs=True),
            audience=AUDIENCE,
            nonce="n1",
            now=SECONDS,
        )
        assert verified(shown, signer, holder) == told_of(SHOWN_CLAIMS, holder)
        for forged in changed(shown):
            with pytest.raises(errors.CredentialError):
                verified(forged, signer, holder)

    def test_it_presents_what_we_issued(self, node, signer, holder):
        shown = node.ask(
            "presentSdJwt",
            text=issued(signer, holder),
            frame={"given_name": True, "skills": {"0": True}},
            issuer=party(signer),
            holder=party(holder, signs=True),
            audience=AUDIENCE,
            nonce="n1",
            now=SECONDS,
        )
        assert verified(shown, signer, holder) == told_of(SHOWN_CLAIMS, holder)


def reference(act, **request):
    assert PYTHON.exists(), "run tools/setup.sh --for-tests .venv"
    done = subprocess.run(
        [PYTHON, REFERENCE],
        input=json.dumps({"act": act, **request}),
        capture_output=True,
        check=True,
        text=True,
        timeout=60,
    )
    told = json.loads(done.stdout)
    if "fault" in told:
        raise WitnessFault(told["fault"])
    return told["answer"]


class TestSdJwtOfTheReference:
    """It signs with ES256 alone."""

    signer = signer_of("ES256")

    def test_it_reads_ours(self, holder):
        text = presented(self.signer, holder, SHOWN)
        asked = {
            "issuer": self.signer.public_key.jwk,
            "audience": AUDIENCE,
            "nonce": "n1",
        }
        assert reference("verify", text=text, **asked) == told_of(SHOWN_CLAIMS, holder)
        first, disclosure, last = next(changed(text)), *list(changed(text))[-2:]
        for forged in (first, last):
            with pytest.raises(WitnessFault):
                reference("verify", text=forged, **asked)
        # It lets a disclosure pass that belongs to nothing, as long as the holder signed it.
        with pytest.raises(errors.DisclosureUnreferenced):
            sd_jwt.parse(disclosure.encode())

    def test_we_read_its(self, holder):
        text = reference(
            "issue",
            claims=CLAIMS,
            hidden=["given_name", "family_name"],
            issuer=private_jwk(self.signer),
            holder=private_jwk(holder),
            kid=KID,
        )
        whole = sd_jwt.verify_issuer(sd_jwt.parse(text.encode()), self.signer.public_key)
        assert whole == told_of(CLAIMS, holder)
        shown = reference(
            "present",
            text=text,
            shown={"given_name": True},
            nonce="n1",
            audience=AUDIENCE,
            holder=private_jwk(holder),
        )
        parsed = sd_jwt.parse(shown.encode())
        claims = sd_jwt.verify_issuer(parsed, self.signer.public_key)
        assert claims == {
            name: value for name, value in told_of(CLAIMS, holder).items() if name != "family_name"
        }
        made_at = parse_json(parsed.key_binding.payload)["iat"]
        sd_jwt.verify_key_binding(
            parsed,
            holder.public_key,
            audience=AUDIENCE,
            nonce="n1",
            now=datetime.fromtimestamp(made_at, UTC),
            max_age=timedelta(minutes=1),
        )
        for forged in changed(shown):
            with pytest.raises(errors.CredentialError):
                verified(forged, self.signer, holder)


class TestTokenStatusList:
    def test_it_reads_ours(self, node, signer):
        statuses = {0: 1, 3: 2, 94_567: 2, 131_071: 3}
        token = issue_token_status_list(
            TokenStatusList.of(statuses),
            url="https://registry.example/status/t1",
            now=NOW,
            valid_until=NOW + timedelta(hours=24),
            ttl=timedelta(minutes=15),
            signer=signer,
        )
        indexes = [*statuses, 1, 94_566, 94_568]
        told = node.ask("statusAt", token=token, indexes=indexes)
        assert told == [statuses.get(index, 0) for index in indexes]

    @pytest.mark.parametrize("bits", [1, 2, 4, 8])
    def test_we_read_its(self, node, bits):
        statuses = [index * 7 % 2**bits for index in range(4000)]
        listed = TokenStatusList.decode(node.ask("statusList", statuses=statuses, bits=bits), bits)
        assert [listed[index] for index in range(4000)] == statuses


def test_what_is_signed_is_written_once(signer):
    """The bytes that every library sees are the ones that were given."""
    payload = serialize_json({"name": "Größe", "n": 1})
    token = sign_jws(payload, {"typ": "vc+jwt"}, signer)
    assert token.split(".")[1] == encode_base64url(payload)
