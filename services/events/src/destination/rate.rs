//! As many calls of a destination in a second as it says.

use super::row::Destination;
use haneul_pipeline::{AwsError, Cx};
use haneul_store::{Stored, Table};
use serde::{Deserialize, Serialize};

/// By destination.
static RATES: Table<String, Rate> = Table::new("events_destination_rate");

/// Calls that were appointed: all before this second, and so many of it.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
struct Rate {
    second: i64,
    calls: i64,
}

impl Stored for Rate {
    const VERSION: u32 = 1;
}

/// The second in which the next call is made.
pub fn take(cx: &mut Cx, destination: &Destination) -> Result<i64, AwsError> {
    let (scope, now) = (cx.scope(), cx.now().as_second());
    let fresh = Rate {
        second: now,
        calls: 0,
    };
    let known = RATES.get(cx.tx, scope, &destination.id)?;
    let mut rate = known.filter(|known| known.second >= now).unwrap_or(fresh);
    if rate.calls >= destination.rate {
        rate = Rate {
            second: rate.second + 1,
            calls: 0,
        };
    }
    rate.calls += 1;
    RATES.put(cx.tx, scope, &destination.id, &rate)?;
    Ok(rate.second)
}

pub fn forget(cx: &mut Cx, destination: &Destination) -> Result<(), AwsError> {
    let scope = cx.scope();
    RATES.delete(cx.tx, scope, &destination.id)?;
    Ok(())
}
