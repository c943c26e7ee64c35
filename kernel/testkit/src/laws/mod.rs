//! Laws: what holds for every operation of every service, because the model says so.

pub mod fits;
pub mod fixture;
pub mod hostile;
pub mod sample;
pub mod tags;
pub mod vary;
pub mod wrong;

pub use crate::story::pages;
pub use fixture::{Fixture, Known, Maker};
pub use sample::Sampler;
