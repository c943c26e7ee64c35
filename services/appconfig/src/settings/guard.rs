//! Deletion protection: what clients read lately is not deleted by mistake.

use super::row;
use crate::{errors, limits, place};
use haneul_pipeline::{AwsError, Cx};
use haneul_store::{Stored, Table};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

/// When clients last read what belongs to an environment or a profile, by its ARN.
static USES: Table<String, Used> = Table::new("appconfig_use");

/// Reading twice within this is written down once.
const COARSE: SignedDuration = SignedDuration::from_secs(60);

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Used {
    at: Timestamp,
}

impl Stored for Used {
    const VERSION: u32 = 1;
}

/// What somebody wants to delete.
pub struct Guarded<'a> {
    pub arn: String,
    pub created: Timestamp,
    /// What the call says of protection.
    pub check: Option<&'a str>,
}

/// Refuses what is protected; of the rest no trace stays.
pub fn guard(cx: &mut Cx, guarded: &Guarded) -> Result<(), AwsError> {
    let settings = row::open(cx)?;
    let young = cx.now().duration_since(guarded.created) < limits::YOUNG;
    let protected = match guarded.check {
        Some("BYPASS") => false,
        Some("APPLY") => true,
        _ => settings.protected && !young,
    };
    let used = USES.get(cx.tx, cx.scope(), &guarded.arn)?;
    let period = SignedDuration::from_mins(settings.minutes);
    let lately = used.is_some_and(|used| cx.now().duration_since(used.at) < period);
    if protected && lately {
        return Err(errors::bad(format!(
            "{} was used in the last {} minutes and is protected from deletion.",
            guarded.arn, settings.minutes
        )));
    }
    USES.delete(cx.tx, cx.scope(), &guarded.arn)?;
    Ok(())
}

/// A client reads a configuration.
pub fn note_use(
    cx: &mut Cx,
    (application, environment, profile): (&str, &str, &str),
) -> Result<(), AwsError> {
    let arns = [
        place::environment(cx, application, environment),
        place::profile(cx, application, profile),
    ];
    for arn in arns {
        let known = USES.get(cx.tx, cx.scope(), &arn)?;
        let now = cx.now();
        if known.is_none_or(|known| now.duration_since(known.at).abs() >= COARSE) {
            USES.put(cx.tx, cx.scope(), &arn, &Used { at: now })?;
        }
    }
    Ok(())
}
