"""Asking a time-stamping service: one request, one bounded answer. RFC 3161, 3.4."""

import httpx

from credentials.certificate.seal import AskTimeStamp

_SECONDS = 10.0
_MAX_BYTES = 64 * 1024


def asking(url: str) -> AskTimeStamp:
    """url: from the operator's settings. The answer raises OSError where there is none."""

    def ask(request: bytes) -> bytes:
        headers = {"Content-Type": "application/timestamp-query"}
        try:
            with httpx.stream(
                "POST", url, content=request, headers=headers, timeout=_SECONDS
            ) as answer:
                answer.raise_for_status()
                received = b""
                for part in answer.iter_bytes():
                    received += part
                    if len(received) > _MAX_BYTES:
                        raise OSError("The answer of the time-stamping service is too long.")
        except httpx.HTTPError as error:
            raise OSError("The time-stamping service cannot be reached.") from error
        return received

    return ask
