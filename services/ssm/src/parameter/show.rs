//! A parameter as answers show it, its value opened for whoever wants that.

use super::row::{self, Parameter, VERSIONS, Value, Version};
use crate::names::{self, Wanted};
use crate::shapes::{Parameter as Shown, ParameterInlinePolicy};
use crate::{errors, keys};
use haneul_pipeline::{AwsError, Cx};

/// A version on its way into an answer.
pub struct Picked {
    pub shown: Shown,
    /// To be opened; nothing where there is nothing to open.
    pub value: Option<Value>,
}

/// The version that a selector means.
pub fn pick(cx: &mut Cx, wanted: &Wanted) -> Result<Picked, AwsError> {
    let parameter = row::find(cx, wanted)?.ok_or_else(errors::not_found)?;
    let said = wanted.selector.as_deref();
    let number = match said.map(|selector| selector.trim_start_matches(':')) {
        None => parameter.version,
        Some(said) => number(&parameter, said)?,
    };
    of_version(cx, &parameter, &wanted.account, number, said)
}

fn number(parameter: &Parameter, said: &str) -> Result<u64, AwsError> {
    if said.starts_with(|c: char| c.is_ascii_digit()) {
        let number = said.parse().ok();
        let kept = number.filter(|n| (parameter.oldest..=parameter.version).contains(n));
        return kept.ok_or_else(|| errors::no_version(&parameter.name, said));
    }
    let labelled = parameter.labels.iter().find(|(label, _)| label == said);
    labelled
        .map(|(_, version)| *version)
        .ok_or_else(|| errors::no_label(&parameter.name, said))
}

pub fn of_version(
    cx: &mut Cx,
    parameter: &Parameter,
    account: &str,
    number: u64,
    selector: Option<&str>,
) -> Result<Picked, AwsError> {
    let scope = cx.scope_of(account, cx.region());
    let version = VERSIONS.get(cx.tx, scope, &(parameter.name.as_str(), number))?;
    let version =
        version.ok_or_else(|| errors::no_version(&parameter.name, &number.to_string()))?;
    let arn = names::arn(cx, account, &parameter.name);
    Ok(picked(parameter, version, arn, number, selector))
}

fn picked(
    parameter: &Parameter,
    version: Version,
    arn: String,
    number: u64,
    selector: Option<&str>,
) -> Picked {
    Picked {
        shown: Shown {
            name: Some(parameter.name.clone()),
            r#type: Some(parameter.kind.clone()),
            value: Some(version.value.shown()),
            version: i64::try_from(number).ok(),
            selector: selector.map(str::to_owned),
            source_result: None,
            last_modified_date: Some(version.modified),
            arn: Some(arn),
            data_type: Some(version.data_type),
        },
        value: Some(version.value),
    }
}

/// Opens it, for whoever wants that.
pub fn opened(cx: &mut Cx, picked: Picked, open: bool) -> Result<Shown, AwsError> {
    let mut shown = picked.shown;
    if let Some(value) = picked.value.filter(|_| open) {
        let arn = shown.arn.as_deref().unwrap_or_default();
        shown.value = Some(keys::open(cx, arn, &value)?);
    }
    Ok(shown)
}

pub fn policies(policies: &[row::Policy]) -> Option<Vec<ParameterInlinePolicy>> {
    let shown = policies.iter().map(|policy| ParameterInlinePolicy {
        policy_text: Some(policy.text.clone()),
        policy_type: Some(policy.kind.clone()),
        policy_status: Some(if policy.done { "Finished" } else { "Pending" }.to_owned()),
    });
    Some(shown.collect())
}
