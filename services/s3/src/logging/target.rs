//! Where a bucket's access logs go.

use crate::acl::{Grant, Grantee, Permission};
use crate::bucket::Bucket;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Target {
    pub bucket: String,
    pub prefix: String,
    /// To whom the logs are open besides the owner.
    pub grants: Vec<Grant>,
    pub format: KeyFormat,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum KeyFormat {
    /// Nothing was said, which means the same as [`KeyFormat::Simple`].
    Unsaid,
    Simple,
    /// By the day of the events, which one object has of one day only.
    ByEvent,
    ByDelivery,
}

impl Target {
    /// The day's beginning for an event, where it has a say in the key.
    pub fn day(&self, event: Timestamp) -> Option<i64> {
        (self.format == KeyFormat::ByEvent).then(|| crate::midnight::day(event))
    }

    /// The key of an object of lines.
    pub fn key(
        &self,
        source: &Bucket,
        delivered: Timestamp,
        day: Option<i64>,
        unique: &str,
    ) -> String {
        let at = match day {
            Some(day) => Timestamp::from_second(day.saturating_mul(86_400)).unwrap_or(delivered),
            None => delivered,
        };
        let at = at.to_zoned(TimeZone::UTC);
        let stamp = at.strftime("%Y-%m-%d-%H-%M-%S");
        match self.format {
            KeyFormat::Unsaid | KeyFormat::Simple => format!("{}{stamp}-{unique}", self.prefix),
            KeyFormat::ByEvent | KeyFormat::ByDelivery => format!(
                "{}{}/{}/{}/{}/{stamp}-{unique}",
                self.prefix,
                source.owner,
                source.region,
                source.name,
                at.strftime("%Y/%m/%d"),
            ),
        }
    }

    /// Those who get a permission on the logs, as a header names them.
    pub fn header(&self, permission: Permission, owner: Option<String>) -> Option<String> {
        let named = |grant: &Grant| match &grant.to {
            Grantee::User(id) => format!("id=\"{id}\""),
            group => format!("uri=\"{}\"", group.uri().unwrap_or_default()),
        };
        let own = owner.map(|id| format!("id=\"{id}\""));
        let granted = self.grants.iter();
        let granted = granted.filter(|grant| grant.permission == permission);
        let all: Vec<String> = own.into_iter().chain(granted.map(named)).collect();
        (!all.is_empty()).then(|| all.join(","))
    }
}
