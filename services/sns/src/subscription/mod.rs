//! Subscriptions: who is told of what is published to a topic, and how.

pub mod attributes;
pub mod confirmation;
pub mod counts;
pub mod endpoint;
pub mod list;
pub mod row;
pub mod show;

pub use row::Subscription;

include!(concat!(env!("OUT_DIR"), "/subscription.rs"));
