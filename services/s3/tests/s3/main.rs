//! S3 in a cloud in memory, called through the one path.

mod access;
mod acl;
mod buckets;
mod configuration;
mod copies;
mod cors;
mod disk;
mod encryption;
mod form;
mod help;
mod intelligent_tiering;
mod inventory;
mod lifecycle;
mod listings;
mod lock;
mod logging;
mod model;
mod objects;
mod parts;
mod payment;
mod replication;
mod storage_classes;
mod tags;
mod versions;
mod website;
mod wire;
