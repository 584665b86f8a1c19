"""Check that every language says everything: no message missing, doubtful, stale or misformed.

check_translations.py            print every fault, exit 1 if there is one
check_translations.py --update   write the messages found in the sources into the catalogues
"""

import re
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_file
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parents[1]
LOCALE = ROOT / "templates" / "locale"
# Domain -> folders of Python, folders of templates. Certificates speak more languages than pages.
SOURCES = {
    "registry": (("registry/web", "registry/usecases", "mappings"), ("templates/pages",)),
    "certificate": (("credentials/certificate",), ("templates/certificate",)),
}
# Where the Unicode locale data knows a language under another tag.
LOCALES = {"tl": "fil"}
KEYWORDS: dict[str, tuple[int, ...] | None] = {
    "_": None,
    "gettext": None,
    "_gettext": None,
    "ngettext": (1, 2),
    "mark": None,
}
NAMED = re.compile(r"%\((\w+)\)[sd]")
WIDTH = 100
UNDATED = datetime(2026, 11, 24, tzinfo=UTC)


def extract(domain: str) -> Catalog:
    """Every message of the sources of one domain."""
    found = Catalog(charset="utf-8")
    python, templates = SOURCES[domain]
    for method, folders, pattern in (
        ("python", python, "*.py"),
        ("jinja2.ext:babel_extract", templates, "*.html"),
    ):
        for folder in folders:
            for path in sorted((ROOT / folder).rglob(pattern)):
                _extract_file(found, method, path)
    return found


def _extract_file(found: Catalog, method: str, path: Path) -> None:
    options = {"trimmed": "true"} if method.startswith("jinja2") else {}
    place = path.relative_to(ROOT).as_posix()
    for line, message, comments, context in extract_from_file(
        method, path, keywords=KEYWORDS, comment_tags=["Translators:"], options=options
    ):
        if message and message != ("", ""):
            found.add(message, locations=[(place, line)], auto_comments=comments, context=context)


def read(path: Path) -> Catalog:
    with path.open("rb") as file:
        language = path.parts[-3]
        return read_po(file, locale=LOCALES.get(language, language), domain=path.stem)


def faults(path: Path, found: Catalog) -> Iterator[str]:
    """One line each, with the file and the message."""
    name = "/".join(path.parts[-3:])
    catalogue = read(path)
    for message in found:
        if not message.id:
            continue
        there = catalogue.get(message.id, message.context)
        if there is None:
            yield f"{name}: missing: {_first(message)!r}"
        elif not _complete(there, catalogue):
            yield f"{name}: not translated: {_first(message)!r}"
        elif there.fuzzy:
            yield f"{name}: to be confirmed (fuzzy): {_first(message)!r}"
        elif _placeholders_differ(there):
            yield f"{name}: other placeholders: {_first(message)!r}"
    for message in catalogue:
        if message.id and found.get(message.id, message.context) is None:
            yield f"{name}: no longer used: {_first(message)!r}"


def _first(message: Message) -> str:
    return message.id if isinstance(message.id, str) else message.id[0]


def _texts(message: Message) -> list[str]:
    if isinstance(message.string, str):
        return [message.string]
    return list(message.string or ())


def _complete(message: Message, catalogue: Catalog) -> bool:
    texts = _texts(message)
    wanted = catalogue.num_plurals if isinstance(message.id, tuple | list) else 1
    return len(texts) == wanted and all(text.strip() for text in texts)


def _placeholders_differ(message: Message) -> bool:
    ids = [message.id] if isinstance(message.id, str) else list(message.id)
    wanted = set(NAMED.findall(ids[-1]))
    if isinstance(message.id, str):
        return any(set(NAMED.findall(text)) != wanted for text in _texts(message))
    # A plural form such as "one day" may leave the number out, but name nothing new.
    return any(not set(NAMED.findall(text)) <= wanted for text in _texts(message))


def update(path: Path, found: Catalog) -> None:
    """Add what is new and drop what is gone; translations stay."""
    catalogue = read(path)
    catalogue.update(found, no_fuzzy_matching=True)
    catalogue.obsolete.clear()
    catalogue.project, catalogue.version = "Open Recognition Registry", "1"
    catalogue.last_translator = catalogue.language_team = catalogue.msgid_bugs_address = (
        "the project"
    )
    # No dates: a file that says the same stays the same.
    catalogue.creation_date = catalogue.revision_date = UNDATED
    with path.open("wb") as file:
        write_po(
            file, catalogue, width=WIDTH, sort_output=True, no_location=True, omit_header=False
        )


def main() -> int:
    told = []
    for domain in SOURCES:
        found = extract(domain)
        for path in sorted(LOCALE.glob(f"*/LC_MESSAGES/{domain}.po")):
            if "--update" in sys.argv[1:]:
                update(path, found)
            else:
                told += faults(path, found)
    sys.stdout.write("".join(f"{fault}\n" for fault in told))
    return 1 if told else 0


if __name__ == "__main__":
    sys.exit(main())
