"""Every language says everything, and the check of that finds what is wrong."""

import importlib.util
import re
import sys
from pathlib import Path

import pytest
from babel.messages.pofile import read_po, write_po

from credentials.checks import REASONS
from credentials.errors import ClaimsInvalid, ProofError
from registry.web import words
from registry.web.translations import NAMES, read_languages

TOOL = Path(__file__).parents[3] / "tools" / "check_translations.py"
LOCALE = TOOL.parents[1] / "templates" / "locale"
FRENCH = LOCALE / "fr" / "LC_MESSAGES" / "registry.po"
PRINTED = "am ar bn es fr hi id my pt ru sw th tl uk ur vi zh"
CATALOGUES = sorted(LOCALE.glob("*/LC_MESSAGES/*.po"))


def load_tool():
    spec = importlib.util.spec_from_file_location("check_translations", TOOL)
    tool = importlib.util.module_from_spec(spec)
    sys.modules["check_translations"] = tool
    spec.loader.exec_module(tool)
    return tool


@pytest.fixture(scope="module")
def tool():
    return load_tool()


def test_every_language_but_the_source_has_a_catalogue():
    spoken = {path.parts[-3] for path in CATALOGUES if path.stem == "registry"}
    assert spoken == set(NAMES) - {"en"}
    printed = {path.parts[-3] for path in CATALOGUES if path.stem == "certificate"}
    assert " ".join(sorted(printed)) == PRINTED


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: f"{path.parts[-3]} {path.stem}")
def test_a_catalogue_has_no_fault(tool, path):
    assert list(tool.faults(path, tool.extract(path.stem))) == []


def spoil(path, change):
    with path.open("rb") as file:
        catalogue = read_po(file, locale="fr")
    change(catalogue)
    with path.open("wb") as file:
        write_po(file, catalogue)


SPOILED = {
    "missing": lambda c: c.delete("Compare"),
    "not translated": lambda c: setattr(c.get("Compare"), "string", ""),
    "fuzzy": lambda c: c.get("Compare").flags.add("fuzzy"),
    "other placeholders": lambda c: setattr(c.get("Issued by %(issuer)s."), "string", "Par %(x)s."),
    "no longer used": lambda c: c.add("Nobody says this", "Personne"),
}


@pytest.mark.parametrize("fault", SPOILED)
def test_the_check_finds_what_is_wrong(tool, tmp_path, fault):
    path = tmp_path / "fr" / "LC_MESSAGES" / "registry.po"
    path.parent.mkdir(parents=True)
    path.write_bytes(FRENCH.read_bytes())
    spoil(path, SPOILED[fault])
    found = list(tool.faults(path, tool.extract(path.stem)))
    assert len(found) == 1
    assert fault in found[0]


def test_numbers_take_the_form_of_the_language():
    languages = read_languages()
    one, many = "%(num)s day left", "%(num)s days left"
    assert languages["fr"].ngettext(one, many, 0) == "%(num)s jour restant"
    assert languages["ar"].ngettext(one, many, 2) == "بقي يومان"
    assert languages["ar"].ngettext(one, many, 7) == "بقيت %(num)s أيام"
    assert languages["en"].ngettext(one, many, 1) == one


def kinds_of(error):
    for kind in error.__subclasses__():
        yield kind
        yield from kinds_of(kind)


def test_every_reason_of_a_check_is_said_in_words():
    """Not one reaches the reader as a code alone."""
    faults = [ProofError, *kinds_of(ProofError), ClaimsInvalid, *kinds_of(ClaimsInvalid)]
    codes = {fault.code for fault in faults} | set(REASONS)
    assert codes - set(words.CHECK_CODES) == set()
    for language in read_languages().values():
        said = {language.gettext(words.CHECK_CODES[code]) for code in codes}
        assert all(text.endswith((".", "؟")) for text in said)


def test_an_arabic_text_does_not_turn_a_date_around(tool):
    """After Arabic letters 2019-05 is laid out as 05-2019, unless it is isolated. UAX 9, W2."""
    arabic = tool.read(tool.LOCALE / "ar" / "LC_MESSAGES" / "registry.po")
    texts = [one.string for one in arabic if one.id and isinstance(one.string, str)]
    dates = [found for text in texts for found in re.finditer(r"(.?)\d{4}(-\d\d)+", text)]
    assert dates
    assert {found[1] for found in dates} == {"\u2068"}
