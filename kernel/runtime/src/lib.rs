//! What a cloud needs besides state: one clock, one source of chance, ids, durable timers and the
//! outbox. The only room that reads the host's clock and its randomness.

pub mod clock;
pub mod host;
pub mod ids;
pub mod outbox;
pub mod random;
pub mod timer;

pub use clock::{Clock, Mode};
pub use random::Random;
