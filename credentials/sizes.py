"""How large a received file may be."""

# Of a PDF and of a picture; tokens and documents are far smaller.
MAX_FILE_BYTES = 16 * 1024 * 1024
