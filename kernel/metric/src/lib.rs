//! Measured values, without any of AWS's types: [`Spread`] is what was measured in one moment,
//! [`Stat`] a number drawn from it, [`pack`] how moments lie in rows, [`math`] the language of
//! expressions over series, [`search`] how series are found by words, [`band`] what is to be expected
//! of them.

pub mod band;
pub mod math;
pub mod pack;
pub mod search;
mod spread;
mod stat;

pub use spread::Spread;
pub use stat::Stat;
