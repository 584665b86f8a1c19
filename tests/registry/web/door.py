"""The real application as a caller meets it, in few words."""

from dataclasses import replace

from starlette.testclient import TestClient

from registry.app import create_app

WORKER, STRANGER = "worker@demo.example", "intake@se-uhr.example"
INTAKE = "intake@de-ihk-fosa.example"
ASSESSOR, DECIDER = "assessor@de-ihk-fosa.example", "decider@de-ihk-fosa.example"
ADMIN = "admin@demo.example"
EMPLOYER = "employer@demo.example"
PNG = b"\x89PNG\r\n\x1a\n"
COMPARE = "/api/v1/comparability"
APPLICATIONS = "/api/v1/applications"
CREDENTIALS = "/api/v1/credentials"


class Door:
    """What a request needs: the API, cases, browsers."""

    def __init__(self, api, cases, sign_in):
        self.api, self.cases, self.sign_in = api, cases, sign_in

    def compare(self, **asked):
        return self.api.get(COMPARE, params=asked)

    def start(self, **changes):
        stated = {
            "destination": "DE",
            "purpose": "employment",
            "awarded": "2019",
            "qualification": "ph-tesda-smaw-nc2",
            "authority": "de-ihk-fosa",
            **changes,
        }
        return self.api.post(APPLICATIONS, WORKER, json=stated)

    def event(self, case, who, event, **fields):
        return self.api.post(f"{APPLICATIONS}/{case}/events", who, json={"event": event, **fields})

    def hand_in(self, case, content, media_type="image/png"):
        files = {"file": ("paper", content, media_type)}
        return self.api.post(f"{APPLICATIONS}/{case}/evidence", WORKER, files=files)

    def take_back(self, act, credential):
        path = f"{CREDENTIALS}/{credential}/{act}"
        return self.api.post(path, DECIDER, json={"reason": "A reason"})

    def certificate(self, languages):
        credential = self.cases.decided()["credential"]
        path = f"{CREDENTIALS}/{credential}/certificate.pdf"
        return self.api.get(path, WORKER, params={"lang": languages})

    def verify(self, content, media_type="application/octet-stream"):
        headers = {"Content-Type": media_type}
        return self.api.post("/api/v1/verify", content=content, headers=headers)

    def elsewhere(self, **settings):
        """The same registry with other settings."""
        services = self.api.services
        changed = replace(services, settings=services.settings.model_copy(update=settings))
        client = TestClient(create_app(changed), raise_server_exceptions=False)
        return type(self.api)(client, changed)
