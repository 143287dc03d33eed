"""The register: every account of the organisation, connected or not, and who answers for it."""
