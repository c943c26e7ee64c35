//! EventBridge through the one path.

mod archives;
mod buses;
mod cloud;
mod connections;
mod destinations;
mod emitting;
mod failing;
mod putting;
mod retries;
mod rules;
mod schedules;
mod server;
mod targets;
