"""Trials: the only place that runs audited code, asked for by name, in scratch copies, contained and under limits."""
