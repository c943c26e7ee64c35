//! Alarms: what they watch, how they are judged, and what they do.

mod action;
mod change;
mod evaluation;
mod event;
mod history;
mod judge;
mod notice;
mod reason;
mod regions;
mod row;
mod show;
mod watch;

pub use action::{REFUSED, check as check_actions, perform, refused};
pub use change::{Change, change};
pub use evaluation::{EVALUATE, evaluate, look_again};

pub use row::{Alarm, Composite, State, Subject, Value, arn, find, name_of, save, tie, untie};
pub use show::stamp;
pub use watch::wake;

include!(concat!(env!("OUT_DIR"), "/alarm.rs"));
