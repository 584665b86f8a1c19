"""What signing and verifying a token cost, as shares of the bare signature.

Run by `make bench`. The bare operation and ours take turns, each time on another credential, so
that both meet the same machine in the same state; a row shows the median of either.
"""

import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from secrets import token_bytes
from typing import TypeVar
from uuid import UUID

import jwt
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from nacl.bindings import crypto_sign_open
from rich.console import Console
from rich.table import Table

from bench.credentials import DID, NOW, PUBLIC_URL, record
from credentials import issuer
from credentials.issuer import Prepared
from credentials.keys import KeyPurpose, SoftwareSigner, generate_key_ring
from credentials.model import StatusEntry, VerificationReport
from credentials.proofs import sd_jwt
from credentials.proofs.jose import parse_jws, verify_jws
from credentials.status import BitstringStatusList
from credentials.trust import TrustList, trusted_issuer
from credentials.verifier import verify

_Given = TypeVar("_Given")
_COUNT = 200
_ROUNDS = 10


@dataclass(frozen=True, slots=True)
class Row:
    """Seconds, medians of all rounds."""

    name: str
    bare: float
    ours: float


def _compare(
    name: str, bare: Sequence[Callable[[], object]], ours: Sequence[Callable[[], object]]
) -> Row:
    """Turn by turn: one of these, one of those, all of them several times."""
    for act in (*bare, *ours):
        act()
    times: tuple[list[float], list[float]] = ([], [])
    for _ in range(_ROUNDS):
        for pair in zip(bare, ours, strict=True):
            for act, taken in zip(pair, times, strict=True):
                start = time.perf_counter()
                act()
                taken.append(time.perf_counter() - start)
    return Row(name, *map(statistics.median, times))


def _prepared() -> list[Prepared]:
    """Credentials of one corridor: each for another holder, decision and status index."""
    made = []
    for number in range(_COUNT):
        template = record()
        one = replace(
            template,
            id=UUID(int=number).urn,
            holder=replace(template.holder, id=UUID(int=2**64 + number).urn),
            decision=replace(template.decision, id=UUID(int=2**96 + number).urn),
            valid_from=NOW - timedelta(seconds=number),
        )
        entry = StatusEntry(f"{PUBLIC_URL}/status/r1", number * 97 + 1)
        made.append(issuer.prepare(one, status=entry, issuer=DID, public_url=PUBLIC_URL, now=NOW))
    return made


def _bare_verify(signer: SoftwareSigner, message: bytes, signature: bytes) -> Callable[[], object]:
    """libsodium for Ed25519, OpenSSL for P-256; everything made ready before."""
    if signer.algorithm == "EdDSA":
        signed, raw = signature + message, signer.public_key.raw
        return lambda: crypto_sign_open(signed, raw)
    loaded = signer.private_key.public_key()
    assert isinstance(loaded, ec.EllipticCurvePublicKey)
    der = encode_dss_signature(int.from_bytes(signature[:32]), int.from_bytes(signature[32:]))
    scheme = ec.ECDSA(hashes.SHA256())
    return lambda: loaded.verify(der, message, scheme)


def _bare_sign(signer: SoftwareSigner, message: bytes) -> Callable[[], object]:
    key = signer.private_key
    if isinstance(key, ed25519.Ed25519PrivateKey):
        return lambda: key.sign(message)
    scheme = ec.ECDSA(hashes.SHA256(), deterministic_signing=True)
    return lambda: key.sign(message, scheme)


