//! The table that a call on items names.

use crate::address::Address;
use crate::item::throttle;
use crate::table::Found;
use crate::table::{kms, row};
use haneul_pipeline::{AwsError, Cx};

pub fn table(cx: &mut Cx, name: &str) -> Result<Found, AwsError> {
    let address = Address::of(cx, name)?;
    let found = row::usable(cx, &address)?;
    kms::check(cx, &found)?;
    // Tables are opened before anything is spent on them: what this call has spent, it has in
    // an attempt that lost against another call.
    throttle::give_back(cx, &found);
    Ok(found)
}
