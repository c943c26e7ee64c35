//! What a call touches: each resource that its action needs, with its tags, and the roles that it
//! passes.

use crate::{PRINCIPAL, application, environment, extension, place, profile, tag};
use haneul_model::Value;
use haneul_pipeline::{AwsError, Check, Cx};

pub fn checks(cx: &mut Cx, operation: &str, input: &Value) -> Result<Vec<Check>, AwsError> {
    let mut checks = Vec::new();
    for resource in resources(cx, operation, input)? {
        let tags = tag::tags_of(cx, &resource)?;
        let tags = tags.iter().map(|(k, v)| (k.as_str(), v.as_str()));
        checks.push(Check::new(resource).resource_tags(tags).tags_of(input));
    }
    let roles = passed(input).into_iter();
    checks.extend(roles.map(|role| Check::pass_role(&role, PRINCIPAL)));
    Ok(checks)
}

fn resources(cx: &mut Cx, operation: &str, input: &Value) -> Result<Vec<String>, AwsError> {
    let named = |member: &str| input.str(member).unwrap_or_default().to_owned();
    if let Some(arn) = input.str("ResourceArn") {
        return Ok(vec![arn.to_owned()]);
    }
    if operation == "GetConfiguration" {
        let given = (
            named("Application"),
            named("Environment"),
            named("Configuration"),
        );
        let (application, environment, profile) =
            configuration_ids(cx, (&given.0, &given.1, &given.2))?;
        return Ok(vec![
            place::application(cx, &application),
            place::environment(cx, &application, &environment),
            place::profile(cx, &application, &profile),
        ]);
    }
    let mut found = Vec::new();
    if let Some(given) = input.str("ApplicationId") {
        of_application(cx, given, input, &mut found)?;
    }
    if let Some(id) = input.str("DeploymentStrategyId") {
        found.push(place::strategy(cx, id));
    }
    if operation.ends_with("Extension") {
        found.extend(of_extension(cx, input)?);
    }
    if let Some(id) = input.str("ExtensionAssociationId") {
        found.push(place::association(cx, id));
    }
    if found.is_empty() {
        found.push("*".to_owned());
    }
    Ok(found)
}

fn of_application(
    cx: &mut Cx,
    given: &str,
    input: &Value,
    found: &mut Vec<String>,
) -> Result<(), AwsError> {
    let application = application::id_of(cx, given)?;
    found.push(place::application(cx, &application));
    if let Some(given) = input.str("EnvironmentId") {
        let id = environment::id_of(cx, &application, given)?;
        found.push(place::environment(cx, &application, &id));
        if let Some(number) = input.get("DeploymentNumber").and_then(Value::as_int) {
            found.push(place::deployment(cx, &application, &id, number));
        }
    }
    if let Some(given) = input.str("ConfigurationProfileId") {
        let id = profile::id_of(cx, &application, given)?;
        found.push(place::profile(cx, &application, &id));
        if let Some(number) = input.get("VersionNumber").and_then(Value::as_int) {
            found.push(place::hosted(cx, &application, &id, number));
        }
    }
    Ok(())
}

/// None yet, where it is made.
fn of_extension(cx: &mut Cx, input: &Value) -> Result<Option<String>, AwsError> {
    let Some(given) = input.str("ExtensionIdentifier") else {
        return Ok(None);
    };
    let version = input.get("VersionNumber").and_then(Value::as_int);
    match extension::open(cx, given, version) {
        Ok(known) => Ok(Some(place::extension(cx, &known.id, known.version))),
        Err(error) if error.code == "ResourceNotFoundException" => {
            Ok(Some(place::extension(cx, given, version.unwrap_or(1))))
        }
        Err(error) => Err(error),
    }
}

fn passed(input: &Value) -> Vec<String> {
    let mut roles = Vec::new();
    roles.extend(input.str("RetrievalRoleArn").map(str::to_owned));
    let monitors = input.get("Monitors").and_then(Value::as_list);
    let monitors = monitors.unwrap_or_default().iter();
    roles.extend(monitors.filter_map(|monitor| monitor.str("AlarmRoleArn").map(str::to_owned)));
    if let Some(Value::Map(points)) = input.get("Actions") {
        let actions = points.iter().filter_map(|(_, actions)| actions.as_list());
        let actions = actions.flatten();
        roles.extend(actions.filter_map(|action| action.str("RoleArn").map(str::to_owned)));
    }
    roles
}

/// The ids behind ids and names; what is neither stays what it is.
pub fn configuration_ids(
    cx: &mut Cx,
    (application, environment, profile): (&str, &str, &str),
) -> Result<(String, String, String), AwsError> {
    let application = application::id_of(cx, application)?;
    let environment = environment::id_of(cx, &application, environment)?;
    let profile = profile::id_of(cx, &application, profile)?;
    Ok((application, environment, profile))
}
