"""Commands that touch the store share this way in: the same services as the site's."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlmodel import Session

from registry.clock import utc_now
from registry.services import Services
from registry.start_up import services_of_command
from registry.storage.database import reading, transaction

now = utc_now


@contextmanager
def store_for_reading() -> Iterator[tuple[Session, Services]]:
    services = services_of_command()
    with reading(services.engine) as session:
        yield session, services


@contextmanager
def store_for_writing() -> Iterator[tuple[Session, Services]]:
    """All that is done inside is committed at the end, or nothing is."""
    services = services_of_command()
    with transaction(services.engine) as session:
        yield session, services
