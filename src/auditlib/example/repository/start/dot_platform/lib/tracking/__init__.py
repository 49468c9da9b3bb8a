"""Where parcels are, where they were, and when they will arrive."""

from tracking.answers import TrackingResponse
from tracking.service import TrackingService

__all__ = ["TrackingResponse", "TrackingService"]
