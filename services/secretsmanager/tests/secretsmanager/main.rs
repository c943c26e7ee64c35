//! Secrets Manager through the one path.

mod cloud;
mod replicas;
mod rotation;
mod secrets;
mod values;
