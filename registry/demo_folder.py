"""What the demonstration leaves behind, for other programs to check."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx

from credentials.contexts import contexts
from credentials.verifier import inspect

Report = Mapping[str, Any]
STATUS_FORMS = {
    "application/vc+jwt": "jwt",
    "application/vc": "json",
    "application/statuslist+jwt": "jwt",
}


@dataclass(frozen=True)
class Kept:
    """files: name -> (media type, content). reports: name -> answer of POST /api/v1/verify."""

    credential_id: str
    files: Mapping[str, tuple[str, bytes]]
    reports: Mapping[str, Report]


@dataclass
class DemoFolder:
    """Credentials of one corridor, valid and revoked, with all it takes to check them offline."""

    folder: Path
    written: list[str] = field(default_factory=list)
    _reports: dict[str, Mapping[str, Report]] = field(default_factory=dict)
    _status_urls: set[str] = field(default_factory=set)

    def add_valid(self, kept: Kept) -> None:
        self._add("valid", "", kept)

    def add_revoked(self, kept: Kept) -> None:
        self._add("revoked", "revoked/", kept)

    def add_public_documents(self, client: httpx.Client) -> None:
        """did.json, root of seals, contexts and status lists, as the service publishes them."""
        self._write("did.json", _fetched(client, "/.well-known/did.json"))
        self._write("seal-root.pem", _fetched(client, "/.well-known/seal-root.pem"))
        index = {}
        for number, (url, content) in enumerate(sorted(contexts().items()), 1):
            name = f"{number}-{url.rstrip('/').rsplit('/', 2)[-2]}.jsonld"
            index[url] = name
            self._write(f"contexts/{name}", content)
        self._write("contexts/index.json", _json(index))
        for url in sorted(self._status_urls):
            self._add_status_list(client, httpx.URL(url).path)

    def _add_status_list(self, client: httpx.Client, path: str) -> None:
        """In every form it is published in."""
        name = path.rpartition("/")[2]
        for media_type, ending in STATUS_FORMS.items():
            answer = client.get(path, headers={"Accept": media_type})
            if answer.status_code == httpx.codes.NOT_ACCEPTABLE:
                continue
            answer.raise_for_status()
            self._write(f"status/{name}.{ending}", answer.content)

    def finish(self) -> None:
        self._write("report.json", _json(self._reports))
        self.written.sort()

    def _add(self, name: str, prefix: str, kept: Kept) -> None:
        self._reports[name] = kept.reports
        for file_name, (media_type, content) in kept.files.items():
            self._write(prefix + file_name, content)
            self._status_urls |= set(inspect(content, media_type=media_type).status_urls)

    def _write(self, name: str, content: bytes) -> None:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        self.written.append(name)


def _fetched(client: httpx.Client, path: str) -> bytes:
    answer = client.get(path)
    answer.raise_for_status()
    return answer.content


def _json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, indent=2).encode() + b"\n"
