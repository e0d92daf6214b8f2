//! Stands for the wrapper: snapshot_migration_state and to_migration_state are its words.
