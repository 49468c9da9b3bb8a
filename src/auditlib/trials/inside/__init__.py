"""What runs beside the audited code, under its Python: plain files, given to it, that import nothing of auditlib."""
