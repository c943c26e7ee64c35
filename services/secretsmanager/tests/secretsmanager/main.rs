//! Secrets Manager through the one path.

mod cloud;
mod keys;
mod replicas;
mod rotation;
mod secrets;
mod values;
