//! DescribeSchema.

use super::row;
use crate::shapes::{DescribeSchemaRequest, DescribeSchemaResponse};
use haneul_pipeline::{AwsError, Cx};

pub fn run(cx: &mut Cx, input: DescribeSchemaRequest) -> Result<DescribeSchemaResponse, AwsError> {
    let schema = row::open(cx, &input.registry_name, &input.schema_name)?;
    let (number, version) = row::version(cx, &schema, input.schema_version.as_deref())?;
    Ok(DescribeSchemaResponse {
        schema_arn: Some(row::arn(cx, &schema.registry, &schema.name)),
        schema_name: Some(schema.name),
        schema_version: Some(number.to_string()),
        content: Some(version.content),
        description: schema.description,
        last_modified: Some(schema.modified),
        version_created_date: Some(version.created),
        r#type: Some(version.kind),
        tags: Some(schema.tags),
    })
}
