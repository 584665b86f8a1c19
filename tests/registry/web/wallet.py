"""A wallet in a few lines: keys, proofs of possession, and the calls of OpenID4VCI."""

import hashlib
import json
from dataclasses import dataclass, field
from typing import Any

import httpx

from credentials.did_key import did_key_url
from credentials.encodings import encode_base64url, serialize_json
from credentials.keys import SoftwareSigner
from credentials.proofs.jose import OPENID4VCI_PROOF_JWT, sign_jws
from credentials.public_keys import EDDSA
from tests.credentials.holder_keys import make_key
from tests.registry.web.conftest import Api

SITE = "https://registry.example"
PRE_AUTHORIZED = "urn:ietf:params:oauth:grant-type:pre-authorized_code"
SD_JWT, JWT, LDP = (f"recognition_decision_{form}" for form in ("sd_jwt", "jwt", "ldp"))


@dataclass
class Wallet:
    """One wallet of one worker."""

    api: Api
    token: str = ""
    refresh_token: str = ""
    keys: list[SoftwareSigner] = field(default_factory=list)

    def offer(self, who: str, **asked: Any) -> dict[str, Any]:
        answer = self.api.post("/api/v1/offers", who, json=asked)
        assert answer.status_code == 201, answer.text
        return answer.json()

    def read_offer(self, offered: dict[str, Any]) -> dict[str, Any]:
        answer = self.api.get(offered["offer_uri"].removeprefix(SITE))
        assert answer.status_code == 200, answer.text
        return answer.json()

    def redeem(self, offered: dict[str, Any], **changes: str) -> httpx.Response:
        grant = self.read_offer(offered)["grants"][PRE_AUTHORIZED]
        form = {
            "grant_type": PRE_AUTHORIZED,
            "pre-authorized_code": grant["pre-authorized_code"],
            **({"tx_code": offered["tx_code"]} if offered["tx_code"] else {}),
            **changes,
        }
        return self._keep(self.api.http.post("/token", data=form))

    def renew(self, **changes: str) -> httpx.Response:
        form = {"grant_type": "refresh_token", "refresh_token": self.refresh_token, **changes}
        return self._keep(self.api.http.post("/token", data=form, headers=self.token_headers()))

    def token_headers(self) -> dict[str, str]:
        return {}

    def _keep(self, answer: httpx.Response) -> httpx.Response:
        if answer.status_code == 200:
            self.token = answer.json()["access_token"]
            self.refresh_token = answer.json().get("refresh_token", self.refresh_token)
        return answer

    def nonce(self) -> str:
        return str(self.api.http.post("/nonce").json()["c_nonce"])

    def prove(
        self,
        nonce: str | None = None,
        /,
        *,
        by: str = "jwk",
        signer: SoftwareSigner | None = None,
        typ: str = OPENID4VCI_PROOF_JWT,
        **changes: Any,
    ) -> str:
        signer = signer or make_key(EDDSA if by == "did:key" else "ES256")
        self.keys.append(signer)
        header: dict[str, Any] = {"typ": typ}
        if by == "jwk":
            header["jwk"] = signer.public_key.jwk
        else:
            header["kid"] = did_key_url(signer.public_key)
        now = int(self.api.services.clock().timestamp())
        claims = {"aud": SITE, "iat": now, "nonce": nonce or self.nonce(), **changes}
        kept = {name: value for name, value in claims.items() if value is not None}
        return sign_jws(serialize_json(kept), header, signer)

    def call(self, path: str, body: Any) -> httpx.Response:
        return self.api.http.post(
            path, json=body, headers={"Authorization": f"Bearer {self.token}"}
        )

    def request(self, *proofs: str, **body: Any) -> httpx.Response:
        named = (
            {}
            if "credential_identifier" in body
            else {"credential_configuration_id": body.pop("configuration", SD_JWT)}
        )
        return self.call(
            "/credential", {**named, "proofs": {"jwt": list(proofs or [self.prove()])}, **body}
        )


@dataclass
class BoundWallet(Wallet):
    """One that proves with each call that it holds its key."""

    sender: SoftwareSigner = field(default_factory=lambda: make_key("ES256"))
    calls: int = 0

    def proof(self, path: str, *, shown: str | None = None, **changes: Any) -> str:
        signer, header = changes.pop("signer", self.sender), {"typ": changes.pop("typ", "dpop+jwt")}
        self.calls += 1
        claims = {
            "htm": "POST",
            "htu": f"{SITE}{path}",
            "iat": int(self.api.services.clock().timestamp()),
            "jti": f"call-{self.calls}",
            "ath": encode_base64url(hashlib.sha256(shown.encode()).digest()) if shown else None,
            **changes,
        }
        kept = {name: value for name, value in claims.items() if value is not None}
        header["jwk"] = signer.public_key.jwk
        return sign_jws(serialize_json(kept), header, signer)

    def redeem(self, offered: dict[str, Any], **changes: Any) -> httpx.Response:
        grant = self.read_offer(offered)["grants"][PRE_AUTHORIZED]
        form = {
            "grant_type": PRE_AUTHORIZED,
            "pre-authorized_code": grant["pre-authorized_code"],
            "tx_code": offered["tx_code"],
        }
        return self._keep(
            self.api.http.post("/token", data=form, headers=self.token_headers(**changes))
        )

    def token_headers(self, **changes: Any) -> dict[str, str]:
        return {"DPoP": self.proof("/token", **changes)}

    def call(self, path: str, body: Any, **changes: Any) -> httpx.Response:
        proof = changes.pop("proof", None) or self.proof(path, shown=self.token, **changes)
        headers = {"Authorization": f"DPoP {self.token}", "DPoP": proof}
        return self.api.http.post(path, json=body, headers=headers)

    def asked(self) -> dict[str, Any]:
        return {"credential_configuration_id": SD_JWT, "proofs": {"jwt": [self.prove()]}}


def error_of(answer: httpx.Response) -> tuple[int, str]:
    """A refusal in OAuth's words, which nobody keeps."""
    assert answer.headers["cache-control"] == "no-store", answer.text
    assert answer.headers["access-control-allow-origin"] == "*"
    return answer.status_code, json.loads(answer.text)["error"]
