//! PutParameter: a new parameter, or another version of one.

use super::draft;
use super::row::{self, PARAMETERS, Parameter, VERSIONS, Value, Version};
use crate::names::{self, Wanted};
use crate::shapes::{PutParameterRequest, PutParameterResult};
use crate::{errors, events, expiry, keys, limits};
use haneul_pipeline::{AwsError, Cx};

pub fn run(cx: &mut Cx, input: PutParameterRequest) -> Result<PutParameterResult, AwsError> {
    let mut parameter = open(cx, &input)?;
    let value = match &parameter.key {
        Some(key) => {
            let arn = names::arn(cx, cx.account(), &parameter.name);
            keys::seal(cx, &arn, (key, parameter.tier), &input.value)?
        }
        None => Value::Plain(input.value),
    };
    let operation = if parameter.version == 0 {
        "Create"
    } else {
        "Update"
    };
    parameter.version += 1;
    make_room(cx, &mut parameter)?;
    let version = Version {
        value,
        description: parameter.description.clone(),
        pattern: parameter.pattern.clone(),
        key: parameter.key.clone(),
        tier: parameter.tier,
        data_type: parameter.data_type.clone(),
        policies: parameter.policies.clone(),
        modified: parameter.modified,
        user: parameter.user.clone(),
    };
    let key = (parameter.name.as_str(), parameter.version);
    let scope = cx.scope();
    VERSIONS.put(cx.tx, scope, &key, &version)?;
    row::save(cx, &parameter)?;
    expiry::wind(cx, &parameter)?;
    events::changed(cx, &parameter, operation)?;
    Ok(PutParameterResult {
        version: i64::try_from(parameter.version).ok(),
        tier: Some(parameter.tier.name().to_owned()),
    })
}

/// The parameter as the call wants it.
fn open(cx: &mut Cx, input: &PutParameterRequest) -> Result<Parameter, AwsError> {
    let wanted = Wanted::of(cx, &input.name)?;
    let name = match wanted.selector {
        Some(_) => return Err(errors::invalid("Parameter name: can't contain a selector.")),
        None => wanted.name(),
    };
    names::check(name)?;
    let overwrite = input.overwrite == Some(true);
    if overwrite && input.tags.as_ref().is_some_and(|tags| !tags.is_empty()) {
        return Err(errors::invalid(
            "Invalid request: tags and overwrite can't be used together. To create a parameter \
             with tags, please remove overwrite flag. To update tags for an existing parameter, \
             please use AddTagsToResource or RemoveTagsFromResource.",
        ));
    }
    let known = PARAMETERS.get(cx.tx, cx.scope(), name)?;
    if known.is_some() && !overwrite {
        return Err(errors::exists());
    }
    draft::of(cx, input, known)
}

/// The oldest version goes, unless it has a label.
fn make_room(cx: &mut Cx, parameter: &mut Parameter) -> Result<(), AwsError> {
    if parameter.version - parameter.oldest < limits::VERSIONS as u64 {
        return Ok(());
    }
    let oldest = parameter.oldest;
    if parameter
        .labels
        .iter()
        .any(|(_, version)| *version == oldest)
    {
        return Err(errors::versions(&parameter.name));
    }
    let scope = cx.scope();
    VERSIONS.delete(cx.tx, scope, &(parameter.name.as_str(), oldest))?;
    parameter.oldest += 1;
    Ok(())
}
