//! S3 in a cloud in memory, called through the one path.

mod access;
mod acl;
mod buckets;
mod configuration;
mod copies;
mod cors;
mod disk;
mod form;
mod help;
mod listings;
mod lock;
mod model;
mod objects;
mod parts;
mod payment;
mod tags;
mod versions;
mod website;
mod wire;
