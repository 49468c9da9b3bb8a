"""Errors that Relay raises on purpose."""


class RelayError(Exception):
    """Base of all errors of the service."""


class UnknownParcel(RelayError):
    """No parcel has this id."""

    def __init__(self, parcel_id: str) -> None:
        super().__init__(f"no parcel {parcel_id!r}")
        self.parcel_id = parcel_id


class UnknownCarrier(RelayError):
    """No carrier is registered under this name."""

    def __init__(self, name: str, known: list[str]) -> None:
        super().__init__(f"no carrier {name!r}; known: {', '.join(sorted(known)) or 'none'}")
        self.name = name


class InvalidTransition(RelayError):
    """A parcel cannot go from one status to the other."""

    def __init__(self, parcel_id: str, before: str, after: str) -> None:
        super().__init__(f"parcel {parcel_id!r} cannot go from {before} to {after}")


class MalformedScan(RelayError):
    """A scan row that a carrier sent cannot be read."""

    def __init__(self, carrier: str, row: str) -> None:
        super().__init__(f"{carrier} sent a scan that cannot be read: {row!r}")


class DeliveryFailed(RelayError):
    """A channel refused a notification; `retryable` says whether a second attempt can help."""

    def __init__(self, channel: str, reason: str, retryable: bool = True) -> None:
        super().__init__(f"{channel}: {reason}")
        self.retryable = retryable
