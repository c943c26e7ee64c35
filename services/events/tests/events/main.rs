//! EventBridge through the one path.

mod buses;
mod cloud;
mod emitting;
mod failing;
mod putting;
mod rules;
mod schedules;
mod targets;
