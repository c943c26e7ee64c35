//! Who uses a managed policy, and how: one row for each attachment and each boundary, so that a
//! policy's users are found without looking at everybody.

use crate::entity::{Kind, key};
use haneul_pipeline::{AwsError, Cx};
use haneul_store::{Span, Stored, Table};
use serde::{Deserialize, Serialize};
use std::collections::HashMap;

/// Policy ARN, usage, kind of entity, entity's key.
static USES: Table<(String, String, String, String), Use> = Table::new("iam_policy_use");

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Use {
    pub name: String,
}

impl Stored for Use {
    const VERSION: u32 = 1;
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Usage {
    Attached,
    Boundary,
}

impl Usage {
    fn word(self) -> &'static str {
        match self {
            Usage::Attached => "attached",
            Usage::Boundary => "boundary",
        }
    }

    /// The API's filter; `None`: either.
    pub fn filter(text: Option<&str>) -> Option<Usage> {
        match text {
            Some("PermissionsPolicy") => Some(Usage::Attached),
            Some("PermissionsBoundary") => Some(Usage::Boundary),
            _ => None,
        }
    }
}

/// How often a policy is attached, and how often it is a boundary.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    pub attached: i64,
    pub boundaries: i64,
}

impl Tally {
    pub fn by(self, usage: Option<Usage>) -> i64 {
        match usage {
            Some(Usage::Attached) => self.attached,
            Some(Usage::Boundary) => self.boundaries,
            None => self.attached + self.boundaries,
        }
    }

    fn note(&mut self, usage: &str) {
        if usage == Usage::Boundary.word() {
            self.boundaries += 1;
        } else {
            self.attached += 1;
        }
    }
}

pub fn link(cx: &mut Cx, arn: &str, usage: Usage, kind: Kind, name: &str) -> Result<(), AwsError> {
    let scope = cx.account_scope();
    let row = Use {
        name: name.to_owned(),
    };
    let key = (arn, usage.word(), kind.word(), key(name));
    Ok(USES.put(cx.tx, scope, &key, &row)?)
}

pub fn unlink(
    cx: &mut Cx,
    arn: &str,
    usage: Usage,
    kind: Kind,
    name: &str,
) -> Result<(), AwsError> {
    let scope = cx.account_scope();
    USES.delete(cx.tx, scope, &(arn, usage.word(), kind.word(), key(name)))?;
    Ok(())
}

pub fn tally(cx: &mut Cx, arn: &str) -> Result<Tally, AwsError> {
    let mut tally = Tally::default();
    for (usage, ..) in of(cx, arn)? {
        tally.note(usage.word());
    }
    Ok(tally)
}

/// The tallies of every policy that is used at all.
pub fn tallies(cx: &mut Cx) -> Result<HashMap<String, Tally>, AwsError> {
    let scope = cx.account_scope();
    let rows = USES.scan(cx.tx, scope, Span::all(), usize::MAX, false)?;
    let mut tallies: HashMap<String, Tally> = HashMap::new();
    for ((arn, usage, ..), _) in rows {
        tallies.entry(arn).or_default().note(&usage);
    }
    Ok(tallies)
}

/// Every use of a policy: how, by what kind of entity, and by whom.
pub fn of(cx: &mut Cx, arn: &str) -> Result<Vec<(Usage, Kind, String)>, AwsError> {
    let scope = cx.account_scope();
    let rows = USES.scan(cx.tx, scope, Span::prefix(arn), usize::MAX, false)?;
    let read = |((_, usage, kind, _), row): ((_, String, String, _), Use)| {
        let usage = [Usage::Attached, Usage::Boundary]
            .into_iter()
            .find(|u| u.word() == usage)?;
        let kind = Kind::ALL.into_iter().find(|k| k.word() == kind)?;
        Some((usage, kind, row.name))
    };
    Ok(rows.into_iter().filter_map(read).collect())
}