class _Bench:
    """One issuer with one key of this algorithm, and what its verifiers hold."""

    def __init__(self, algorithm: str) -> None:
        ring = generate_key_ring(DID, NOW)
        signer = ring.signer(KeyPurpose.ASSERTION, algorithm)
        assert isinstance(signer, SoftwareSigner)
        self.signer = signer
        self.prepared = _prepared()
        published = issuer.issue_status_list(
            BitstringStatusList.of(range(0, 131_072, 97)),
            url=f"{PUBLIC_URL}/status/r1",
            purpose="revocation",
            issuer=DID,
            now=NOW,
            valid_until=NOW + timedelta(hours=24),
            signer=ring.credential_signer,
        )
        self.statuses = {published.id: published.credential.encode()}
        prefix = f"{PUBLIC_URL}/status/"
        self.trust = TrustList((trusted_issuer(ring, name="R", status_url_prefixes=[prefix]),))
        self.tokens = [
            issuer.issue(one, signer=self.signer).credential.encode() for one in self.prepared
        ]
        self.parsed = [parse_jws(token, typ="vc+jwt") for token in self.tokens]

    def rows(self) -> list[Row]:
        key = self.signer.public_key
        bare = [_bare_verify(self.signer, one.signing_input, one.signature) for one in self.parsed]
        public = self.signer.private_key.public_key()
        algorithms = [self.signer.algorithm]
        acts: dict[str, Callable[[bytes], object]] = {
            "token taken apart and proven": lambda token: verify_jws(
                parse_jws(token, typ="vc+jwt"), key
            ),
            "PyJWT's decode": lambda token: jwt.decode(token, public, algorithms=algorithms),
            "whole report": self._report,
            "whole report, claims looked at": lambda token: dict(self._report(token).claims),
        }
        name = self.signer.algorithm
        verified = [
            _compare(f"{name}: {what}", bare, [_bound(act, token) for token in self.tokens])
            for what, act in acts.items()
        ]
        signed = _compare(
            f"{name}: sign a prepared credential",
            [_bare_sign(self.signer, one.signing_input) for one in self.parsed],
            [_bound(self._issue, one) for one in self.prepared],
        )
        return [*verified, signed]

    def sd_jwt_row(self) -> Row:
        """A presentation with key binding, beside its two bare signatures."""
        holder = SoftwareSigner("", ec.generate_private_key(ec.SECP256R1()))
        shown = []
        for one in self.prepared:
            claims = {**one.payload["credentialSubject"], "iss": DID, "vct": "urn:x:skill"}
            issued = sd_jwt.issue(
                claims,
                [(name,) for name in one.payload["credentialSubject"]],
                signer=self.signer,
                randomness=token_bytes,
                holder_key=holder.public_key,
            )
            parsed = sd_jwt.parse(issued.encode())
            asked = [("givenName",), ("achievement",)]
            shown.append(
                sd_jwt.present(
                    parsed, asked, signer=holder, audience=PUBLIC_URL, nonce="n", now=NOW
                ).encode()
            )
        bare = []
        for text in shown:
            both = sd_jwt.parse(text)
            acts = [
                _bare_verify(signer, jws.signing_input, jws.signature)
                for signer, jws in ((self.signer, both.issuer_jws), (holder, both.key_binding))
                if jws is not None
            ]
            bare.append(_bound(lambda each: [act() for act in each], acts))
        return _compare(
            f"{self.signer.algorithm}: SD-JWT with key binding by ES256",
            bare,
            [_bound(self._presentation, text) for text in shown],
        )

    def _presentation(self, text: bytes) -> None:
        parsed = sd_jwt.parse(text)
        claims = sd_jwt.verify_issuer(parsed, self.signer.public_key)
        key = sd_jwt.holder_key_of(claims)
        assert key is not None
        sd_jwt.verify_key_binding(
            parsed, key, audience=PUBLIC_URL, nonce="n", now=NOW, max_age=timedelta(minutes=5)
        )

    def _report(self, token: bytes) -> VerificationReport:
        report = verify(token, trust=self.trust, statuses=self.statuses, now=NOW)
        assert report.valid
        return report

    def _issue(self, prepared: Prepared) -> object:
        return issuer.issue(prepared, signer=self.signer)


def _bound(act: Callable[[_Given], object], given: _Given) -> Callable[[], object]:
    return lambda: act(given)


def run() -> None:
    """Print the table."""
    table = Table("measure", "bare", "ours", "share of bare speed", title="Tokens")
    for algorithm in ("EdDSA", "ES256"):
        bench = _Bench(algorithm)
        for row in (*bench.rows(), bench.sd_jwt_row()):
            table.add_row(
                row.name,
                f"{row.bare * 1e6:.0f} µs",
                f"{row.ours * 1e6:.0f} µs",
                f"{row.bare / row.ours:.2f}",
            )
        table.add_row(f"{algorithm}: size of a token", "", f"{len(bench.tokens[0])} bytes", "")
    Console().print(table)


if __name__ == "__main__":
    run()
