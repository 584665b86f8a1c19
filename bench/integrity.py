"""What a Data Integrity proof costs beside Digital Bazaar's library, and by which path.

Run by `make bench`. The peer runs in Node, with our contexts at hand and its own caches warm. It
checks the signature alone; our whole report also has trust, dates, status and schema. Both take
turns of a few credentials each, each credential another one. Processor time is measured, as a
library in Node uses several threads and other work on the machine would tell against it. Signing
is told too: a prepared document to one with its proof.
"""

import statistics
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from rich.console import Console
from rich.table import Table

from bench.credentials import DID, NOW, PUBLIC_URL, record
from credentials import issuer
from credentials.contexts import contexts
from credentials.encodings import serialize_json
from credentials.jsonld.canonical import canonicalize
from credentials.jsonld.expansion import expand
from credentials.jsonld.quads import quads_of
from credentials.keys import KeyPurpose, KeyRing, Signer, generate_key_ring
from credentials.model import StatusEntry
from credentials.profiles import vc20
from credentials.profiles.vc20 import W3C_CONTEXT
from credentials.proofs.data_integrity import add_proof, parse_proofs, verify_proof
from credentials.status import BitstringStatusList
from credentials.trust import TrustList, trusted_issuer
from credentials.verifier import verify
from tests.credentials.witnesses.digital_bazaar import SUITES, at_hand
from tests.witnesses.node_witness import NodeWitness

_TURNS = 12
_EACH = 8
# As long as what is signed: two hashes.
_HASHED = bytes(64)
_LIST_URL = f"{PUBLIC_URL}/status/r1"

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Row:
    """Seconds, the median."""

    name: str
    seconds: float


def _timed(act: Callable[[Json], object], given: Sequence[Json]) -> float:
    """Seconds of processor time for one, on average of these."""
    start = time.process_time()
    for each in given:
        act(each)
    return (time.process_time() - start) / len(given)


def _small(number: int) -> Json:
    """The least that a VC 2.0 with a claim and a status can be."""
    return {
        "@context": [W3C_CONTEXT],
        "id": UUID(int=number).urn,
        "type": ["VerifiableCredential"],
        "issuer": DID,
        "validFrom": "2026-11-24T09:30:00Z",
        "credentialSubject": {"id": "did:example:holder", "name": f"Welder {number}"},
        "credentialStatus": {
            "id": f"{_LIST_URL}#{number * 97 + 1}",
            "type": "BitstringStatusListEntry",
            "statusPurpose": "revocation",
            "statusListIndex": str(number * 97 + 1),
            "statusListCredential": _LIST_URL,
        },
    }


def _ours(number: int) -> Json:
    """A recognition decision: what this registry issues most."""
    entry = StatusEntry(_LIST_URL, number * 97 + 1)
    prepared = issuer.prepare(record(), status=entry, issuer=DID, public_url=PUBLIC_URL, now=NOW)
    document = vc20.serialize_document(prepared.credential)
    return {**document, "id": UUID(int=number).urn}


class _Bench:
    def __init__(self, make: Callable[[int], Json], suite: str, witness: NodeWitness) -> None:
        self._suite = suite
        self._ring: KeyRing = generate_key_ring(DID, NOW)
        self._signer: Signer = self._ring.signer(KeyPurpose.ASSERTION, SUITES[suite])
        self._witness = witness
        self._unsigned = [make(number) for number in range(_TURNS * _EACH)]
        self._secured = [self._sign(document) for document in self._unsigned]
        published = issuer.issue_status_list(
            BitstringStatusList.of(range(0, 131_072, 97)),
            url=_LIST_URL,
            purpose="revocation",
            issuer=DID,
            now=NOW,
            valid_until=NOW + timedelta(hours=24),
            signer=self._ring.credential_signer,
            form=issuer.Form.DATA_INTEGRITY,
        )
        self._statuses = {_LIST_URL: published.credential.encode()}
        prefix = f"{PUBLIC_URL}/status/"
        self._trust = TrustList(
            (trusted_issuer(self._ring, name="R", status_url_prefixes=[prefix]),)
        )
        self._documents = at_hand([self._signer])
        self._pair = witness.ask("generate", suite=suite, controller=DID)

    def _sign(self, document: Json) -> Json:
        return add_proof(
            document,
            signer=self._signer,
            cryptosuite=self._suite,
            created=NOW,
            contexts=contexts(),
        )

    def _sign_alone(self, _: Json) -> None:
        self._signer.sign(_HASHED)

    def _prove(self, secured: Json) -> None:
        (proof,) = parse_proofs(secured)
        verify_proof(secured, proof, self._signer.public_key, contexts=contexts())

    def _report(self, secured: Json) -> None:
        report = verify(
            serialize_json(secured), trust=self._trust, statuses=self._statuses, now=NOW
        )
        assert report.valid, report

    def _generic(self, secured: Json) -> None:
        unsigned = {name: value for name, value in secured.items() if name != "proof"}
        canonicalize(quads_of(expand(unsigned, contexts())))

    def _verified_by_them(self, secured: Sequence[Json]) -> float:
        told: float = self._witness.ask(
            "time", secured=list(secured), documents=self._documents, now=NOW.isoformat()
        )
        return told

    def _signed_by_them(self, unsigned: Sequence[Json]) -> float:
        told: float = self._witness.ask(
            "timeIssue",
            unsigned=list(unsigned),
            key=self._pair,
            suite=self._suite,
            created=NOW.isoformat(),
            documents=self._documents,
        )
        return told

    def verifying(self) -> list[Row]:
        acts = {"proof alone": self._prove, "whole report from bytes": self._report}
        if self._suite == "eddsa-rdfc-2022":
            acts["generic path, canonical text alone"] = self._generic
        return self._taking_turns(self._verified_by_them, acts, self._secured)

    def signing(self) -> list[Row]:
        acts = {"sign, ours": self._sign, "bare signature": self._sign_alone}
        return self._taking_turns(self._signed_by_them, acts, self._unsigned)

    def _taking_turns(
        self,
        peer: Callable[[Sequence[Json]], float],
        acts: Mapping[str, Callable[[Json], object]],
        given: Sequence[Json],
    ) -> list[Row]:
        """The peer's row first."""
        taken: dict[str, list[float]] = {name: [] for name in ("@digitalbazaar", *acts)}
        peer(given)
        for start in range(0, len(given), _EACH):
            turn = given[start : start + _EACH]
            taken["@digitalbazaar"].append(peer(turn))
            for name, act in acts.items():
                taken[name].append(_timed(act, turn))
        return [Row(name, statistics.median(times)) for name, times in taken.items()]

    @property
    def size(self) -> int:
        return len(serialize_json(self._secured[0]))


def run() -> None:
    """Print the table."""
    witness = NodeWitness("data_integrity.mjs")
    table = Table(
        "measure", "processor time", "times @digitalbazaar", title="Data Integrity proofs"
    )
    for suite in SUITES:
        for name, make in (("plain VC 2.0", _small), ("recognition decision", _ours)):
            bench = _Bench(make, suite, witness)
            table.add_section()
            table.add_row(f"{suite}: {name}, {bench.size} bytes", "", "")
            for rows in (bench.verifying(), bench.signing()):
                for row in rows:
                    times = rows[0].seconds / row.seconds
                    table.add_row(row.name, f"{row.seconds * 1e6:.0f} µs", f"{times:.1f}")
    witness.close()
    Console().print(table)


if __name__ == "__main__":
    run()
