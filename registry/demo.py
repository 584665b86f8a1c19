"""The registry's whole job, on real frameworks, through its own HTTP interface.

A real server on loopback, one client per person. Every step states what must hold; a step that
does not hold ends the demonstration with exit code 1 and leaves nothing half told.
"""

import io
import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from urllib.parse import quote
from uuid import uuid4

import httpx
import uvicorn
from PIL import Image, ImageDraw

from credentials.certificate import archive
from registry.app import create_app
from registry.demo_corridors import CORRIDORS, Corridor
from registry.demo_folder import DemoFolder, Kept
from registry.services import Services
from registry.storage.database import transaction
from registry.usecases import demo_accounts

Say = Callable[[str], None]
# File -> format of the API, and what it is sent as to be verified.
OTHER_FORMS = {
    "credential.json": ("vc", "application/vc"),
    "credential.sd-jwt": ("dc+sd-jwt", "application/dc+sd-jwt"),
    "credential.ob3.json": ("ob3", "application/vc"),
    "credential.ob3.jwt": ("ob3-jwt", "application/jwt"),
    "credential.elm.json": ("elm", "application/ld+json"),
}
START_SECONDS = 20
HTTP_SECONDS = 60


class DemoFailed(Exception):
    """A step of the main job did not hold."""


def run(services: Services, *, folder: Path, say: Say) -> None:
    """Play every corridor, keep the files of the first, print its trace. Raises DemoFailed.

    folder: emptied first, so that a second run leaves only its own files.
    """
    shutil.rmtree(folder, ignore_errors=True)
    with transaction(services.engine) as session:
        demo_accounts.seed_demo_accounts(
            session, passwords=services.passwords, now=services.clock()
        )
    with served(services) as address:
        people = People(address)
        employer = people.sign_in("employer@demo.example")
        kept = DemoFolder(folder)
        for corridor in CORRIDORS:
            say(f"== {corridor.title}")
            revoked = Story(people, corridor, employer, say).play()
            if corridor is CORRIDORS[0]:
                kept.add_revoked(revoked)
        say("== The first corridor again: this credential stays valid")
        lasting = Story(people, replace(CORRIDORS[0], worker="Karim Benali"), employer, say)
        kept.add_valid(lasting.recognised())
        kept.add_public_documents(employer.client)
        kept.finish()
        say(f"== written to {folder}/")
        for name in kept.written:
            say(f"   {name}")
        say("== why, in plain words")
        for sentence in lasting.trace():
            say(f"   {sentence}")


