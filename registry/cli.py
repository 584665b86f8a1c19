"""`registry`: everything the service does, from a shell. Reads the clock, opens transactions."""

import gc
import sys

from credentials.errors import CredentialError
from mappings.errors import MappingError
from registry.commands import output
from registry.commands.by_name import Named, group_of
from registry.errors import RegistryError

_HERE = "registry.commands"
# Loading modules and a release makes hundreds of thousands of things that stay: looking through
# them for garbage again and again took a tenth of a command's time.
_MADE_BEFORE_COLLECTING = 50_000

COMMANDS = {
    "demo": Named(
        f"{_HERE}.demo:demo",
        "Play the registry's whole job on real frameworks; leaves files under var/demo/.",
    ),
    "serve": Named(f"{_HERE}.serve:serve", "The site and the API."),
    "compare": Named(
        f"{_HERE}.compare:compare", "How a level compares with another framework, and why."
    ),
    "verify": Named(
        f"{_HERE}.verify:verify",
        "Check a credential, presentation, certificate or QR code: exit 0, 1 or 2.",
    ),
    "certificate": Named(
        f"{_HERE}.certificate:certificate", "Draw the certificate of a stored credential as PDF."
    ),
    "reader": Named(
        f"{_HERE}.reader:reader",
        "Write the offline reader, with the keys of the trust list in it.",
    ),
    "graph": Named(
        f"{_HERE}.graph:app", "The equivalence graph: validate, run examples, look at releases."
    ),
    "credential": Named(f"{_HERE}.credential:app", "Issued credentials."),
    "trust": Named(
        f"{_HERE}.trust:app", "Whose credentials are believed, under which name, and for what."
    ),
    "keys": Named(f"{_HERE}.keys:app", "The registry's signing keys."),
    "style": Named(f"{_HERE}.style:app", "Look and wording of an authority's certificates."),
    "user": Named(f"{_HERE}.people:app", "Accounts and roles."),
    "db": Named(f"{_HERE}.database:app", "The database schema."),
    "jobs": Named(
        f"{_HERE}.jobs:jobs",
        "Timed work: publish status lists, watch deadlines, deliver what waits.",
    ),
    "bench": Named(
        f"{_HERE}.bench:bench", "Measure against named peers in the same run; prints tables."
    ),
}
app = group_of(COMMANDS, "The Open Recognition Registry.")


def main() -> None:
    """Problems leave one line with their code, never a traceback."""
    gc.set_threshold(_MADE_BEFORE_COLLECTING, *gc.get_threshold()[1:])
    try:
        app()
    except (RegistryError, MappingError, CredentialError) as error:
        # What a driver of a database said; over HTTP nobody is shown it.
        cause = getattr(error.__cause__, "orig", None)
        because = f" ({str(cause).strip().partition(chr(10))[0]})" if cause else ""
        output.complaint(f"{error.code}: {error.detail}{because}")
    except OSError as error:
        output.complaint(f"{error.filename or 'input'}: {error.strerror or error}")
    except UnicodeDecodeError:
        output.complaint("input: this is not text in UTF-8")
    else:
        return
    sys.exit(2)
