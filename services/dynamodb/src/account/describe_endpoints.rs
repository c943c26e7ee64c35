//! DescribeEndpoints: where to go with the next calls, which is here.

use crate::shapes::{DescribeEndpointsRequest, DescribeEndpointsResponse, Endpoint};
use haneul_pipeline::{AwsError, Cx};

const MINUTES: i64 = 1_440;

pub fn run(
    cx: &mut Cx,
    _: DescribeEndpointsRequest,
) -> Result<DescribeEndpointsResponse, AwsError> {
    let base = &cx.call.request.base_url;
    let address = match base.split_once("://") {
        Some((_, address)) => address.trim_end_matches('/').to_owned(),
        None => format!("dynamodb.{}.amazonaws.com", cx.region()),
    };
    Ok(DescribeEndpointsResponse {
        endpoints: Some(vec![Endpoint {
            address: Some(address),
            cache_period_in_minutes: Some(MINUTES),
        }]),
    })
}
