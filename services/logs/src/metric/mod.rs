//! Metric filters.

pub mod row;
