"""A real PKCS #11 token in software: SoftHSM2, in a folder of the tests' own."""

import os
import subprocess
from dataclasses import dataclass
from pathlib import Path

MODULE = Path("/usr/lib/softhsm/libsofthsm2.so")
PIN = "93842"
SECRETS = ("--so-pin=73521", f"--pin={PIN}")


@dataclass(frozen=True)
class SoftToken:
    """conf: for SOFTHSM2_CONF, which the module reads once in each process."""

    label: str
    conf: Path
    pin_file: Path

    @property
    def environment(self) -> dict[str, str]:
        return {
            "SOFTHSM2_CONF": str(self.conf),
            "PKCS11_MODULE": str(MODULE),
            "PKCS11_TOKEN": self.label,
            "PKCS11_PIN_FILE": str(self.pin_file),
        }


def make_token(folder: Path, label: str = "registry") -> SoftToken:
    tokens = folder / "tokens"
    tokens.mkdir(parents=True)
    conf = folder / "softhsm2.conf"
    conf.write_text(f"directories.tokendir = {tokens}\nobjectstore.backend = file\n")
    pin_file = folder / "pin"
    pin_file.write_text(PIN + "\n")
    subprocess.run(
        ["softhsm2-util", "--init-token", "--free", f"--label={label}", *SECRETS],
        check=True,
        capture_output=True,
        env={**os.environ, "SOFTHSM2_CONF": str(conf)},
    )
    return SoftToken(label, conf, pin_file)
