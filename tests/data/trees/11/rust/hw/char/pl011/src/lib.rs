//! A device of the tree's own.
