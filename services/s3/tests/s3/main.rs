//! S3 in a cloud in memory, called through the one path.

mod access;
mod buckets;
mod configuration;
mod copies;
mod disk;
mod help;
mod listings;
mod objects;
mod parts;
mod tags;
mod wire;
