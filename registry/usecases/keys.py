"""What an operator does to the signing keys: on disk or in the token, and in the audit log.

The ring is no row, so it is changed first and noted in the same breath; every process takes the
change in with its next request.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from credentials.errors import KeyStepNotAllowed
from credentials.keys import KeyPurpose, KeyRing, RingKey
from registry.errors import SecretsInvalid
from registry.key_store import KeyStore
from registry.services import Services
from registry.storage.queries import audit, status_lists

Step = Callable[[KeyRing], KeyRing]


@dataclass(frozen=True, slots=True)
class Operator:
    """Whoever has a shell on the machine."""

    session: Session
    services: Services
    now: datetime

    @property
    def store(self) -> KeyStore:
        if self.services.key_store is None:
            raise SecretsInvalid("These services have no key store.")
        return self.services.key_store


def create(act: Operator, purpose: KeyPurpose, algorithm: str) -> RingKey:
    """A first key for a purpose, or one where none is in use any more.

    Raises KeyStepNotAllowed where there is one: rotate it instead.
    """

    def step(ring: KeyRing) -> KeyRing:
        in_use = ring.find_active(purpose, algorithm)
        if in_use is not None:
            raise KeyStepNotAllowed("There is such a key in use; rotate it.", kid=in_use.kid)
        return ring.add(act.store.make(ring.controller, purpose, algorithm, act.now))

    return _newest(_change(act, step), act, "keys.created")


def rotate(act: Operator, purpose: KeyPurpose, algorithm: str) -> RingKey:
    """A new key in use; what the old one signed verifies on. Raises TokenUnavailable."""

    def step(ring: KeyRing) -> KeyRing:
        return ring.add(act.store.make(ring.controller, purpose, algorithm, act.now))

    return _newest(_change(act, step), act, "keys.rotated")


def retire(act: Operator, kid: str) -> RingKey:
    """End a key that has a successor. Raises KeyNotInRing, KeyStepNotAllowed."""
    key = _change(act, lambda ring: ring.retire(kid, now=act.now)).get(kid)
    _note(act, "keys.retired", key)
    return key


def compromise(act: Operator, kid: str, *, since: datetime) -> tuple[RingKey, RingKey | None]:
    """(the key, its successor if it was in use). Status lists are signed anew at once.

    What it signed and nobody else saw before `since` is genuine no more: those credentials have
    to be issued again. Raises KeyNotInRing.
    """

    made: list[RingKey] = []

    def step(ring: KeyRing) -> KeyRing:
        key = ring.get(kid)
        ended = ring.compromise(kid, since=since)
        if ended.find_active(key.purpose, key.algorithm) is not None:
            return ended
        made.append(act.store.make(ring.controller, key.purpose, key.algorithm, act.now))
        return ended.add(made[0])

    ring = _change(act, step)
    key = ring.get(kid)
    _note(act, "keys.compromised", key, {"since": since.isoformat()})
    status_lists.sign_all_anew(act.session)
    for fresh in made:
        _note(act, "keys.created", fresh)
    return key, made[0] if made else None


def _change(act: Operator, step: Step) -> KeyRing:
    ring = act.store.change(step)
    act.services.put_keys(ring)
    return ring


def _newest(ring: KeyRing, act: Operator, action: str) -> RingKey:
    fresh = ring.keys[-1]
    _note(act, action, fresh)
    return fresh


def _note(act: Operator, action: str, key: RingKey, more: Mapping[str, str] | None = None) -> None:
    audit.record(
        act.session,
        action=action,
        subject=f"key:{key.kid.partition('#')[2]}",
        actor_id=None,
        at=act.now,
        details={"purpose": key.purpose.value, "algorithm": key.algorithm, **(more or {})},
    )
