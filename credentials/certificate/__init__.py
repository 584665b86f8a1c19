"""The certificate: one sheet for people, an archive and a machine."""
