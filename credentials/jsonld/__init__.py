"""JSON-LD with closed contexts to canonical RDF: what eddsa-rdfc-2022 signs. Nothing is fetched."""
