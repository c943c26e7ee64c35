//! The trail: what CloudTrail tells of each call, kept by the path itself, so that no call is made
//! beside it. The event of a change commits with the change; those of looks are written within a
//! second. The service `cloudtrail` reads what is kept here.

mod buffer;
mod event;
mod history;
mod identity;
mod parameters;
mod pending;
mod resources;
mod subject;

pub use buffer::TrailBuffer;
pub use event::{Event, Named};
pub(crate) use history::trim;
pub use history::{back, regions};
pub use pending::{pending, settle};
pub(crate) use subject::{Outcome, Subject};

use crate::cloud::Cloud;
use crate::error::AwsError;
use haneul_store::Scope;

/// Who wants copies of events: the trails of the accounts, known to `cloudtrail`.
pub trait Trails: Send + Sync + 'static {
    /// Whether there are any, in whatever account. Must cost next to nothing.
    fn exist(&self, cloud: &Cloud) -> bool;

    /// The trails that get a copy.
    fn wanted_by(&self, cloud: &Cloud, facts: &Facts) -> Result<Vec<Trail>, AwsError>;
}

/// What selectors of trails ask about.
#[derive(Clone, Copy, Debug)]
pub struct Facts<'a> {
    pub partition: &'a str,
    /// Whose event it is.
    pub account: &'a str,
    pub region: &'a str,
    pub source: &'a str,
    pub name: &'a str,
    pub read_only: bool,
    /// The type of resource whose data is touched, such as `AWS::S3::Object`; none for management
    /// events.
    pub data: Option<&'a str>,
    /// ARNs.
    pub resources: &'a [String],
    pub principal: &'a str,
}

/// A trail: the account and Region that have it, and its ARN.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trail {
    pub partition: String,
    pub account: String,
    pub region: String,
    pub arn: String,
}

impl Trail {
    fn scope(&self) -> Scope<'_> {
        Scope::new(&self.partition, &self.account, &self.region)
    }
}

/// There are no trails.
pub struct NoTrails;

impl Trails for NoTrails {
    fn exist(&self, _cloud: &Cloud) -> bool {
        false
    }

    fn wanted_by(&self, _cloud: &Cloud, _facts: &Facts) -> Result<Vec<Trail>, AwsError> {
        Ok(Vec::new())
    }
}
