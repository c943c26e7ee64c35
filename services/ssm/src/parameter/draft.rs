//! What a call says that a parameter shall be, looked at before anything is done.

use super::row::{Parameter, Tier};
use crate::expiry;
use crate::shapes::PutParameterRequest;
use crate::{errors, keys, limits, setting, tag};
use haneul_pipeline::{AwsError, Cx};
use regex::RegexBuilder;

/// Of a pattern as it is compiled.
const PATTERN_BYTES: usize = 1 << 20;
const TEXT: &str = "text";
const IMAGE: &str = "aws:ec2:image";
const INTEGRATION: &str = "aws:ssm:integration";
const INTEGRATIONS: &str = "/d9d01087-4a3f-49e0-b0b4-d568d7826553/ssm/integrations/webhook/";

/// The parameter as it is to be, without a version yet.
pub fn of(
    cx: &mut Cx,
    input: &PutParameterRequest,
    known: Option<Parameter>,
) -> Result<Parameter, AwsError> {
    let kind = kind(input, known.as_ref())?;
    let mut parameter = known.unwrap_or_else(|| Parameter {
        name: input.name.clone(),
        kind: kind.clone(),
        description: None,
        pattern: None,
        key: None,
        tier: Tier::Standard,
        data_type: TEXT.to_owned(),
        policies: Vec::new(),
        tags: Vec::new(),
        version: 0,
        oldest: 1,
        labels: Vec::new(),
        modified: cx.now(),
        user: String::new(),
        shared: None,
    });
    check_value(input)?;
    parameter.description = input.description.clone().or(parameter.description);
    parameter.pattern = input.allowed_pattern.clone().or(parameter.pattern);
    check_pattern(parameter.pattern.as_deref(), &input.value)?;
    if let Some(data_type) = input.data_type.clone().filter(|t| !t.is_empty()) {
        parameter.data_type = data_type;
    }
    check_data_type(&parameter, &input.value)?;
    if kind == "SecureString" {
        let known = parameter.key.take();
        let key = input.key_id.clone().or(known);
        parameter.key = Some(key.unwrap_or_else(|| keys::USUAL.to_owned()));
    } else if input.key_id.is_some() {
        return Err(errors::invalid(
            "KeyId is only supported for parameters of type SecureString.",
        ));
    }
    let now = cx.now();
    if let Some(text) = &input.policies {
        parameter.policies = expiry::read(text, now)?;
    }
    expiry::rebase(&mut parameter.policies, now);
    parameter.tier = tier(cx, input, &parameter)?;
    tag::put(&mut parameter.tags, input.tags.clone().unwrap_or_default())?;
    parameter.modified = now;
    parameter.user = cx.caller().principal.arn.clone();
    Ok(parameter)
}

fn kind(input: &PutParameterRequest, known: Option<&Parameter>) -> Result<String, AwsError> {
    match (input.r#type.clone(), known) {
        (Some(said), Some(known)) if said != known.kind => Err(errors::other_type()),
        (Some(said), _) => Ok(said),
        (None, Some(known)) => Ok(known.kind.clone()),
        (None, None) => Err(errors::invalid(
            "A parameter type is required when you create a parameter.",
        )),
    }
}

fn check_value(input: &PutParameterRequest) -> Result<(), AwsError> {
    if input.value.is_empty() {
        return Err(errors::invalid(
            "1 validation error detected: Value '' at 'value' failed to satisfy constraint: Member \
             must have length greater than or equal to 1.",
        ));
    }
    match input.value.contains("{{ssm:") || input.value.contains("{{ ssm:") {
        true => Err(errors::invalid(
            "Parameter value can't nest another parameter. Do not use \"{{}}\" in the value.",
        )),
        false => Ok(()),
    }
}

fn check_pattern(pattern: Option<&str>, value: &str) -> Result<(), AwsError> {
    let Some(pattern) = pattern.filter(|pattern| !pattern.is_empty()) else {
        return Ok(());
    };
    // The whole value must match.
    let whole = format!("^(?:{pattern})$");
    let read = RegexBuilder::new(&whole).size_limit(PATTERN_BYTES).build();
    let read = read.map_err(|_| errors::bad_pattern(pattern))?;
    match read.is_match(value) {
        true => Ok(()),
        false => Err(errors::pattern(pattern)),
    }
}

fn check_data_type(parameter: &Parameter, value: &str) -> Result<(), AwsError> {
    let (name, kind) = (parameter.name.as_str(), parameter.kind.as_str());
    let fits = match parameter.data_type.as_str() {
        TEXT => true,
        IMAGE => kind == "String" && is_image(value),
        INTEGRATION => kind == "SecureString" && name.starts_with(INTEGRATIONS),
        other => {
            return Err(errors::invalid(format!(
                "The following data type is not supported: {other} (Data type names are all \
                 lowercase.)"
            )));
        }
    };
    match fits {
        true => Ok(()),
        false => Err(errors::invalid(format!(
            "The value of the parameter does not fit the data type {}.",
            parameter.data_type
        ))),
    }
}

fn is_image(value: &str) -> bool {
    let digits = value.strip_prefix("ami-").unwrap_or_default();
    matches!(digits.len(), 8 | 17) && digits.chars().all(|c| c.is_ascii_hexdigit())
}

/// The tier that is asked for, or else that there is; a parameter never goes back to the first.
fn tier(cx: &mut Cx, input: &PutParameterRequest, parameter: &Parameter) -> Result<Tier, AwsError> {
    let bytes = input.value.len();
    let needs = match bytes > limits::STANDARD_BYTES || !parameter.policies.is_empty() {
        true => Tier::Advanced,
        false => Tier::Standard,
    };
    let asked = match (&input.tier, parameter.version) {
        (Some(asked), _) => asked.clone(),
        (None, 0) => setting::default_tier(cx)?,
        (None, _) => parameter.tier.name().to_owned(),
    };
    let tier = match asked.as_str() {
        "Advanced" => Tier::Advanced,
        "Intelligent-Tiering" if parameter.tier == Tier::Advanced => Tier::Advanced,
        "Intelligent-Tiering" => needs,
        _ if parameter.tier == Tier::Advanced => {
            return Err(errors::invalid(
                "This parameter uses the advanced-parameter tier. You can't downgrade a parameter \
                 from the advanced-parameter tier to the standard-parameter tier. If necessary, you \
                 can delete the advanced parameter and recreate it as a standard parameter.",
            ));
        }
        _ => Tier::Standard,
    };
    if tier == Tier::Standard && bytes > limits::STANDARD_BYTES {
        return Err(errors::invalid(
            "Standard tier parameters support a maximum parameter value of 4096 characters. To \
             create a larger parameter value, upgrade the parameter to use the advanced-parameter \
             tier. For more information, see \
             https://docs.aws.amazon.com/systems-manager/latest/userguide/parameter-store-advanced-parameters.html",
        ));
    }
    if bytes > limits::ADVANCED_BYTES {
        return Err(errors::invalid(
            "Advanced tier parameters support a maximum parameter value of 8192 characters.",
        ));
    }
    match tier == Tier::Standard && !parameter.policies.is_empty() {
        true => Err(errors::invalid(
            "Parameter policies are only supported for parameters of the advanced-parameter tier.",
        )),
        false => Ok(tier),
    }
}
