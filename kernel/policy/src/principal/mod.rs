//! Who calls, and how policies name callers.

mod caller;
mod matching;
mod named;

pub use caller::{Principal, PrincipalKind};
pub use matching::ListGrant;
pub(crate) use matching::{Grant, exempts, grant};
pub use named::Named;
pub(crate) use named::parse;
