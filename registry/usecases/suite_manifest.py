"""How the W3C's suites are told of this service: one entry for the list of implementations.

Each suite takes from it the endpoints that bear its tag, and signs as the issuers named there.
"""

from collections.abc import Mapping
from typing import Any

from registry.issuers_for_tests import IssuersForTests

NAME = "Open Recognition Registry"
KEY_TYPES = ("P-256", "P-384")
# Name of a test issuer -> the tags of suites that it is for, and what it is asked beside.
ISSUERS: Mapping[str, tuple[tuple[str, ...], Mapping[str, Any]]] = {
    "ed25519": (("vc2.0", "vc-api", "VC-API", "eddsa-rdfc-2022"), {}),
    "ed25519-jcs": (("eddsa-jcs-2022",), {"cryptosuite": "eddsa-jcs-2022"}),
    "ed25519-status": (("BitstringStatusList",), {}),
    "p256": (("ecdsa-rdfc-2019", "P-256"), {}),
    "p256-jcs": (("ecdsa-jcs-2019", "P-256"), {"cryptosuite": "ecdsa-jcs-2019"}),
    "p256-jwt": (("EnvelopingProof",), {"securing": "vc+jwt"}),
    "p384": (("ecdsa-rdfc-2019", "P-384"), {}),
    "p384-jcs": (("ecdsa-jcs-2019", "P-384"), {"cryptosuite": "ecdsa-jcs-2019"}),
}
VERIFIED = (
    "vc2.0",
    "vc-api",
    "VC-API",
    "eddsa-rdfc-2022",
    "eddsa-jcs-2022",
    "ecdsa-rdfc-2019",
    "ecdsa-jcs-2019",
    "EnvelopingProof",
    "BitstringStatusList",
)


def manifest(issuers: IssuersForTests) -> dict[str, Any]:
    """The entry, as the suites read it from their own list or from a file of the tester's."""
    base = issuers.public_url
    return {
        "name": NAME,
        "implementation": NAME,
        "issuers": [
            {
                **_endpoint(f"{base}/credentials/issue", issuer.did, tags),
                "supportedEcdsaKeyTypes": [tag for tag in tags if tag in KEY_TYPES],
                **({"options": dict(options)} if options else {}),
            }
            for issuer in issuers.issuers
            for tags, options in [ISSUERS.get(issuer.name, ((), {}))]
            if tags
        ],
        "verifiers": [
            {
                **_endpoint(f"{base}/credentials/verify", base, VERIFIED),
                "supportedEcdsaKeyTypes": list(KEY_TYPES),
            }
        ],
        "vpVerifiers": [
            _endpoint(f"{base}/presentations/verify", base, ("vc2.0", "EnvelopingProof"))
        ],
        "didResolvers": [{"id": base, "endpoint": f"{base}/1.0/identifiers", "tags": ["did-key"]}],
    }


def _endpoint(address: str, identifier: str, tags: tuple[str, ...]) -> dict[str, Any]:
    return {
        "id": identifier,
        "endpoint": address,
        "method": "POST",
        "supports": {"vc": ["1.1", "2.0"]},
        "tags": list(tags),
    }
