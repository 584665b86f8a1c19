"""Certificates for the tests of this room."""

import pytest

from credentials.certificate import catalogues, pdf

VERIFY_URL = "https://registry.example/verify"


@pytest.fixture(scope="session")
def draw(registry):
    """A record, and the languages it is told in -> PDF."""

    def render(record, languages="en", **options):
        return pdf.render(
            registry.issue(record).credential,
            registry.issue_qr(record),
            verify_url=VERIFY_URL,
            catalogues=catalogues.read_all(languages),
            **options,
        )

    return render


@pytest.fixture(scope="session")
def english(draw, record):
    return draw(record)


@pytest.fixture(scope="session")
def two_scripts(draw, record):
    return draw(record, "fr,ar")
