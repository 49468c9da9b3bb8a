"""The performance layer: one place each for caching, memory, responses and monitoring."""

from performance.cache_manager import CacheManager, CacheStats
from performance.memory_optimizer import MemoryOptimizer, MemoryReading
from performance.performance_monitor import Alert, PerformanceMonitor

__all__ = ["Alert", "CacheManager", "CacheStats", "MemoryOptimizer", "MemoryReading", "PerformanceMonitor"]
