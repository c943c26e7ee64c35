//! Actions and parameters as they are given.

use super::row::{Action, Parameter, Point};
use crate::{errors, shapes};
use haneul_pipeline::{Arn, AwsError};

pub fn read(given: Vec<(String, Vec<shapes::Action>)>) -> Result<Vec<(Point, Action)>, AwsError> {
    let mut read = Vec::new();
    for (name, actions) in given {
        if name == "AT_DEPLOYMENT_TICK" {
            return Err(AwsError::not_implemented(
                "actions of extensions at each tick of a deployment",
            ));
        }
        let unknown = || errors::bad(format!("Invalid action point {name}."));
        let point = Point::read(&name).ok_or_else(unknown)?;
        for action in actions {
            read.push((point, one(point, action)?));
        }
    }
    Ok(read)
}

fn one(point: Point, given: shapes::Action) -> Result<Action, AwsError> {
    let uri = given.uri.unwrap_or_default();
    let arn = Arn::read(&uri);
    let kind = arn.map(|arn| (arn.service, arn.resource));
    match kind {
        Some(("lambda", resource)) if resource.starts_with("function:") => {}
        Some(("sqs" | "sns", _)) if !point.waits() => {}
        Some(("events", "event-bus/default")) if !point.waits() => {}
        _ => {
            return Err(errors::bad(format!(
                "{uri} is not a URI that the action point {} can have.",
                point.name()
            )));
        }
    }
    Ok(Action {
        name: given.name.unwrap_or_default(),
        description: given.description,
        uri,
        role: given.role_arn,
    })
}

pub fn parameters(
    given: Option<Vec<(String, shapes::Parameter)>>,
) -> Result<Vec<(String, Parameter)>, AwsError> {
    let given = given.unwrap_or_default().into_iter();
    let read = given.map(|(name, parameter)| {
        let parameter = Parameter {
            description: parameter.description,
            required: parameter.required.unwrap_or(false),
            dynamic: parameter.dynamic.unwrap_or(false),
        };
        (name, parameter)
    });
    Ok(read.collect())
}
