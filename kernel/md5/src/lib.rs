//! MD5 of many streams at once.
//!
//! Each step of MD5 waits for the one before, so one stream leaves most of a processor idle. Streams
//! do not wait for one another: side by side in the lanes of vector registers, up to sixteen take
//! the time of one.

mod block;
mod lane;
mod stream;
mod together;
mod width;

pub use stream::Md5;
pub use together::{Lost, Pending, Together};
