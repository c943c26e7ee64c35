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
    Ok(vec![with_request_tags(check, input)])
}

fn with_request_tags(check: Check, input: &Value) -> Check {
    let list = |member: &str| {
        let found = input.get(member).and_then(Value::as_list);
        found.into_iter().flatten()
    };
    let tags: Vec<(&str, &str)> = list("Tags")
        .filter_map(|tag| Some((tag.str("Key")?, tag.str("Value").unwrap_or_default())))
        .collect();
    let keys: Vec<String> = list("TagKeys")
        .filter_map(|key| key.as_str().map(str::to_owned))
        .collect();
    let check = check.request_tags(tags);
    match keys.is_empty() {
        true => check,
        false => check.keys("aws:TagKeys", keys),
    }
}
