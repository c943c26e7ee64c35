//! EventBridge Pipes through the one path.

haneul_testkit::launcher_before_main!();

mod cloud;
mod functions;
mod making;
mod measures;
mod outside;
mod queues;
mod streams;
mod tables;
mod targets;
