//! S3 in a cloud in memory, called through the one path.

haneul_testkit::launcher_before_main!();

mod access;
mod access_points;
mod acl;
mod batch;
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
mod kms;
mod lifecycle;
mod listings;
mod lock;
mod logging;
mod model;
mod objects;
mod parts;
mod payment;
mod replication;
mod replication_kms;
mod storage_classes;
mod storage_lens;
mod tags;
mod versions;
mod website;
mod wire;
