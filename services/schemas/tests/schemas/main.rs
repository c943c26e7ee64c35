//! Schemas through the one path.

mod cloud;
mod discovering;
mod registries;
