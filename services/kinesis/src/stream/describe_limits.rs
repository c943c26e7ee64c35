//! DescribeLimits: what the account may have in this Region, and has.

use crate::limits::{ON_DEMAND_STREAMS, SHARDS};
use crate::shapes::{DescribeLimitsInput, DescribeLimitsOutput};
use crate::stream::create_stream;
use haneul_pipeline::{AwsError, Cx};

pub fn run(cx: &mut Cx, _: DescribeLimitsInput) -> Result<DescribeLimitsOutput, AwsError> {
    let (shards, on_demand) = create_stream::used(cx)?;
    Ok(DescribeLimitsOutput {
        shard_limit: Some(SHARDS),
        open_shard_count: Some(shards as i64),
        on_demand_stream_count: Some(on_demand as i64),
        on_demand_stream_count_limit: Some(ON_DEMAND_STREAMS),
        ..DescribeLimitsOutput::default()
    })
}
