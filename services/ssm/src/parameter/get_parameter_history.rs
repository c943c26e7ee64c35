//! GetParameterHistory: all versions that are kept, the oldest first.

use super::row::{self, Parameter, VERSIONS, Value, Version};
use super::show;
use crate::names::{self, Wanted};
use crate::shapes::{GetParameterHistoryRequest, GetParameterHistoryResult, ParameterHistory};
use crate::{errors, keys, limits};
use base64::prelude::{BASE64_STANDARD, Engine};
use haneul_pipeline::{AwsError, Cx};

type Entry = (ParameterHistory, Value);

pub fn run(
    cx: &mut Cx,
    input: GetParameterHistoryRequest,
) -> Result<GetParameterHistoryResult, AwsError> {
    let (arn, entries, next_token) = list(cx, &input)?;
    let open = input.with_decryption == Some(true);
    let mut shown = Vec::new();
    for (mut entry, value) in entries {
        if open {
            entry.value = Some(keys::open(cx, &arn, &value)?);
        }
        shown.push(entry);
    }
    Ok(GetParameterHistoryResult {
        parameters: Some(shown),
        next_token,
    })
}

type Listed = (String, Vec<Entry>, Option<String>);

fn list(cx: &mut Cx, input: &GetParameterHistoryRequest) -> Result<Listed, AwsError> {
    let wanted = Wanted::of(cx, &input.name)?;
    let parameter = row::find(cx, &wanted)?.ok_or_else(errors::not_found)?;
    let scope = cx.scope_of(&wanted.account, cx.region());
    let first = match &input.next_token {
        Some(token) => read(token).ok_or_else(errors::next_token)?,
        None => parameter.oldest,
    };
    let limit = input
        .max_results
        .map_or(limits::PAGE as u64, |most| most.max(1) as u64);
    let first = first.max(parameter.oldest);
    let last = parameter.version.min(first.saturating_add(limit - 1));
    let mut entries = Vec::new();
    for number in first..=last {
        let key = (parameter.name.as_str(), number);
        if let Some(version) = VERSIONS.get(cx.tx, scope, &key)? {
            entries.push(entry(&parameter, number, version));
        }
    }
    let more = last < parameter.version;
    let token = more.then(|| BASE64_STANDARD.encode((last + 1).to_string()));
    Ok((
        names::arn(cx, &wanted.account, &parameter.name),
        entries,
        token,
    ))
}

fn read(token: &str) -> Option<u64> {
    let bytes = BASE64_STANDARD.decode(token).ok()?;
    String::from_utf8(bytes).ok()?.parse().ok()
}

fn entry(parameter: &Parameter, number: u64, version: Version) -> Entry {
    let shown = ParameterHistory {
        name: Some(parameter.name.clone()),
        r#type: Some(parameter.kind.clone()),
        key_id: version.key,
        last_modified_date: Some(version.modified),
        last_modified_user: Some(version.user),
        description: version.description,
        value: Some(version.value.shown()),
        allowed_pattern: version.pattern,
        version: i64::try_from(number).ok(),
        labels: Some(parameter.labels_of(number)),
        tier: Some(version.tier.name().to_owned()),
        policies: show::policies(&version.policies),
        data_type: Some(version.data_type),
    };
    (shown, version.value)
}
