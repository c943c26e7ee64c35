//! S3 in a cloud in memory, called through the one path.

mod access;
mod buckets;
mod configuration;
mod copies;
mod disk;
mod encryption;
mod help;
mod intelligent_tiering;
mod inventory;
mod lifecycle;
mod listings;
mod lock;
mod model;
mod objects;
mod parts;
mod replication;
mod storage_classes;
mod tags;
mod versions;
mod wire;