@contextmanager
def served(services: Services) -> Iterator[str]:
    """The real application on a free loopback port, for as long as the block runs."""
    config = uvicorn.Config(
        create_app(services), host="127.0.0.1", port=0, log_level="warning", access_log=False
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    waiting = threading.Event()
    for _ in range(START_SECONDS * 20):
        if server.started or not thread.is_alive():
            break
        waiting.wait(0.05)
    if not server.started:
        raise DemoFailed("The service did not start.")
    try:
        port = server.servers[0].sockets[0].getsockname()[1]
        yield f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        thread.join(timeout=START_SECONDS)


class People:
    """Everybody signs in once and stays signed in."""

    def __init__(self, address: str) -> None:
        self.address = address
        self._signed_in: dict[str, Person] = {}

    def sign_in(self, email: str) -> "Person":
        if email not in self._signed_in:
            self._signed_in[email] = Person(self.address, email)
        return self._signed_in[email]

    def register(self, given_name: str, family_name: str, birth_date: str) -> "Person":
        """A new worker, who makes an account like anybody."""
        email = f"worker-{uuid4().hex}@demo.example"
        account = {
            "email": email,
            "password": demo_accounts.PASSWORD,
            "given_name": given_name,
            "family_name": family_name,
            "birth_date": birth_date,
        }
        answer = httpx.post(f"{self.address}/api/v1/accounts", json=account, timeout=HTTP_SECONDS)
        _must(answer.status_code == httpx.codes.CREATED, answer.text)
        return self.sign_in(email)


class Person:
    """Somebody with an account, who speaks to the service over HTTP and nothing else."""

    def __init__(self, address: str, email: str, password: str = demo_accounts.PASSWORD) -> None:
        self.client = httpx.Client(base_url=address, timeout=HTTP_SECONDS)
        signed_in = self.post("/api/v1/accounts/token", json={"email": email, "password": password})
        self.client.headers["Authorization"] = f"Bearer {signed_in['access_token']}"

    def get(self, path: str, **asked: Any) -> dict[str, Any]:
        return self._told(self.client.get(path, **asked))

    def post(self, path: str, **sent: Any) -> dict[str, Any]:
        return self._told(self.client.post(path, **sent))

    def download(self, path: str) -> bytes:
        answer = self.client.get(path)
        if answer.status_code != httpx.codes.OK:
            raise DemoFailed(f"{path}: {answer.status_code} {answer.text}")
        return answer.content

    def refused(self, path: str, code: str, **sent: Any) -> None:
        """The service must say no, and say why."""
        answer = self.client.post(path, **sent)
        if answer.json().get("code") != code:
            raise DemoFailed(f"{path} should be refused with {code}, got {answer.text}")

    def _told(self, answer: httpx.Response) -> dict[str, Any]:
        if answer.is_error:
            raise DemoFailed(f"{answer.request.url.path}: {answer.status_code} {answer.text}")
        told: dict[str, Any] = answer.json()
        return told


@dataclass
class Story:
    """One corridor: apply, decide, issue, verify, revoke, verify again."""

    people: People
    corridor: Corridor
    employer: Person
    say: Say
    answer: dict[str, Any] | None = None

    def play(self) -> Kept:
        """Everything, up to "revoked"."""
        kept = self.recognised()
        decider = self.people.sign_in(self.corridor.officer("decider"))
        decider.post(
            f"/api/v1/credentials/{kept.credential_id}/revoke",
            json={"reason": "Demonstration: the award was withdrawn by the awarding body."},
        )
        self.say("   the authority revokes the credential")
        reports = {name: self._verify(name, kept) for name in kept.files}
        for name, report in reports.items():
            _must(_code(report, "status") == "revoked", f"{name} still counts after revocation")
            _must(not report["valid"], f"{name} is valid after revocation")
        self.say(f"   the employer checks again: revoked, in all {len(reports)} forms")
        return Kept(kept.credential_id, kept.files, reports)

    def recognised(self) -> Kept:
        """Apply, decide, issue, and verify as valid."""
        application = self._apply()
        decision = self._decide(application)
        credential_id = str(decision["credential"])
        kept = self._collect(credential_id)
        reports = {name: self._verify(name, kept) for name in kept.files}
        for name, report in reports.items():
            _must(report["valid"] is True, f"{name} does not verify: {report['checks']}")
        self.say(
            f"   the employer verifies {', '.join(reports)}: valid, issued by "
            f"{reports['credential.jwt']['issuer']['name']}"
        )
        return Kept(credential_id, kept.files, reports)

    def trace(self) -> list[str]:
        """The answer in plain words, as the officer saw it."""
        answer = self.answer or {}
        sentences = [answer["summary"], *(step["sentence"] for step in answer["trace"])]
        return [*sentences, answer["closing"]]

    def _apply(self) -> str:
        corridor = self.corridor
        given, _, family = corridor.worker.partition(" ")
        worker = self.people.register(given, family, corridor.birth_date)
        application = worker.post("/api/v1/applications", json=corridor.application)
        path = f"/api/v1/applications/{application['id']}"
        worker.refused(f"{path}/events", "evidence_missing", json={"event": "submit"})
        worker.post(
            f"{path}/evidence",
            files={"file": ("award.png", _paper(corridor.paper), "image/png")},
            data={"kind": "document"},
        )
        worker.post(f"{path}/events", json={"event": "submit"})
        self.say(
            f"   {corridor.worker} applies for {corridor.application['purpose']} in "
            f"{corridor.application['destination']} and hands in a paper"
        )
        return path

    def _decide(self, path: str) -> dict[str, Any]:
        corridor = self.corridor
        assessor = self.people.sign_in(corridor.officer(corridor.assessor))
        intake = self.people.sign_in(corridor.officer("intake"))
        intake.post(f"{path}/events", json={"event": "check"})
        if corridor.quality:
            told = intake.post(f"{path}/quality", json=corridor.quality)
            self.say(f"   the verifier finds out who vouches for the award: {told['body']}")
        intake.post(f"{path}/events", json={"event": "verify"})
        if corridor.assessment:
            told = assessor.post(f"{path}/assessments", json=corridor.assessment)
            self.say(f"   an assessment is recorded: {told['kind']}, {told['result']}")
        assessor.post(f"{path}/events", json={"event": "evaluate"})
        if corridor.shown:
            self._attest(path, intake)
        seen = assessor.get(path)["comparability"]
        _must(seen["status"] == corridor.status, f"the graph says {seen['status']}")
        _must(seen["interval"] == corridor.interval, f"the graph says {seen['interval']}")
        self.answer = seen
        self.say(f"   the officer reads: {seen['summary']}")
        self._show_rules_and_procedures(seen)
        assessor.post(f"{path}/events", json={"event": "propose", "proposal": corridor.decision})
        if corridor.four_eyes:
            assessor.refused(f"{path}/decision", "four_eyes_required", json={})
            self.say("   four eyes: who proposed this may not decide it")
        decision = self.people.sign_in(corridor.officer("decider")).post(
            f"{path}/decision", json={}
        )
        self.say(f"   {corridor.authority} decides: {decision['outcome']}")
        for measure in decision["measures"]:
            months = f", {measure['months']} months" if measure["months"] else ""
            self.say(f"   a condition: {measure['kind']}{months}: {measure['text']}")
        return decision

    def _attest(self, path: str, verifier: Person) -> None:
        """A skill record, which the worker carries before anybody decides."""
        facts = {"basis": "formal", "skills": list(self.corridor.shown)}
        attested = verifier.post(f"{path}/attestations", json=facts)
        report = self.employer.post(
            "/api/v1/verify", json={"credential": attested["credential"]["credential"]}
        )
        _must(report["valid"] is True, f"the skill record does not verify: {report['checks']}")
        subject = report["claims"]["credentialSubject"]
        _must(bool(subject["quality"]), "the skill record does not say who vouches for the award")
        _must(bool(subject["assessment"]), "the skill record does not say how it was assessed")
        self.say(
            f"   a skill record is signed and verifies: {', '.join(self.corridor.shown)}; "
            f"assessed by {subject['assessment'][0]['assessor']}"
        )

    def _show_rules_and_procedures(self, seen: dict[str, Any]) -> None:
        for rule in seen["rules"]:
            self.say(f"   a law applies: {rule['title']} ({rule['locator']})")
        if seen["status"] != "NO_PATH":
            return
        cards = seen["procedures"]
        _must(bool(cards), "NO_PATH came without a procedure card")
        for card in cards:
            self.say(f"   whom to ask instead: {card['authority']}, {card['time_limit']}")

    def _collect(self, credential_id: str) -> Kept:
        decider = self.people.sign_in(self.corridor.officer("decider"))
        issued = decider.get(f"/api/v1/credentials/{credential_id}")
        certificate = decider.download(f"/api/v1/credentials/{credential_id}/certificate.pdf")
        printed = archive.extract(certificate).printed_qr
        _must(printed is not None, "the QR code on the certificate cannot be read")
        self.say(f"   a credential is signed and a certificate of {len(certificate)} bytes drawn")
        path = f"/api/v1/credentials/{credential_id}"
        others = {
            name: (media_type, decider.download(f"{path}?format={quote(form)}"))
            for name, (form, media_type) in OTHER_FORMS.items()
        }
        self.say(f"   the same credential in {len(others)} other forms: {', '.join(others)}")
        files = {
            "credential.jwt": ("application/vc+jwt", issued["credential"].encode()),
            **others,
            "certificate.pdf": ("application/pdf", certificate),
            "qr.txt": ("text/plain", (printed or "").encode()),
        }
        return Kept(credential_id, files, {})

    def _verify(self, name: str, kept: Kept) -> dict[str, Any]:
        media_type, content = kept.files[name]
        return self.employer.post(
            "/api/v1/verify", content=content, headers={"Content-Type": media_type}
        )


def _code(report: dict[str, Any], name: str) -> str:
    return str(next(check["code"] for check in report["checks"] if check["name"] == name))


def _must(holds: bool, otherwise: str) -> None:
    if not holds:
        raise DemoFailed(otherwise)


def _paper(title: str) -> bytes:
    """A picture of an award, as a phone would take it."""
    picture = Image.new("RGB", (800, 560), "ivory")
    drawing = ImageDraw.Draw(picture)
    drawing.rectangle((20, 20, 780, 540), outline="navy", width=4)
    drawing.text((80, 240), f"Sample paper for the demonstration\n\n{title}", fill="black")
    out = io.BytesIO()
    picture.save(out, "PNG")
    return out.getvalue()
