//! DescribeTimeToLive: whether it is on, and by which attribute.

use crate::shapes::{DescribeTimeToLiveInput, DescribeTimeToLiveOutput, TimeToLiveDescription};
use crate::table::row;
use haneul_pipeline::{AwsError, Cx};

pub fn run(
    cx: &mut Cx,
    input: DescribeTimeToLiveInput,
) -> Result<DescribeTimeToLiveOutput, AwsError> {
    let found = row::at(cx, &input.table_name)?;
    let now = cx.now().as_microsecond();
    let ttl = found.table.ttl.as_ref();
    let status = ttl.map_or("DISABLED", |ttl| ttl.status(now));
    let shown = ttl.filter(|_| status != "DISABLED");
    Ok(DescribeTimeToLiveOutput {
        time_to_live_description: Some(TimeToLiveDescription {
            time_to_live_status: Some(status.to_owned()),
            attribute_name: shown.map(|ttl| ttl.attribute.clone()),
        }),
    })
}
