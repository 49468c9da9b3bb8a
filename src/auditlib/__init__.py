"""auditlib."""
