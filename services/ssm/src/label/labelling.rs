//! Operations: LabelParameterVersion, UnlabelParameterVersion

use crate::parameter::row::{self, Parameter};
use crate::shapes::{
    LabelParameterVersionRequest, LabelParameterVersionResult, UnlabelParameterVersionRequest,
    UnlabelParameterVersionResult,
};
use crate::{errors, events, limits};
use haneul_pipeline::{AwsError, Cx};

pub fn label_parameter_version(
    cx: &mut Cx,
    input: LabelParameterVersionRequest,
) -> Result<LabelParameterVersionResult, AwsError> {
    let (mut parameter, version) = open(cx, &input.name, input.parameter_version)?;
    let (good, invalid): (Vec<_>, Vec<_>) = input.labels.into_iter().partition(|label| fits(label));
    for label in good {
        parameter.labels.retain(|(known, _)| *known != label);
        parameter.labels.push((label, version));
    }
    if parameter.labels_of(version).len() > limits::LABELS {
        return Err(errors::labels());
    }
    row::save(cx, &parameter)?;
    events::changed(cx, &parameter, "LabelParameterVersion")?;
    Ok(LabelParameterVersionResult {
        invalid_labels: Some(invalid),
        parameter_version: i64::try_from(version).ok(),
    })
}

pub fn unlabel_parameter_version(
    cx: &mut Cx,
    input: UnlabelParameterVersionRequest,
) -> Result<UnlabelParameterVersionResult, AwsError> {
    let (mut parameter, version) = open(cx, &input.name, Some(input.parameter_version))?;
    let own = parameter.labels_of(version);
    let (removed, invalid): (Vec<_>, Vec<_>) = input
        .labels
        .into_iter()
        .partition(|label| own.contains(label));
    parameter
        .labels
        .retain(|(label, _)| !removed.contains(label));
    if !removed.is_empty() {
        row::save(cx, &parameter)?;
    }
    Ok(UnlabelParameterVersionResult {
        removed_labels: Some(removed),
        invalid_labels: Some(invalid),
    })
}

/// The newest version, unless somebody says which.
fn open(cx: &mut Cx, name: &str, said: Option<i64>) -> Result<(Parameter, u64), AwsError> {
    let parameter = row::find_own(cx, name)?.ok_or_else(errors::not_found)?;
    let Some(said) = said else {
        let newest = parameter.version;
        return Ok((parameter, newest));
    };
    let number = u64::try_from(said).ok();
    match number.filter(|n| (parameter.oldest..=parameter.version).contains(n)) {
        Some(number) => Ok((parameter, number)),
        None => Err(errors::no_version(&parameter.name, &said.to_string())),
    }
}

/// Neither a number nor AWS's own.
fn fits(label: &str) -> bool {
    let lower = label.to_ascii_lowercase();
    let known = |c: char| c.is_ascii_alphanumeric() || "_.-".contains(c);
    let first = label.chars().next();
    label.chars().all(known)
        && first.is_some_and(|c| !c.is_ascii_digit())
        && !lower.starts_with("aws")
        && !lower.starts_with("ssm")
}
