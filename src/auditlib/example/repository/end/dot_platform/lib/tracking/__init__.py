"""Where parcels are, where they were, and when they will arrive."""

from tracking.service import TrackingService

__all__ = ["TrackingService"]
