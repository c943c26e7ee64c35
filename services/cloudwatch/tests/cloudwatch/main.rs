//! CloudWatch through the one path.

haneul_testkit::launcher_before_main!();

mod alarms;
mod anomalies;
mod bad_input;
mod cloud;
mod composites;
mod dashboards;
mod data;
mod metrics;
mod services;
mod streams;
mod tables;
mod usage;
