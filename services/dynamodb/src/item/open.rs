//! The table that a call on items names.

use crate::address::Address;
use crate::table::Found;
use crate::table::row;
use haneul_pipeline::{AwsError, Cx};

pub fn table(cx: &mut Cx, name: &str) -> Result<Found, AwsError> {
    let address = Address::of(cx, name)?;
    row::usable(cx, &address)
}
