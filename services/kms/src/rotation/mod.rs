//! Rotation: new material under the same key. What was encrypted before still decrypts.

mod turn;

pub use turn::{FINISH, TURN, begin, finish, follow, turn};

include!(concat!(env!("OUT_DIR"), "/rotation.rs"));
