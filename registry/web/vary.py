"""Answers whose sentences depend on the reader's language say so to caches."""

from typing import Any

from fastapi.responses import JSONResponse

from registry.web.translations import Language


class VaryingJson(JSONResponse):
    """JSON with sentences in one language."""

    def __init__(self, content: Any, language: Language) -> None:
        headers = {"Content-Language": language.code, "Vary": "Accept-Language, Cookie"}
        super().__init__(content, headers=headers)
