//! EventBridge Pipes through the one path.

mod cloud;
mod making;
mod queues;
mod streams;
mod tables;
mod targets;
