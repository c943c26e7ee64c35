//! The service through the path.

mod analyzers;
mod external;
mod generation;
mod policies;
mod support;
mod unused;
