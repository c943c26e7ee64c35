//! Which analyzer a call is about.

use super::arn;
use haneul_model::Value;
use haneul_pipeline::{Check, Cx};

pub fn checks(cx: &mut Cx, operation: &str, input: &Value) -> Vec<Check> {
    let text = |member: &str| input.get(member).and_then(Value::as_str);
    let scope = cx.scope();
    let mut resource = match (text("analyzerArn"), text("analyzerName")) {
        (Some(arn), _) => arn.to_owned(),
        (None, Some(name)) => arn::of(scope, name),
        (None, None) => text("resourceArn").unwrap_or("*").to_owned(),
    };
    // CreateArchiveRule and its kin name the rule; ApplyArchiveRule is about the analyzer.
    if let Some(rule) = text("ruleName").filter(|_| operation.ends_with("ArchiveRule")) {
        resource = format!("{resource}/archive-rule/{rule}");
    }
    let check = Check::new(resource);
    let Some(Value::Map(tags)) = input.get("tags") else {
        return vec![check];
    };
    let pairs = tags
        .iter()
        .filter_map(|(key, value)| Some((&**key, value.as_str()?)));
    vec![check.request_tags(pairs)]
}
