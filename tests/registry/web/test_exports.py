"""The catalogue's links are followed: every format of a release, and the template."""

import hashlib
import io

import pytest
import rdflib
from openpyxl import load_workbook
from pyoxigraph import RdfFormat, parse

from mappings import exchange, namespaces
from mappings.exchange import dcat
from registry.usecases.exports import Export
from registry.web.kept_exports import KeptExports, Wanted
from tests.registry.drafting import Drafted

GRAPH = "/api/v1/graph"
PUBLIC = "https://registry.example"
DCAT = rdflib.Namespace(namespaces.DCAT)
SPDX = rdflib.Namespace(namespaces.SPDX)


def catalogue(api) -> rdflib.Graph:
    answer = api.get(f"{GRAPH}/catalogue", headers={"Accept": "text/turtle"})
    assert answer.headers["content-type"].startswith("text/turtle")
    return rdflib.Graph().parse(data=answer.content, format="turtle")


def follow(api, url: object, **headers: str):
    assert str(url).startswith(PUBLIC)
    return api.get(str(url).removeprefix(PUBLIC), headers=headers)


def test_every_link_of_the_catalogue_answers_with_what_it_promises(api) -> None:
    Drafted(api.services).withdraw_statement().approved().publish()
    told = catalogue(api)
    links = {
        url: str(told.value(distribution, DCAT.mediaType)).removeprefix(dcat.IANA)
        for distribution, url in told.subject_objects(DCAT.downloadURL)
    }
    assert len(links) == 2 * len(exchange.WRITERS)
    for url, media_type in links.items():
        answer = follow(api, url)
        assert answer.status_code == 200, answer.text
        assert answer.headers["content-type"].partition(";")[0] == media_type
        assert answer.headers["etag"] == f'"{hashlib.sha256(answer.content).hexdigest()}"'
        assert answer.headers["content-disposition"].startswith("attachment; filename=")
        again = follow(api, url, **{"If-None-Match": answer.headers["etag"]})
        assert (again.status_code, again.content) == (304, b"")
        assert follow(api, url, **{"If-None-Match": '"other"'}).status_code == 200


def test_the_nquads_have_the_checksum_and_size_of_the_catalogue(api) -> None:
    told = catalogue(api)
    (checksum,) = told.objects(None, SPDX.checksum)
    distribution = next(told.subjects(SPDX.checksum, checksum))
    content = follow(api, told.value(distribution, DCAT.downloadURL)).content
    assert len(content) == int(str(told.value(distribution, DCAT.byteSize)))
    own = f" <{namespaces.release_iri(1)}> .".encode()
    members = [line for line in content.split(b"\n") if line and not line.endswith(own)]
    stated = str(told.value(checksum, SPDX.checksumValue))
    assert hashlib.sha256(b"".join(line + b"\n" for line in members)).hexdigest() == stated


def test_the_catalogue_is_turtle_or_json_ld(api) -> None:
    answer = api.get(f"{GRAPH}/catalogue", headers={"Accept": "application/ld+json"})
    assert answer.headers["content-type"] == "application/ld+json"
    read = set(parse(answer.content, format=RdfFormat.JSON_LD))
    turtle = api.get(f"{GRAPH}/catalogue").content
    assert {quad.triple for quad in read} == {
        quad.triple for quad in parse(turtle, format=RdfFormat.TURTLE)
    }
    refused = api.get(f"{GRAPH}/catalogue", headers={"Accept": "image/png"})
    assert refused.json()["code"] == "not_acceptable"


def test_the_template_comes_as_workbook_and_as_rows(api) -> None:
    book = load_workbook(io.BytesIO(api.get(f"{GRAPH}/template.xlsx").content))
    assert "statements" in book.sheetnames
    rows = api.get(f"{GRAPH}/template.csv")
    assert rows.headers["content-type"].startswith("text/csv")
    assert rows.text.removeprefix("\ufeff").startswith('"id","source_framework"')


@pytest.mark.parametrize(
    ("path", "status", "code"),
    [
        ("releases/1/exports/doc", 404, "path_unknown"),
        ("releases/7/exports/nq", 404, "release_unknown"),
        ("releases/99999999999999999999/exports/nq", 422, "validation_failed"),
        ("releases/99999999999999999999", 422, "validation_failed"),
        ("releases/99999999999999999999/diff/1", 422, "validation_failed"),
        ("template.doc", 404, "path_unknown"),
    ],
)
def test_what_there_is_not_is_told(api, path: str, status: int, code: str) -> None:
    answer = api.get(f"{GRAPH}/{path}")
    assert (answer.status_code, answer.json()["code"]) == (status, code)


def test_an_export_is_made_once_while_there_is_room() -> None:
    kept, made = KeptExports(limit=10), []

    def make(text: bytes) -> Export:
        made.append(text)
        return Export("x", "text/plain", text)

    for text in (b"12345", b"1234", b"12345", b"123", b"1234", b"12345678901", b"12345678901"):
        found = kept.get(Wanted("0" * 64, text.decode()), lambda text=text: make(text))
        assert found.export.content == text
    # The fourth pushed out the one that was asked for longest ago; the last is never kept.
    assert made == [b"12345", b"1234", b"123", b"1234", b"12345678901", b"12345678901"]
