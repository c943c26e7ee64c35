//! The one path, walked by a made-up service over SQS's model.

mod authentication;
mod background;
mod known;
mod organisation;
mod probe;
mod records;
mod whole_state;
mod zones;
