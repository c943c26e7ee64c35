//! CloudWatch through the one path.

mod alarms;
mod bad_input;
mod cloud;
mod composites;
mod dashboards;
mod data;
mod metrics;
mod services;
