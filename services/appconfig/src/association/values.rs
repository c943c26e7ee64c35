//! Values of an extension's parameters.

use crate::errors;
use crate::extension::Extension;
use haneul_pipeline::AwsError;

/// Whether all that the extension needs is there, and nothing that it does not know. What is dynamic
/// may come with the deployment.
pub fn check(extension: &Extension, values: &[(String, String)]) -> Result<(), AwsError> {
    let known = &extension.parameters;
    let given = |name: &str| values.iter().any(|(own, _)| own == name);
    let mut unknown = values.iter().map(|(name, _)| name);
    if let Some(name) = unknown.find(|name| !known.iter().any(|(own, _)| own == *name)) {
        return Err(errors::bad(format!(
            "Extension {} has no parameter {name}.",
            extension.name
        )));
    }
    let mut missing = known
        .iter()
        .filter(|(name, parameter)| parameter.required && !parameter.dynamic && !given(name));
    match missing.next() {
        Some((name, _)) => Err(errors::bad(format!(
            "Extension {} requires the parameter {name}.",
            extension.name
        ))),
        None => Ok(()),
    }
}
