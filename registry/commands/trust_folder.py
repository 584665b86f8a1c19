"""A folder with all it takes to check a credential without a connection.

`trust.json` (an exported trust list) or, without it, the issuer's `did.json`; below `status/` the
signed status lists, under any name; `seal-root.pem`, the root of seals. `registry demo` leaves
such a folder.
"""

from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import typer

from credentials.certificate.x509_chain import parse_chain
from credentials.did import did_web_url
from credentials.encodings import parse_json
from credentials.errors import CredentialError
from credentials.status import StatusLists, list_url
from credentials.token_status import token_status_list_url
from credentials.trust import TrustList, issuer_of_document
from credentials.trust_exchange import parse_trust_list

TRUST_LIST = "trust.json"
DID_DOCUMENT = "did.json"
SEAL_ROOT = "seal-root.pem"


def read_trust(folder: Path) -> TrustList:
    """Raises typer.BadParameter where the folder holds neither, CredentialError if unreadable."""
    if (listed := folder / TRUST_LIST).is_file():
        return parse_trust_list(listed.read_bytes())
    if not (document := folder / DID_DOCUMENT).is_file():
        raise typer.BadParameter(f"{folder} holds neither {TRUST_LIST} nor {DID_DOCUMENT}.")
    parsed = parse_json(document.read_bytes())
    did = str(parsed.get("id", ""))
    # Where a did:web stands, its status lists stand too.
    site = did_web_url(did).removesuffix("/did.json").removesuffix("/.well-known")
    issuer = issuer_of_document(parsed, name=did, status_url_prefixes=[f"{site}/status/"])
    return TrustList((replace(issuer, seal_roots=_seal_roots(folder)),))


def _seal_roots(folder: Path) -> tuple[bytes, ...]:
    if not (path := folder / SEAL_ROOT).is_file():
        return ()
    return (parse_chain(path.read_bytes()).root,)


def read_statuses(folder: Path) -> StatusLists:
    """Each list under the URL it names itself; its proof is checked when it is used."""
    found = {}
    for path in sorted((folder / "status").glob("*")):
        secured = path.read_bytes()
        for read_url in (list_url, token_status_list_url):
            # A file of another kind beside the lists is no fault of the credential.
            with suppress(CredentialError):
                found[read_url(secured)] = secured
    return found
