"""Is this certificate what it says it is? PDF/A-3a and PDF/UA-1, by our own rules."""

import io

import pikepdf

from tests.credentials.certificate import access_rules, archive_rules


def faults(raw):
    """One line each; none for a certificate that conforms."""
    with pikepdf.open(io.BytesIO(raw)) as pdf:
        rules = (*archive_rules.RULES, *access_rules.RULES)
        return [fault for rule in rules for fault in rule(pdf)]


def edited(raw, change):
    """The file after `change` has worked on it, written anew."""
    written = io.BytesIO()
    with pikepdf.open(io.BytesIO(raw)) as opened:
        change(opened)
        opened.save(written, deterministic_id=True)
    return written.getvalue()
