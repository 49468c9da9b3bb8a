"""Faults of someone, each with what happened, where, and what to do.

AuditError                 anything auditlib refuses to guess about
├── ParamsError            wrong arguments or params: nothing was audited (exit 2)
├── SourceError            a repository, revision or document cannot be read (exit 3)
└── PluginError            a detector or renderer cannot be loaded or failed (exit 3)
"""

INTERRUPTED = "auditlib: interrupted; nothing was published"
"""What a command says that a signal ended."""


class AuditError(Exception):
    """Base of every error that auditlib raises on purpose; its text is fit for a user."""


class ParamsError(AuditError):
    """Wrong arguments or params; every problem found is listed, one a line."""


class SourceError(AuditError):
    """A repository, a revision or a document that cannot be read, and the remedy."""


class PluginError(AuditError):
    """A detector or renderer that cannot be loaded, or that broke its protocol."""
