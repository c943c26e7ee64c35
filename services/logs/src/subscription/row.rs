//! The row of a subscription filter.

use haneul_pipeline::{AwsError, Cx};
use haneul_store::{Span, Stored, Table};
use serde::{Deserialize, Serialize};

/// By the group's id and the name.
pub static SUBSCRIPTIONS: Table<(u64, String), Subscription> = Table::new("logs_subscription");

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Subscription {
    pub name: String,
    pub pattern: String,
    pub created: i64,
    pub destination: String,
    pub role: Option<String>,
    /// Records of one stream go to one shard.
    pub by_stream: bool,
    /// As whom the service comes: that for all Regions, or that of this one.
    pub principal: String,
}

impl Stored for Subscription {
    const VERSION: u32 = 1;
}

/// Of one group.
pub const MOST: usize = 2;

pub fn all(cx: &mut Cx, group: u64) -> Result<Vec<Subscription>, AwsError> {
    let (scope, span) = (cx.scope(), Span::prefix(&(group,)));
    let rows = SUBSCRIPTIONS.scan(cx.tx, scope, span, usize::MAX, false)?;
    Ok(rows.into_iter().map(|(_, row)| row).collect())
}
