"""The service's face to the world."""
