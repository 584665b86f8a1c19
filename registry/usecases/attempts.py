"""How often one caller may try to guess a secret, counted in the store: for all processes.

Other limits keep a process from being kept busy, and are counted by each process itself.
"""

import math
from datetime import datetime, timedelta

from sqlmodel import Session

from registry.services import Services
from registry.storage.database import take_turns
from registry.storage.queries import attempts
from registry.storage.tables.attempts import Attempt
from registry.usecases import wallet_secrets

WINDOW = timedelta(minutes=1)


def admit(
    session: Session, services: Services, *, act: str, caller: str, at_most: int, now: datetime
) -> int:
    """Count one try of the last minute; the seconds to wait where there were too many, else 0.

    In a transaction of its own: a try counts whatever comes of it. One that is refused does not.
    """
    caller_hash = wallet_secrets.keyed(services, f"attempt {act}", caller)
    take_turns(session, caller_hash)
    attempts.forget_before(session, now - WINDOW)
    made = attempts.moments(session, caller_hash)
    if len(made) >= at_most:
        return max(1, math.ceil((made[-at_most] + WINDOW - now).total_seconds()))
    session.add(Attempt(caller_hash=caller_hash, at=now))
    session.flush()
    return 0
