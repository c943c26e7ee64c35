//! ARNs of what lies below a table: backups, exports, imports.

use crate::address::is_name;
use haneul_pipeline::Cx;
use haneul_runtime::Random;
use jiff::Timestamp;

/// `…:table/Music/backup/01489602797149-73d8d5bc`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Below {
    pub region: String,
    pub account: String,
    pub table: String,
    pub id: String,
}

impl Below {
    pub fn of(cx: &Cx, kind: &str, arn: &str) -> Option<Below> {
        let rest = arn.strip_prefix("arn:")?.strip_prefix(cx.partition())?;
        let rest = rest.strip_prefix(":dynamodb:")?;
        let mut parts = rest.splitn(3, ':');
        let (region, account) = (parts.next()?, parts.next()?);
        let mut path = parts.next()?.strip_prefix("table/")?.split('/');
        let (table, middle, id) = (path.next()?, path.next()?, path.next()?);
        let fits = middle == kind && path.next().is_none() && is_name(table) && is_id(id);
        fits.then(|| Below {
            region: region.to_owned(),
            account: account.to_owned(),
            table: table.to_owned(),
            id: id.to_owned(),
        })
    }

    /// In the account and Region of the call.
    pub fn is_here(&self, cx: &Cx) -> bool {
        self.region == cx.region() && self.account == cx.account()
    }
}

fn is_id(id: &str) -> bool {
    !id.is_empty() && id.len() <= 64 && id.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
}

/// In the order in which they are made: milliseconds, then chance.
pub fn new_id(random: &Random, now: Timestamp) -> String {
    format!("{:014}-{:08x}", now.as_millisecond(), random.u64() as u32)
}
