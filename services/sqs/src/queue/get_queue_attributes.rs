//! GetQueueAttributes.

use crate::errors;
use crate::queue::{row, show};
use crate::shapes::{GetQueueAttributesRequest, GetQueueAttributesResult};
use haneul_pipeline::{AwsError, Cx};

pub fn run(
    cx: &mut Cx,
    input: GetQueueAttributesRequest,
) -> Result<GetQueueAttributesResult, AwsError> {
    let found = row::at_url(cx, &input.queue_url)?;
    let wanted = input.attribute_names.unwrap_or_default();
    let known = |name: &String| name == "All" || show::NAMES.contains(&name.as_str());
    if let Some(unknown) = wanted.iter().find(|name| !known(name)) {
        return Err(errors::unknown_attribute(unknown));
    }
    let attributes = show::attributes(cx, &found, &wanted)?;
    Ok(GetQueueAttributesResult {
        attributes: (!attributes.is_empty()).then_some(attributes),
    })
}
