//! What a call touches: registries with their policies, schemas and discoverers, and their tags.

use crate::policy;
use crate::{discoverer, registry, schema, tag};
use haneul_model::Value;
use haneul_pipeline::{AwsError, Check, Cx};

pub fn checks(cx: &mut Cx, operation: &str, input: &Value) -> Result<Vec<Check>, AwsError> {
    let named = |member: &str| input.str(member).unwrap_or_default().to_owned();
    let registry_name = named("RegistryName");
    let check = match operation {
        "ListRegistries" | "ListDiscoverers" | "GetDiscoveredSchema" => Check::new("*"),
        "TagResource" | "UntagResource" | "ListTagsForResource" => Check::new(named("ResourceArn")),
        "CreateDiscoverer" => Check::new(discoverer::arn(cx, "*")),
        _ if operation.contains("Discoverer") => {
            Check::new(discoverer::arn(cx, &named("DiscovererId")))
        }
        "SearchSchemas" | "ListSchemas" => Check::new(registry::arn(cx, &registry_name)),
        _ if operation.contains("Schema") => {
            let arn = schema::arn(cx, &registry_name, &named("SchemaName"));
            Check::new(arn).policy(policy::of(cx, &registry_name)?)
        }
        _ => {
            let arn = registry::arn(cx, &registry_name);
            Check::new(arn).policy(policy::of(cx, &registry_name)?)
        }
    };
    let tags = tag::tags_of(cx, &check.resource)?;
    let tags = tags.iter().map(|(k, v)| (k.as_str(), v.as_str()));
    Ok(vec![with_request_tags(check.resource_tags(tags), input)])
}

fn with_request_tags(check: Check, input: &Value) -> Check {
    let keys = input.get("TagKeys").and_then(Value::as_list);
    let keys = keys.into_iter().flatten().filter_map(Value::as_str);
    let keys: Vec<String> = keys.map(str::to_owned).collect();
    if !keys.is_empty() {
        return check.keys("aws:TagKeys", keys);
    }
    let Some(Value::Map(tags)) = input.get("Tags") else {
        return check;
    };
    let tags = tags.iter();
    check.request_tags(tags.filter_map(|(key, value)| Some((key.as_str(), value.as_str()?))))
}
