//! Deployments: a configuration on its way to the clients of an environment.

mod back;
mod event;
mod live;
mod row;
mod run;
mod watch;

pub use back::{ROLLED_BACK, rolled_back};
pub use event::{REFUSED, refused};
pub use live::{content, live, remove_some};
pub use row::{Deployment, find, is_under_way, save};
pub use run::{STEP, step};
pub use watch::{WATCH, watch};

include!(concat!(env!("OUT_DIR"), "/deployment.rs"));
