//! CreateLogGroup: a group that holds no stream yet.

use crate::errors;
use crate::group::row::{self, GLOBAL, Group, Mark, PLACES};
use crate::shapes::CreateLogGroupRequest;
use crate::tag::rules;
use haneul_pipeline::{AwsError, Cx, Reply};

pub fn run(cx: &mut Cx, input: CreateLogGroupRequest) -> Result<Reply, AwsError> {
    if input.kms_key_id.is_some() {
        return Err(AwsError::not_implemented("log groups with a key of KMS"));
    }
    let class = input
        .log_group_class
        .unwrap_or_else(|| "STANDARD".to_owned());
    if !matches!(class.as_str(), "STANDARD" | "INFREQUENT_ACCESS") {
        return Err(AwsError::not_implemented(format!(
            "log groups of the class {class}"
        )));
    }
    if input.log_group_name.starts_with("aws/") {
        return Err(errors::parameter(
            "Log groups starting with AWS/ are reserved for AWS.",
        ));
    }
    if row::find(cx, &input.log_group_name)?.is_some() {
        return Err(errors::exists("The specified log group already exists"));
    }
    let tags = input.tags.unwrap_or_default();
    rules::check(&tags)?;
    let group = Group {
        id: cx.random().u64(),
        name: input.log_group_name,
        created: cx.now().as_millisecond(),
        class,
        retention_days: None,
        protected: input.deletion_protection_enabled.unwrap_or_default(),
        tags,
        policy: None,
    };
    row::put(cx, &group)?;
    let place = (cx.partition(), cx.account(), cx.region(), &group.name);
    PLACES.put(cx.tx, GLOBAL, &place, &Mark {})?;
    Ok(Reply::default())
}
