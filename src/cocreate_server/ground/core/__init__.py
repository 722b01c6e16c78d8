"""Access, errors, audit, jobs, time, health."""
