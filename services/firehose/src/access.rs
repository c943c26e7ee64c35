//! What a call touches, for the policies.

use crate::stream::row;
use haneul_model::Value;
use haneul_pipeline::{AwsError, Check, Cx};

pub fn checks(cx: &mut Cx, operation: &str, input: &Value) -> Result<Vec<Check>, AwsError> {
    if operation == "ListDeliveryStreams" {
        return Ok(vec![Check::new("*")]);
    }
    let name = input.str("DeliveryStreamName").unwrap_or_default();
    let mut check = Check::new(row::arn(cx, name));
    if let Some(stream) = row::find(cx, name)? {
        let tags = stream.tags.iter().map(|(k, v)| (k.as_str(), v.as_str()));
        check = check.resource_tags(tags);
    }
    Ok(vec![check.tags_of(input)])
}
