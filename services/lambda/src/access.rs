//! What a call touches: functions and layers with the policies that let others in, and the role
//! that is passed to a function.

use crate::function::row as functions;
use crate::layer::{self, LayerNamed};
use crate::names::Named;
use crate::{PRINCIPAL, errors, event_source, permission, signing};
use haneul_model::{Value, Violation, ViolationKind};
use haneul_pipeline::{AwsError, Check, Cx};

pub fn checks(cx: &mut Cx, operation: &str, input: &Value) -> Result<Vec<Check>, AwsError> {
    let check = match operation {
        "ListFunctions"
        | "ListLayers"
        | "GetAccountSettings"
        | "CreateCodeSigningConfig"
        | "ListCodeSigningConfigs"
        | "ListEventSourceMappings" => Check::new("*"),
        "CreateEventSourceMapping" => {
            let named = Named::read(cx, input.str("FunctionName").unwrap_or_default(), None)?;
            Check::new("*").key("lambda:FunctionArn", named.arn(cx))
        }
        "GetLayerVersionByArn" => of_layer(cx, input.str("Arn").unwrap_or_default(), None)?,
        _ => of_resource(cx, input)?,
    };
    let mut check = check.tags_of(input);
    for (key, member) in [
        ("lambda:Principal", "Principal"),
        ("lambda:FunctionUrlAuthType", "FunctionUrlAuthType"),
        ("lambda:FunctionUrlAuthType", "AuthType"),
        ("lambda:CodeSigningConfigArn", "CodeSigningConfigArn"),
    ] {
        if let Some(said) = input.str(member) {
            check = check.key(key, said);
        }
    }
    if let Some(Value::List(layers)) = input.get("Layers") {
        let layers = layers
            .iter()
            .filter_map(|layer| layer.as_str().map(str::to_owned));
        check = check.keys("lambda:Layer", layers.collect());
    }
    let mut checks = vec![check];
    if let Some(role) = input.str("Role") {
        checks.push(Check::pass_role(role, PRINCIPAL));
    }
    Ok(checks)
}

fn of_resource(cx: &mut Cx, input: &Value) -> Result<Check, AwsError> {
    if let Some(uuid) = input.str("UUID") {
        let arn = cx.arn("lambda", &format!("event-source-mapping:{uuid}"));
        return of_mapping(cx, &arn);
    }
    if let Some(name) = input.str("LayerName") {
        let number = input.get("VersionNumber").and_then(Value::as_int);
        return of_layer(cx, name, number);
    }
    if let Some(said) = input.str("FunctionName") {
        let named = Named::read(cx, said, input.str("Qualifier"))?;
        return of_function(cx, &named);
    }
    if let Some(arn) = input.str("Resource") {
        if event_source::is_arn(arn) {
            return of_mapping(cx, arn);
        }
        if signing::is_arn(arn) {
            return of_signing(cx, arn);
        }
        let named = Named::read(cx, arn, None)?;
        return of_function(cx, &named);
    }
    match input.str("CodeSigningConfigArn") {
        Some(arn) => of_signing(cx, arn),
        None => Ok(Check::new("*")),
    }
}

pub fn of_function(cx: &mut Cx, named: &Named) -> Result<Check, AwsError> {
    let check = Check::new(named.arn(cx)).owner(&named.account);
    let Some(function) = functions::find(cx, named)? else {
        return Ok(check);
    };
    let tags = function.tags.iter().map(|(k, v)| (k.as_str(), v.as_str()));
    let check = check.resource_tags(tags);
    let policy = permission::policy_of(cx, named)?;
    Ok(check.policy(policy))
}

fn of_mapping(cx: &mut Cx, arn: &str) -> Result<Check, AwsError> {
    let check = Check::new(arn);
    Ok(match event_source::of_arn(cx, arn) {
        Ok(mapping) => {
            let tags = mapping.tags.iter().map(|(k, v)| (k.as_str(), v.as_str()));
            let function = mapping.named(cx.account()).arn(cx);
            check
                .resource_tags(tags)
                .key("lambda:FunctionArn", function)
        }
        Err(_) => check,
    })
}

/// A request to a function's URL asks for two things: the URL, and the function by way of it.
pub fn of_url(cx: &mut Cx, named: &Named, auth: &str) -> Result<Vec<Check>, AwsError> {
    let check = of_function(cx, named)?;
    let url = check
        .clone()
        .action("lambda:InvokeFunctionUrl")
        .key("lambda:FunctionUrlAuthType", auth);
    let function = check
        .action("lambda:InvokeFunction")
        .key("lambda:InvokedViaFunctionUrl", "true");
    Ok(vec![url, function])
}

fn of_layer(cx: &mut Cx, said: &str, number: Option<i64>) -> Result<Check, AwsError> {
    let named = LayerNamed::read(cx, said)?;
    let number = number.and_then(|number| u64::try_from(number).ok());
    let Some(number) = number.or(named.number) else {
        return Ok(Check::new(named.arn(cx)).owner(&named.account));
    };
    let policy = layer::policy_of(cx, &named, number)?;
    let check = Check::new(named.version_arn(cx, number)).owner(&named.account);
    Ok(check.policy(policy))
}

fn of_signing(cx: &mut Cx, arn: &str) -> Result<Check, AwsError> {
    let check = Check::new(arn);
    Ok(match signing::open(cx, arn) {
        Ok(config) => {
            let tags = config.tags.iter().map(|(k, v)| (k.as_str(), v.as_str()));
            check.resource_tags(tags)
        }
        Err(_) => check,
    })
}

/// The runtime has an error of its own.
pub fn invalid(violations: &[Violation]) -> AwsError {
    let of_runtime = |v: &&Violation| v.kind == ViolationKind::Enum && v.path.ends_with("untime");
    if let Some(wrong) = violations.iter().find(of_runtime) {
        let value = wrong.value.as_deref().unwrap_or_default();
        return errors::invalid(format!(
            "Value {value} at 'runtime' failed to satisfy constraint: {} or be a valid ARN",
            wrong.demand
        ));
    }
    AwsError::new(
        "ValidationException",
        haneul_model::validate::message(violations),
    )
    .status(400)
}
