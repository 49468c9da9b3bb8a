"""The only place that reads the audited repository: its working tree, its git objects, and the cache of its facts."""
