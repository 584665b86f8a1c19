INSERT INTO organisation (id, name, kind, jurisdiction, four_eyes)
VALUES ('o', 'O', 'authority', 'DE', 'off');
INSERT INTO account (id, email, password_hash, given_name, family_name, name_native, active, created_at)
VALUES ('11111111111111111111111111111111', 'a@b.example', '', '', '', '', true, '2026-01-01');
INSERT INTO release (number, sha256, published_at, nquads, warnings)
VALUES (1, '', '2026-01-01', '', 0);
INSERT INTO application (id, applicant_id, authority_id, qualification_title, awarding_body, origin_country, awarded_on, awarded_text, destination, purpose, consent, state, version, created_at, requested)
VALUES ('11111111111111111111111111111111', '11111111111111111111111111111111', 'o', '', '', 'FR', '2020-01-01', '2020', 'DE', 'employment', true, 'DECIDED', 1, '2026-01-01', '[]');
INSERT INTO assessment (id, application_id, case_version, assessor_id, proposal, assessed_at)
VALUES ('11111111111111111111111111111111', '11111111111111111111111111111111', 1, '11111111111111111111111111111111', '{"measures": ["In a workshop"]}', '2026-01-01');
INSERT INTO decision (id, application_id, case_version, authority_id, outcome, decider_id, legal_basis, reasons, remedies, measures, appeal_body, release_number, decided_at)
VALUES ('11111111111111111111111111111111', '11111111111111111111111111111111', 1, 'o', 'FULL', '11111111111111111111111111111111', '', '', '', '["In a workshop"]', '', 1, '2026-01-01');
INSERT INTO issued_credential (id, decision_id, holder_id, authority_id, vc_jwt, qr_text, kid, issued_at, status, status_reason)
VALUES ('11111111111111111111111111111111', '11111111111111111111111111111111', '11111111111111111111111111111111', 'o', '', '', '', '2026-01-01', 'active', '');
INSERT INTO path_step (credential_id, statement)
VALUES ('11111111111111111111111111111111', 'urn:statement');
INSERT INTO status_list (id, purpose, size, bits, version, open, secured_version)
VALUES ('r1', 'revocation', 131072, '', 1, true, 0);
INSERT INTO status_entry (list_id, position, credential_id)
VALUES ('r1', 7, '11111111111111111111111111111111');
