"""A list from elsewhere is taken in, all of it or nothing; what it would change is told before."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session

from credentials.trust import TrustedIssuer
from credentials.trust_exchange import describe_issuer, parse_trust_list
from registry.services import Services
from registry.storage.queries import trust as rows
from registry.storage.tables.accounts import Account
from registry.trust_errors import TrustListOutdated, TrustListUnproven
from registry.usecases import trust, trust_signed
from registry.usecases.trust_signed import SignedList

ADDED, CHANGED, REMOVED = "added", "changed", "removed"


@dataclass(frozen=True, slots=True)
class Difference:
    """act: added, changed or removed. members: those of a changed entry that differ."""

    act: str
    did: str
    name: str
    members: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Imported:
    """What a list changes. applied False: it was only looked at.

    kept: the entry of the signer itself, where ours says otherwise; ours stays. signer, version:
    None of a list that is not signed.
    """

    differences: tuple[Difference, ...]
    unchanged: int
    applied: bool
    kept: bool = False
    signer: str | None = None
    version: int | None = None

    def as_json(self) -> dict[str, Any]:
        """As the API and the command line tell it."""
        acts = [difference.act for difference in self.differences]
        return {
            "applied": self.applied,
            **{act: acts.count(act) for act in (ADDED, CHANGED, REMOVED)},
            "unchanged": self.unchanged,
            "signer": self.signer,
            "version": self.version,
            "kept": self.kept,
            "differences": [
                {**asdict(difference), "members": list(difference.members)}
                for difference in self.differences
            ],
        }


@dataclass(frozen=True, slots=True)
class Source:
    """raw: JSON, or signed. signer: who has to have signed it; None for plain JSON.

    document: the signer's DID document, where the operator has it.
    """

    raw: bytes
    signer: str | None = None
    document: Mapping[str, Any] | None = None


def import_list(
    session: Session,
    services: Services,
    *,
    actor: Account | None,
    source: Source,
    replace_all: bool = False,
    dry_run: bool = False,
    now: datetime,
) -> Imported:
    """Take in a list. replace_all: what it lacks is removed. dry_run: only tell what would be.

    An entry for this registry itself is passed over: its own keys say who it is. A signer's word
    on itself adds it where it is not listed, and changes nothing that the operator said of it.
    Raises TrustListUnproven, TrustListOutdated, credentials.errors.TrustListInvalid.
    """
    signed = _signed(session, services, source, now)
    listed = signed.entries if signed is not None else parse_trust_list(source.raw)
    if not dry_run:
        rows.lock_for_writing(session)
    if signed is not None:
        _require_newest(session, signed)
    stored = {row.did: row.entry for row in rows.list_all(session)}
    wanted = {
        issuer.did: trust.complete(issuer, services)
        for issuer in listed.entries
        if issuer.did != services.key_ring.controller
    }
    itself = wanted.pop(signed.signer, None) if signed and signed.signer in stored else None
    kept = itself is not None and _members(itself, stored[itself.did]) != ()
    staying = wanted.keys() | ({itself.did} if itself else set())
    gone = sorted(stored.keys() - staying) if replace_all else []
    trust.require_consistent(session, services, list(wanted.values()), without=gone)
    differences = (
        *(Difference(REMOVED, did, str(stored[did]["name"])) for did in gone),
        *(found for one in wanted.values() if (found := _difference(one, stored.get(one.did)))),
    )
    if not dry_run:
        _apply(session, differences, wanted, signed, actor=actor, now=now)
    return Imported(
        differences,
        len(wanted) + len(gone) - len(differences),
        not dry_run,
        kept,
        signed.signer if signed else None,
        signed.version if signed else None,
    )


def _signed(
    session: Session, services: Services, source: Source, now: datetime
) -> SignedList | None:
    if not trust_signed.is_signed(source.raw):
        if source.signer is not None:
            raise TrustListUnproven("A signer is named, and this list is not signed.")
        return None
    if source.signer is None:
        raise TrustListUnproven("This list is signed; name the signer whose word you take.")
    return trust_signed.read(
        session,
        services,
        raw=source.raw,
        signer=source.signer,
        document=source.document,
        now=now,
    )


def _require_newest(session: Session, signed: SignedList) -> None:
    """The list is at least as new as what was taken in of this signer. Raises TrustListOutdated."""
    last = rows.find_last_import(session, signed.signer)
    if last is None or last.entry is None:
        return
    taken = last.entry["listVersion"], last.entry["signedAt"]
    if (signed.version, signed.at.isoformat()) < taken:
        raise TrustListOutdated(
            f"Version {taken[0]} of this signer's list, signed at {taken[1]}, has been taken in."
        )


def _difference(issuer: TrustedIssuer, stored: Mapping[str, Any] | None) -> Difference | None:
    if stored is None:
        return Difference(ADDED, issuer.did, issuer.name)
    members = _members(issuer, stored)
    return Difference(CHANGED, issuer.did, issuer.name, members) if members else None


def _members(issuer: TrustedIssuer, stored: Mapping[str, Any]) -> tuple[str, ...]:
    """In which an entry differs from the one stored."""
    told = describe_issuer(issuer)
    return tuple(name for name in told if told[name] != stored.get(name))


def _apply(
    session: Session,
    differences: tuple[Difference, ...],
    wanted: Mapping[str, TrustedIssuer],
    signed: SignedList | None,
    *,
    actor: Account | None,
    now: datetime,
) -> None:
    for difference in differences:
        if difference.act == REMOVED:
            trust.delete(session, difference.did, actor=actor, now=now)
        else:
            trust.write(session, wanted[difference.did], actor=actor, now=now)
    if signed is not None:
        taken = {"listVersion": signed.version, "signedAt": signed.at.isoformat()}
        trust.record(session, trust.IMPORT, signed.signer, taken, actor=actor, now=now)
