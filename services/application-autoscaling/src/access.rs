//! What a call touches: scalable targets, with their tags.

use crate::place::Place;
use crate::target;
use haneul_model::Value;
use haneul_pipeline::{AwsError, Check, Cx};

pub fn checks(cx: &mut Cx, operation: &str, input: &Value) -> Result<Vec<Check>, AwsError> {
    if operation.starts_with("Describe") {
        return Ok(vec![Check::new("*")]);
    }
    let text = |name: &str| input.str(name).unwrap_or_default();
    let found = match input.str("ResourceARN") {
        Some(arn) => target::by_arn(cx, arn)?,
        None => {
            let (namespace, resource) = (text("ServiceNamespace"), text("ResourceId"));
            match Place::of(namespace, resource, text("ScalableDimension")) {
                Ok(place) => target::find(cx, &place)?,
                // What is wrong with it is said by the operation.
                Err(_) => None,
            }
        }
    };
    let check = match found {
        Some(target) => {
            let tags = target.tags.iter();
            let arn = crate::place::target_arn(cx, &target.id);
            Check::new(arn).resource_tags(tags.map(|(k, v)| (k.as_str(), v.as_str())))
        }
        None => {
            let any = cx.arn("application-autoscaling", "scalable-target/*");
            Check::new(input.str("ResourceARN").map_or(any, str::to_owned))
        }
    };
    Ok(vec![check.tags_of(input)])
}
