"""Trust lists from elsewhere: as JSON, or signed by a registry whom the operator names."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from credentials.encodings import parse_json, serialize_json
from credentials.errors import TrustListInvalid
from credentials.keys import generate_key_ring
from credentials.proofs.jose import parse_jws, sign_jws, verify_jws
from credentials.trust import TrustedIssuer, TrustList
from credentials.trust_exchange import describe_issuer, serialize_trust_list
from registry.services import Services, own_entry
from registry.storage.database import reading, transaction
from registry.storage.queries import audit
from registry.trust_errors import TrustListOutdated, TrustListUnproven
from registry.usecases import trust, trust_export, trust_import, trust_signed
from registry.usecases.trust_import import Imported, Source
from tests.conftest import NOW

COLLEGE = TrustedIssuer("did:web:college.example", "College", (), resolves_keys=True)
SECOND = replace(COLLEGE, did="did:web:b.example")
THIRD = replace(COLLEGE, did="did:web:c.example")


def put(services: Services, *issuers: TrustedIssuer) -> None:
    with transaction(services.engine) as session:
        for issuer in issuers:
            trust.put(session, services, actor=None, issuer=issuer, now=NOW)


def current(services: Services) -> TrustList:
    with reading(services.engine) as session:
        return trust.current(session, services)


def take(services: Services, raw: bytes, signer: str | None = None, **asked: bool) -> Imported:
    with transaction(services.engine) as session:
        return trust_import.import_list(
            session, services, actor=None, source=Source(raw, signer), now=NOW, **asked
        )


def counts(imported: Imported) -> tuple[int, ...]:
    told = imported.as_json()
    return tuple(told[word] for word in ("added", "changed", "removed", "unchanged"))


Sign = Callable[..., bytes]


@pytest.fixture
def sign(other_registry: Services) -> Sign:
    """Lists as another registry signs them; a change is made to the claims before."""

    def signed(*issuers: TrustedIssuer, version: int = 3, **changes: object) -> bytes:
        own = own_entry(other_registry.key_ring, other_registry.settings.public_url)
        claims = {
            "iss": own.did,
            "iat": int(NOW.timestamp()),
            "version": version,
            "issuers": [describe_issuer(issuer) for issuer in (own, *issuers)],
            **changes,
        }
        signer = other_registry.key_ring.credential_signer
        return sign_jws(serialize_json(claims), {"typ": trust_signed.TYPE}, signer).encode()

    return signed


@pytest.fixture
def signer(sqlite_services: Services, other_registry: Services) -> str:
    """The other registry, on our list under a name of ours."""
    own = own_entry(other_registry.key_ring, other_registry.settings.public_url)
    put(sqlite_services, replace(own, name="Next door", accepted_types=frozenset({"A"})))
    return own.did


def test_an_exported_list_is_imported_elsewhere(services: Services) -> None:
    put(services, replace(COLLEGE, valid_until=NOW + timedelta(days=365)))
    with reading(services.engine) as session:
        exported = trust_export.export(session, services, now=NOW)
    with transaction(services.engine) as session:
        trust.remove(session, actor=None, did=COLLEGE.did, now=NOW)
    assert counts(take(services, exported.plain)) == (1, 0, 0, 0)
    assert current(services) == exported.issuers


def test_an_import_tells_what_it_does_and_replaces_only_if_told(sqlite_services: Services) -> None:
    put(sqlite_services, COLLEGE, SECOND)
    raw = serialize_trust_list(TrustList((COLLEGE, replace(SECOND, name="B"), THIRD)))
    taken = take(sqlite_services, raw)
    assert counts(taken) == (1, 1, 0, 1)
    assert [(one.act, one.did, one.members) for one in taken.differences] == [
        ("changed", SECOND.did, ("name",)),
        ("added", THIRD.did, ()),
    ]
    alone = serialize_trust_list(TrustList((THIRD,)))
    assert counts(take(sqlite_services, alone, replace_all=True)) == (0, 0, 2, 1)
    assert len(current(sqlite_services).entries) == 2


def test_a_dry_run_tells_the_same_and_changes_nothing(
    sqlite_services: Services, sign: Sign, signer: str
) -> None:
    put(sqlite_services, COLLEGE)
    before = current(sqlite_services)
    dry = take(sqlite_services, sign(SECOND), signer, replace_all=True, dry_run=True)
    assert current(sqlite_services) == before
    done = take(sqlite_services, sign(SECOND), signer, replace_all=True)
    assert (dry.applied, done.applied) == (False, True)
    assert replace(dry, applied=True) == done
    assert [(one.act, one.did) for one in done.differences] == [
        ("removed", COLLEGE.did),
        ("added", SECOND.did),
    ]


def test_an_import_with_one_fault_changes_nothing(sqlite_services: Services) -> None:
    hopeless = replace(SECOND, resolves_keys=False)
    with pytest.raises(TrustListInvalid):
        take(sqlite_services, serialize_trust_list(TrustList((COLLEGE, hopeless))))
    assert len(current(sqlite_services).entries) == 1


def test_a_signed_export_is_proven_by_the_registry_and_taken_in_again(
    sqlite_services: Services,
) -> None:
    put(sqlite_services, COLLEGE)
    with reading(sqlite_services.engine) as session:
        exported = trust_export.export(session, sqlite_services, now=NOW)
    signed, ring = exported.signed.encode(), sqlite_services.key_ring
    token = parse_jws(signed, typ=trust_signed.TYPE, profiles=trust_signed.PROFILE)
    verify_jws(token, ring.credential_signer.public_key)
    assert parse_json(token.payload)["issuers"][1] == describe_issuer(COLLEGE)
    with transaction(sqlite_services.engine) as session:
        trust.remove(session, actor=None, did=COLLEGE.did, now=NOW)
    taken = take(sqlite_services, signed, ring.controller)
    assert (counts(taken), taken.signer, taken.version) == ((1, 0, 0, 0), ring.controller, 1)
    assert current(sqlite_services).find(COLLEGE.did) == COLLEGE


def test_an_import_stands_among_the_changes_and_in_the_audit_log(
    sqlite_services: Services, sign: Sign, signer: str
) -> None:
    take(sqlite_services, sign(COLLEGE), signer)
    with reading(sqlite_services.engine) as session:
        newest = trust.page_changes(session, limit=1).changes[0]
        entry = audit.list_of_subject(session, f"trust:{newest.version}")[0]
    assert (newest.act, newest.did) == ("import", signer)
    assert newest.entry == {"listVersion": 3, "signedAt": NOW.isoformat()}
    assert (entry.action, entry.details) == ("trust.import", {"did": signer})


def test_a_signers_word_on_itself_changes_nothing_that_was_said_of_it(
    sqlite_services: Services, sign: Sign, signer: str
) -> None:
    before = current(sqlite_services).find(signer)
    taken = take(sqlite_services, sign(COLLEGE), signer, replace_all=True)
    assert (taken.kept, counts(taken)) == (True, (1, 0, 0, 0))
    assert current(sqlite_services).find(signer) == before


def test_an_older_list_is_refused_and_the_same_one_is_not(
    sqlite_services: Services, sign: Sign, signer: str
) -> None:
    take(sqlite_services, sign(COLLEGE, version=3), signer)
    assert counts(take(sqlite_services, sign(COLLEGE, version=3), signer)) == (0, 0, 0, 1)
    earlier = int(NOW.timestamp()) - 1
    for older in (sign(SECOND, version=2), sign(SECOND, version=3, iat=earlier)):
        with pytest.raises(TrustListOutdated):
            take(sqlite_services, older, signer)
    assert counts(take(sqlite_services, sign(COLLEGE, version=4), signer)) == (0, 0, 0, 1)


def test_only_the_named_signer_is_believed(
    sqlite_services: Services, sign: Sign, signer: str
) -> None:
    good = sign(COLLEGE)
    head, payload, signature = good.split(b".")
    forged = [
        (good, None),
        (good, "did:web:registry.example"),
        (good, "did:web:somebody.example"),
        (b".".join((head, payload, signature[:-6] + b"AAAAAA")), signer),
        (sign(COLLEGE, iss="did:web:registry.example"), signer),
        (sign(COLLEGE, version="4"), signer),
        (sign(COLLEGE, version=True), signer),
        (sign(COLLEGE, iat=int(NOW.timestamp()) + 3600), signer),
        (sign(COLLEGE, iat=10**30), signer),
        (serialize_trust_list(TrustList((COLLEGE,))), signer),
        (b"not.a.token", signer),
    ]
    for raw, named in forged:
        with pytest.raises(TrustListUnproven):
            take(sqlite_services, raw, named)
    assert current(sqlite_services).find(COLLEGE.did) is None


def test_a_key_that_was_given_up_proves_no_list(
    sqlite_services: Services, sign: Sign, signer: str
) -> None:
    listed = current(sqlite_services).find(signer)
    assert listed is not None
    lost = replace(
        listed,
        keys=tuple(replace(key, compromised_since=NOW - timedelta(days=1)) for key in listed.keys),
    )
    put(sqlite_services, lost)
    with pytest.raises(TrustListUnproven):
        take(sqlite_services, sign(COLLEGE), signer)
    strangers = generate_key_ring(signer, NOW)
    put(sqlite_services, replace(own_entry(strangers, "https://elsewhere.example"), name="X"))
    with pytest.raises(TrustListUnproven):
        take(sqlite_services, sign(COLLEGE), signer)


def test_roots_of_seals_are_set_and_all_else_stays(sqlite_services: Services) -> None:
    put(sqlite_services, COLLEGE)
    roots = sqlite_services.seal_roots
    with transaction(sqlite_services.engine) as session:
        changed = trust.set_seal_roots(session, actor=None, did=COLLEGE.did, roots=roots, now=NOW)
    assert changed == replace(COLLEGE, seal_roots=roots)
    assert current(sqlite_services).find(COLLEGE.did) == changed
