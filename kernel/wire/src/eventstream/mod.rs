//! Event streams: frames, and modelled events in them.

mod event;
mod frame;
mod header;

pub use event::{decode_event, encode_event, encode_exception, encode_initial_response};
pub use frame::{Frame, MAX_FRAME};
pub use header::HeaderValue;
