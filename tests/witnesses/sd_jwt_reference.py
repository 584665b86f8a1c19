"""The reference implementation of SD-JWT (package `sd-jwt`): one request on stdin, one answer.

Run in the environment of the witnesses (requirements-witnesses.lock). A request is
{"act", …}; the answer {"answer"} or {"fault"}.
"""

import json
import sys
from typing import Any

from jwcrypto.jwk import JWK
from sd_jwt.common import SDObj
from sd_jwt.holder import SDJWTHolder
from sd_jwt.issuer import SDJWTIssuer
from sd_jwt.verifier import SDJWTVerifier


def verify(asked: dict[str, Any]) -> Any:
    checked = SDJWTVerifier(
        asked["text"],
        lambda _issuer, _header: JWK(**asked["issuer"]),
        asked.get("audience"),
        asked.get("nonce"),
    )
    return checked.get_verified_payload()


def issue(asked: dict[str, Any]) -> str:
    """hidden: names of members at the top."""
    claims = {
        SDObj(name) if name in asked["hidden"] else name: value
        for name, value in asked["claims"].items()
    }
    issued = SDJWTIssuer(
        claims,
        JWK(**asked["issuer"]),
        JWK(**asked["holder"]),
        add_decoy_claims=True,
        extra_header_parameters={"typ": "dc+sd-jwt", "kid": asked["kid"]},
    )
    text: str = issued.sd_jwt_issuance
    return text


def present(asked: dict[str, Any]) -> str:
    holder = SDJWTHolder(asked["text"])
    holder.create_presentation(
        asked["shown"], asked["nonce"], asked["audience"], JWK(**asked["holder"])
    )
    text: str = holder.sd_jwt_presentation
    return text


if __name__ == "__main__":
    request = json.load(sys.stdin)
    try:
        told = {
            "answer": {"verify": verify, "issue": issue, "present": present}[request["act"]](
                request
            )
        }
    except Exception as error:  # noqa: BLE001  # whatever it is, the test must see it
        told = {"fault": f"{type(error).__name__}: {error}"}
    json.dump(told, sys.stdout)
