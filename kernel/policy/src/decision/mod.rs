//! Weighing every policy that has a say in a request.

mod decide;
mod denial;
mod ledger;
mod question;
mod reason;

pub use decide::decide;
pub use denial::denial_message;
pub use question::{Decision, Matched, Policies, Question, Source};
pub use reason::Reason;
