"""The bundled example: a small service before and after a consolidation."""
