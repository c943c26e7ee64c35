//! What a cloud needs besides state: one clock, one source of chance, ids, durable timers, the
//! outbox, and who of several nodes does what. The only room that reads the host's clock and its randomness.

pub mod agenda;
pub mod clock;
pub mod host;
pub mod ids;
pub mod lease;
pub mod level;
pub mod node;
pub mod outbox;
pub mod random;
pub mod timer;

pub use clock::{Clock, Mode};
pub use lease::Leases;
pub use random::Random;
