//! UpdateStreamMode: between so many shards and as many as it needs.

use crate::address::Address;
use crate::errors;
use crate::limits::{HOUR, MODE_CHANGES_A_DAY};
use crate::shapes::UpdateStreamModeInput;
use crate::stream::{create_stream, row};
use haneul_pipeline::{AwsError, Cx, Reply};

pub fn run(cx: &mut Cx, input: UpdateStreamModeInput) -> Result<Reply, AwsError> {
    if input.warm_throughput_mi_bps.is_some() {
        return Err(AwsError::not_implemented("warm throughput of streams"));
    }
    let address = Address::of_arn(cx, &input.stream_arn)?;
    let found = row::at_address(cx, &address)?;
    row::check_active(cx, &found)?;
    let on_demand = input.stream_mode_details.stream_mode == "ON_DEMAND";
    if on_demand == found.stream.on_demand {
        return Ok(Reply::default());
    }
    let now = cx.now().as_microsecond();
    let mut stream = found.stream.clone();
    stream.mode_changes.retain(|at| now - at < 24 * HOUR);
    if stream.mode_changes.len() >= MODE_CHANGES_A_DAY {
        return Err(errors::limit(format!(
            "The capacity mode of stream {} under account {} can be changed \
             {MODE_CHANGES_A_DAY} times within 24 hours.",
            address.name, address.account
        )));
    }
    let open = stream.open().count();
    create_stream::check_quota(cx, on_demand, open)?;
    stream.mode_changes.push(now);
    stream.on_demand = on_demand;
    stream.grown = now;
    row::put_busy(cx, &found, stream)?;
    Ok(Reply::default())
}
