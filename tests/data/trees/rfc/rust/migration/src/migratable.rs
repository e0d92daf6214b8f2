//! Stands for the wrapper of the seed mail: its word is to_migration_state.
