//! Which analyzer a call is about.

use super::{arn, row};
use haneul_model::{Value, iam_facts};
use haneul_pipeline::{AwsError, Check, Cx};

pub fn checks(cx: &mut Cx, operation: &str, input: &Value) -> Result<Vec<Check>, AwsError> {
    let text = |member: &str| input.get(member).and_then(Value::as_str);
    let scope = cx.scope();
    let analyzer = match (text("analyzerArn"), text("analyzerName")) {
        (Some(arn), _) => Some(arn.to_owned()),
        (None, Some(name)) => Some(arn::of(scope, name)),
        (None, None) => text("resourceArn").map(str::to_owned),
    };
    let Some(mut resource) = analyzer else {
        return Ok(vec![Check::new("*").tags_of(input)]);
    };
    let tags = match arn::name_in(scope, &resource) {
        Some(name) => row::at(cx.tx, scope, name)?.map(|analyzer| analyzer.tags),
        None => None,
    };
    if let Some(rule) = text("ruleName").filter(|_| is_about_rule(operation)) {
        resource = format!("{resource}/archive-rule/{rule}");
    }
    let tags = tags.unwrap_or_default();
    let pairs = tags.iter().map(|(key, value)| (&**key, &**value));
    let check = Check::new(resource).resource_tags(pairs);
    Ok(vec![check.tags_of(input)])
}

/// By AWS's own reference: ApplyArchiveRule names a rule and is about the analyzer.
fn is_about_rule(operation: &str) -> bool {
    let action = iam_facts::action(&format!("access-analyzer:{operation}"));
    action.is_some_and(|action| {
        action
            .resources
            .iter()
            .any(|kind| kind.name == "ArchiveRule")
    })
}
