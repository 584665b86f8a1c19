import pytest


@pytest.fixture(scope="session")
def issuer_signer(registry):
    return registry.ring.credential_signer
