"""The services as every door needs them: wired, the schema at head, a release in force."""

from typing import TYPE_CHECKING

import structlog
from pydantic import ValidationError

from credentials.deferred import deferred
from registry.log import configure_logging
from registry.machine_errors import SettingsInvalid
from registry.services import Services, wire
from registry.settings import Settings
from registry.storage.database import reading
from registry.usecases import publishing

if TYPE_CHECKING:
    from registry.usecases import curated_drafts, issuing_for_tests
else:
    # A command needs neither.
    curated_drafts = deferred("registry.usecases.curated_drafts")
    issuing_for_tests = deferred("registry.usecases.issuing_for_tests")

log = structlog.get_logger()


def read_settings() -> Settings:
    """From the environment. Raises SettingsInvalid, which repeats no value: it may be a secret."""
    try:
        return Settings()
    except ValidationError as error:
        faults = [
            f"{'_'.join(map(str, fault['loc'])).upper()}: {fault['msg']}"
            for fault in error.errors(include_input=False, include_url=False)
        ]
        raise SettingsInvalid("; ".join(faults) + ".") from None


def started_services() -> Services:
    """For a process that answers others: the passphrase tried, the newest release in force.

    The other keys are opened when they first sign, or by `KeyRing.unlock`. What changed in the
    seed files becomes a draft, once. Raises PassphraseWrong, KeyRingInvalid.
    """
    settings = read_settings()
    configure_logging(settings.log_level)
    services = wire(settings, locked_keys=True)
    # All are under one passphrase, and each takes a twentieth of a second, by design.
    services.key_ring.unlock(at_most=1)
    publishing.first_start(services)
    curated_drafts.draft_changed_seed(services)
    _refuse_beside_production(services)
    return services


def services_of_command(*, locked_keys: bool = True) -> Services:
    """For one command of the shell, which logs warnings only.

    The release, and private keys unless told otherwise, are opened when they are asked for.
    """
    configure_logging("WARNING")
    services = wire(read_settings(), locked_keys=locked_keys)
    publishing.make_ready(services)
    services.put_release_in_force = publishing.put_in_force
    _refuse_beside_production(services)
    return services


def _refuse_beside_production(services: Services) -> None:
    """Test issuers, where somebody relies on the keys. Raises IssuersForTestsRefused."""
    if services.issuers_for_tests is not None:
        with reading(services.engine) as session:
            issuing_for_tests.refuse_production(session, services)
        for issuer in services.issuers_for_tests.issuers:
            log.warning("test_issuer", name=issuer.name, did=issuer.did, securing=issuer.securing)
