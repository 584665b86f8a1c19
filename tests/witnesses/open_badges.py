"""openbadgeslib as a witness: one act a run, a JSON object on standard input and one on output.

It reads the wall clock itself, so what it is shown is valid for long.
"""

import json
import sys
from datetime import UTC, datetime

from openbadgeslib.errors import LibOpenBadgesException
from openbadgeslib.ob3.credential import (
    Achievement,
    Alignment,
    IdentityObject,
    Issuer,
    OpenBadgeCredential,
)
from openbadgeslib.ob3.ldp import OB3LdpSigner, OB3LdpVerifier
from openbadgeslib.ob3.signer import OB3Signer
from openbadgeslib.ob3.verifier import OB3Verifier


def verify(asked):
    """credential: a document or a compact token. key: PEM."""
    of_documents = isinstance(asked["credential"], dict)
    verifier = (OB3LdpVerifier if of_documents else OB3Verifier)(asked["key"])
    try:
        read = verifier.verify(asked["credential"])
    except LibOpenBadgesException as error:
        return {"verified": False, "reason": str(error)}
    return {
        "verified": True,
        "name": read.name,
        "issuer": read.issuer.id,
        "recipient": read.recipient_id,
        "alignments": [one.target_url for one in read.achievement.alignments],
        "results": [one.value for one in read.results],
        "evidence": [one.id for one in read.evidence],
        "status": len(read.credential_status),
    }


def issue(asked):
    """key: PEM, secret. kid: of the verification method. algorithm: for a token."""
    credential = OpenBadgeCredential(
        issuer=Issuer("did:web:college.example", "College of Trades"),
        recipient_id="did:key:z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK",
        achievement=Achievement(
            id="https://college.example/achievements/welding",
            name="Welding",
            description="Manual arc welding.",
            criteria_narrative="A practical test.",
            alignments=[Alignment("operate welding equipment", "https://a.example/skill")],
        ),
        id="urn:uuid:1f3b9c52-27bb-4f15-9b0e-5e7d2c9a4b33",
        issuance_date=datetime(2025, 1, 1, tzinfo=UTC),
        identifiers=[IdentityObject.create("maria@mail.example", "salt")],
    )
    if "algorithm" in asked:
        return {"credential": OB3Signer(asked["key"], asked["algorithm"]).sign(credential)}
    return {"credential": OB3LdpSigner(asked["key"], asked["kid"]).sign(credential)}


ACTS = {"verify": verify, "issue": issue}

if __name__ == "__main__":
    question = json.load(sys.stdin)
    json.dump(ACTS[question["act"]](question), sys.stdout)
