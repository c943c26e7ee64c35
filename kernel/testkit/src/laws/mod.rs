//! Laws: what holds for every operation of every service, because the model says so.

pub mod fits;
