//! Parameter Store through the one path.

mod cloud;
mod labels;
mod listing;
mod parameters;
mod policies;
mod secure;
