//! EventBridge Scheduler through the one path.

mod cloud;
mod groups;
mod making;
mod targets;
mod times;
