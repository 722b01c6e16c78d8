"""Pages by which a workspace is shaped: its own facts, members, keys, the audit trail."""
