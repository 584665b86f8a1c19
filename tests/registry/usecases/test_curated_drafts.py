"""Changed curated files become a draft; they never overwrite a release."""

import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import update

from mappings import curated
from mappings.errors import CuratedInvalid
from registry.services import Services
from registry.storage.database import reading, transaction
from registry.storage.tables import StoredRelease
from registry.usecases import curated_drafts, draft_changes, drafts, publishing
from tests.registry.drafting import BASE, NL4, Drafted


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The seed files, to be changed."""
    shutil.copytree(Path(str(curated.FOLDER)), tmp_path / "data")
    return tmp_path / "data"


def change(folder: Path, file: str, old: str, new: str) -> None:
    path = folder / file
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")


def load(services: Services, folder: Path):
    with transaction(services.engine) as session:
        return curated_drafts.load(
            session, services.release, folder=folder, title="Curated", now=services.clock()
        )


def test_files_that_say_the_same_make_no_draft(services: Services, folder: Path) -> None:
    assert load(services, folder) is None


def test_changed_rows_become_changes(services: Services, folder: Path) -> None:
    change(folder, "frameworks.csv", "Nederlands kwalificatieraamwerk", "Kwalificatieraamwerk")
    lines = (folder / "correspondences.csv").read_text("utf-8").splitlines(keepends=True)
    kept = [line for line in lines if not line.startswith("nl-nlqf-4--eqf-4,")]
    assert len(kept) == len(lines) - 1
    (folder / "correspondences.csv").write_text("".join(kept), "utf-8")
    draft = load(services, folder)
    assert draft is not None
    with reading(services.engine) as session:
        rows = draft_changes.list_changes(session, draft.id)
    assert {(row.act, row.noun, row.iri) for row in rows} == {
        ("supersede", "framework", f"{BASE}/framework/nl-nlqf"),
        ("withdraw", "correspondence", NL4),
    }


def test_what_a_draft_changed_since_is_left_alone(services: Services, folder: Path) -> None:
    Drafted(services).withdraw_statement().approved().publish()
    assert load(services, folder) is None


def test_faulty_files_make_no_draft(services: Services, folder: Path) -> None:
    change(folder, "frameworks.csv", "active", "asleep")
    with pytest.raises(CuratedInvalid):
        load(services, folder)
    with reading(services.engine) as session:
        assert drafts.page(session).rows == []


def test_seed_files_that_were_only_rewritten_are_not_drafted(services: Services) -> None:
    """Release 1 says that it came from other files, but states the same."""
    with transaction(services.engine) as session:
        session.connection().execute(update(StoredRelease).values(seed_sha256="0" * 64))
    again = replace(services, release_in_force=None)
    publishing.first_start(again)
    assert again.seed_changed
    # The facts are the same, so there is nothing to draft.
    assert curated_drafts.draft_changed_seed(again) is None
    assert curated_drafts.draft_changed_seed(services) is None
