"""The trust list: whose credentials are believed, under which name, and for what.

An administrator keeps it. Every change is a version of the list and stands in the audit log; a
process takes a new version in before it checks the next credential.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlmodel import Session

from credentials.did_url import require_did
from credentials.errors import CredentialError, TrustListInvalid
from credentials.trust import TrustedIssuer, TrustList, keys_of_did
from credentials.trust_exchange import MAX_ROOTS, describe_issuer, parse_issuer
from registry.services import Services
from registry.storage.queries import audit
from registry.storage.queries import trust as rows
from registry.storage.tables.accounts import Account
from registry.storage.tables.trust import MAX_DID, TrustChange, TrustEntry
from registry.trust_errors import TrustEntryUnknown
from registry.usecases import cursors

PUT, REMOVE, IMPORT = "put", "remove", "import"


@dataclass(frozen=True, slots=True)
class Page:
    issuers: Sequence[TrustedIssuer]
    version: int
    next_cursor: str | None


def current(session: Session, services: Services) -> TrustList:
    """The list as it is now: the registry itself, and the entries stored.

    Call it in a session that has written nothing: what is rolled back must not be believed.
    """
    version = rows.version(session)
    if version == services.trust_version:
        return services.trust_list
    stored = tuple(parse_issuer(row.entry) for row in rows.list_all(session))
    return services.put_trusted(stored, version)


def page(session: Session, *, cursor: str | None = None, limit: int = 20) -> Page:
    """The stored entries, by DID. Raises CursorInvalid."""
    position = cursors.decode(cursor, size=1)
    found = rows.page(session, after=position[0] if position else None, limit=limit + 1)
    shown = found[:limit]
    following = cursors.encode(shown[-1].did) if len(found) > limit else None
    issuers = [parse_issuer(row.entry) for row in shown]
    return Page(issuers, rows.version(session), following)


def get(session: Session, did: str) -> TrustedIssuer:
    """Raises TrustEntryUnknown."""
    row = rows.find(session, did)
    if row is None:
        raise TrustEntryUnknown("The trust list has no issuer of this DID.", did=did[:MAX_DID])
    return parse_issuer(row.entry)


def put(
    session: Session,
    services: Services,
    *,
    actor: Account | None,
    issuer: TrustedIssuer,
    now: datetime,
) -> TrustedIssuer:
    """Add an issuer, or replace what the list says of it. actor None: the command line.

    Returns the entry as stored; the key of a did:key or did:jwk comes from the DID itself.
    Raises TrustListInvalid.
    """
    rows.lock_for_writing(session)
    stored = complete(issuer, services)
    require_consistent(session, services, [stored])
    write(session, stored, actor=actor, now=now)
    return stored


def set_seal_roots(
    session: Session,
    *,
    actor: Account | None,
    did: str,
    roots: tuple[bytes, ...],
    now: datetime,
) -> TrustedIssuer:
    """Under whose X.509 certificates its PDF files may be sealed; all else stays.

    Raises TrustEntryUnknown, TrustListInvalid.
    """
    if len(roots) > MAX_ROOTS:
        raise TrustListInvalid(f"An issuer has at most {MAX_ROOTS} roots of seals.", issuer=did)
    rows.lock_for_writing(session)
    changed = replace(get(session, did), seal_roots=roots)
    write(session, changed, actor=actor, now=now)
    return changed


def remove(session: Session, *, actor: Account | None, did: str, now: datetime) -> None:
    """From now on its credentials are those of an unknown issuer. Raises TrustEntryUnknown."""
    rows.lock_for_writing(session)
    get(session, did)
    delete(session, did, actor=actor, now=now)


@dataclass(frozen=True, slots=True)
class Changes:
    changes: Sequence[TrustChange]
    next_cursor: str | None


def page_changes(session: Session, *, cursor: str | None = None, limit: int = 20) -> Changes:
    """Every version of the list, newest first. Raises CursorInvalid."""
    before = cursors.decode_number(cursor)
    found = rows.page_changes(session, before=before, limit=limit + 1)
    shown = found[:limit]
    following = cursors.encode(str(shown[-1].version)) if len(found) > limit else None
    return Changes(shown, following)


def complete(issuer: TrustedIssuer, services: Services) -> TrustedIssuer:
    """Raises TrustListInvalid for an entry that could verify nothing, or is not to be changed."""
    try:
        require_did(issuer.did)
        inside = keys_of_did(issuer.did)
    except CredentialError as error:
        raise TrustListInvalid(error.detail, issuer=issuer.did[:MAX_DID]) from error
    if len(issuer.did) > MAX_DID:
        raise TrustListInvalid(f"A DID on the list has at most {MAX_DID} characters.")
    if issuer.did == services.key_ring.controller:
        raise TrustListInvalid("This registry's own entry follows from its keys.")
    if issuer.resolves_keys and not issuer.did.startswith("did:web:"):
        raise TrustListInvalid("Only the keys of a did:web are looked up.", issuer=issuer.did)
    if issuer.resolves_keys and issuer.keys:
        raise TrustListInvalid("Keys are listed or looked up, not both.", issuer=issuer.did)
    complete = replace(issuer, keys=issuer.keys or inside)
    if not complete.keys and not complete.resolves_keys:
        raise TrustListInvalid("List the issuer's keys, or have them looked up.", issuer=issuer.did)
    return complete


def require_consistent(
    session: Session,
    services: Services,
    wanted: Sequence[TrustedIssuer],
    without: Iterable[str] = (),
) -> None:
    """With all others but those, as a TrustList has to be. Raises TrustListInvalid."""
    named = {issuer.did for issuer in wanted} | set(without)
    kept = [parse_issuer(row.entry) for row in rows.list_all(session) if row.did not in named]
    own = services.trust_list.find(services.key_ring.controller)
    TrustList((*([own] if own else []), *kept, *wanted))


def write(session: Session, issuer: TrustedIssuer, *, actor: Account | None, now: datetime) -> None:
    described = describe_issuer(issuer)
    version = record(session, PUT, issuer.did, described, actor=actor, now=now)
    row = rows.find(session, issuer.did) or TrustEntry(did=issuer.did, entry={}, version=0)
    row.entry, row.version = described, version
    session.add(row)
    session.flush()


def delete(session: Session, did: str, *, actor: Account | None, now: datetime) -> None:
    row = rows.find(session, did)
    record(session, REMOVE, did, None, actor=actor, now=now)
    session.delete(row)
    session.flush()


def record(
    session: Session,
    act: str,
    did: str,
    described: dict[str, object] | None,
    *,
    actor: Account | None,
    now: datetime,
) -> int:
    version = rows.version(session) + 1
    actor_id = actor.id if actor else None
    session.add(
        TrustChange(version=version, at=now, actor_id=actor_id, act=act, did=did, entry=described)
    )
    session.flush()
    audit.record(
        session,
        action=f"trust.{act}",
        subject=f"trust:{version}",
        actor_id=actor_id,
        at=now,
        details={"did": did},
    )
    return version
