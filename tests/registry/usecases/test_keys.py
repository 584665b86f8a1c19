"""What happens to credentials when their keys are rotated, retired or lost."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from credentials.did import did_document
from credentials.encodings import parse_json, serialize_json
from credentials.errors import CredentialError, KeyStepNotAllowed
from credentials.keys import KeyPurpose, KeyState
from credentials.keys_stored import RING_FILE
from credentials.proofs.jose import VC_JWT, parse_jws, sign_jws
from credentials.public_keys import EDDSA, ES256
from registry.errors import SecretsInvalid
from registry.key_store import KeyStore
from registry.services import Services
from registry.storage.database import reading, transaction
from registry.storage.queries import audit
from registry.usecases import keys, verification
from registry.usecases.keys import Operator
from tests.conftest import NOW, Clock
from tests.registry.people import decided

LATER = NOW + timedelta(days=30)


@pytest.fixture
def registry(sqlite_services: Services, tmp_path: Path) -> Services:
    """With keys of its own, which a test may change."""
    store = KeyStore(tmp_path / "secrets")
    ring = store.open(sqlite_services.key_ring.controller, now=NOW - timedelta(days=1))
    own = replace(sqlite_services, key_store=store)
    own.put_keys(ring)
    return own


def restarted(services: Services) -> Services:
    """Another process on the same store and keys."""
    assert services.key_store is not None
    store = KeyStore(services.key_store.secrets_dir)
    other = replace(services, key_store=store)
    other.put_keys(store.open(services.key_ring.controller, now=LATER))
    return other


def issue(services: Services) -> str:
    _, result = decided(services)
    assert result.credential is not None
    return result.credential.vc_jwt


def checked(services: Services, text: str) -> tuple[str, str | None]:
    """(outcome, code of the proof's check)."""
    with reading(services.engine) as session:
        report = verification.verify(session, services, data=text.encode(), now=services.clock())
    (proof,) = [check for check in report["checks"] if check["name"] == "proof"]
    return report["outcome"], proof["code"]


def act(services: Services, step, *arguments, at=LATER, **named):
    with transaction(services.engine) as session:
        return step(Operator(session, services, at), *arguments, **named)


def test_rotation_and_retirement_break_no_credential(registry: Services, clock: Clock) -> None:
    old, text = registry.key_ring.credential_signer.kid, issue(registry)
    assert checked(registry, text) == ("valid", None)
    fresh = act(registry, keys.rotate, KeyPurpose.ASSERTION, EDDSA)
    clock.now = LATER + timedelta(hours=1)
    assert registry.key_ring.credential_signer.kid == fresh.kid != old
    for process in (registry, restarted(registry)):
        assert checked(process, text) == ("valid", None)
    act(registry, keys.retire, old, at=clock.now)
    for process in (registry, restarted(registry)):
        assert checked(process, text) == ("valid", None)
        assert process.key_ring.get(old).state is KeyState.RETIRED
        document = did_document(process.key_ring)
        assert {old, fresh.kid} <= set(document["assertionMethod"])


def test_a_compromised_key_takes_its_credentials_with_it(registry: Services, clock: Clock) -> None:
    old, text = registry.key_ring.credential_signer.kid, issue(registry)
    ended, fresh = act(registry, keys.compromise, old, since=NOW)
    assert ended.state is KeyState.COMPROMISED
    assert fresh is not None
    clock.now = LATER + timedelta(hours=1)
    assert registry.key_ring.credential_signer.kid == fresh.kid
    for process in (registry, restarted(registry)):
        assert checked(process, text) == ("invalid", "key_compromised")


def test_what_the_store_had_before_the_theft_still_counts_here(
    registry: Services, clock: Clock
) -> None:
    old, text = registry.key_ring.credential_signer, issue(registry)
    act(registry, keys.compromise, old.kid, since=NOW + timedelta(days=1))
    clock.now = LATER + timedelta(hours=1)
    assert checked(registry, text) == ("valid", None)
    claims = parse_json(parse_jws(text.encode(), typ=VC_JWT).payload)
    # The thief signs the same claims, and others, with any date that suits him.
    for forged in (claims, {**claims, "nbf": claims["nbf"] - 1}):
        resigned = sign_jws(serialize_json(forged) + b" ", {"typ": VC_JWT}, old)
        assert checked(registry, resigned)[0] == "invalid"


def test_after_a_compromise_of_another_key_credentials_and_their_status_stand(
    registry: Services,
) -> None:
    text = issue(registry)
    qr = registry.key_ring.qr_signer.kid
    act(registry, keys.compromise, qr, since=NOW, at=NOW)
    assert checked(registry, text) == ("valid", None)


def test_every_step_stands_in_the_audit_log(registry: Services) -> None:
    old = registry.key_ring.qr_signer.kid
    fresh = act(registry, keys.rotate, KeyPurpose.QR, ES256)
    act(registry, keys.retire, old)
    act(registry, keys.compromise, old, since=NOW)

    def actions(kid: str) -> list[str]:
        with reading(registry.engine) as session:
            entries = audit.list_of_subject(session, f"key:{kid.partition('#')[2]}")
            assert all("PRIVATE" not in str(entry.details) for entry in entries)
            return [entry.action for entry in entries]

    assert actions(fresh.kid) == ["keys.rotated"]
    assert actions(old) == ["keys.retired", "keys.compromised"]


def test_a_key_is_created_only_where_none_is_in_use(registry: Services) -> None:
    with pytest.raises(KeyStepNotAllowed):
        act(registry, keys.create, KeyPurpose.QR, ES256)
    assert registry.key_store is not None
    kid = registry.key_ring.qr_signer.kid
    registry.put_keys(registry.key_store.change(lambda ring: ring.compromise(kid, since=NOW)))
    made = act(registry, keys.create, KeyPurpose.QR, ES256)
    assert registry.key_ring.qr_signer.kid == made.kid


def test_a_step_that_is_refused_leaves_no_trace(registry: Services) -> None:
    before = registry.key_ring
    with reading(registry.engine) as session:
        noted = audit.count(session)
    with pytest.raises(CredentialError):
        act(registry, keys.retire, before.qr_signer.kid)
    assert registry.key_ring is before
    with reading(registry.engine) as session:
        assert audit.count(session) == noted


def test_services_without_a_key_store_change_no_keys(registry: Services) -> None:
    without = replace(registry, key_store=None)
    with pytest.raises(SecretsInvalid):
        act(without, keys.rotate, KeyPurpose.QR, ES256)


def test_a_serving_process_takes_in_what_the_shell_did(registry: Services) -> None:
    serving = restarted(registry)
    fresh = act(registry, keys.rotate, KeyPurpose.ASSERTION, EDDSA)
    assert serving.key_ring.credential_signer.kid != fresh.kid
    serving.refresh_keys()
    assert serving.key_ring.credential_signer.kid == fresh.kid
    own = serving.trust_list.find(serving.key_ring.controller)
    assert own is not None
    assert fresh.kid in own.by_kid


def test_a_ring_that_cannot_be_read_now_leaves_the_one_at_hand(registry: Services) -> None:
    serving = restarted(registry)
    assert registry.key_store is not None
    listed = registry.key_store.folder / RING_FILE
    sound = listed.read_bytes()
    listed.write_bytes(sound[:-10])
    before = serving.key_ring
    serving.refresh_keys()
    assert serving.key_ring is before
    listed.write_bytes(sound)
    act(registry, keys.rotate, KeyPurpose.QR, ES256)
    serving.refresh_keys()
    assert serving.key_ring.qr_signer.kid == registry.key_ring.qr_signer.kid
