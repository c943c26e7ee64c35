//! Secrets Manager through the one path.

mod cloud;
mod keys;
mod measures;
mod replicas;
mod rotation;
mod secrets;
mod values;
