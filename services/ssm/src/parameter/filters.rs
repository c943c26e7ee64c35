//! Which parameters a listing is about: each filter must fit, by one of its values.

use super::row::Parameter;
use crate::errors;
use crate::shapes::ParameterStringFilter as Filter;
use haneul_pipeline::AwsError;

const BY_NAME: &str = "BeginsWith, Contains, Equals";
const BY_PATH: &str = "OneLevel, Recursive";
const BY_VALUE: &str = "BeginsWith, Equals";

/// Of those of DescribeParameters.
pub fn check(filters: &[Filter]) -> Result<(), AwsError> {
    check_repeats(filters)?;
    for filter in filters {
        let valid = match filter.key.as_str() {
            "Name" => BY_NAME,
            "Path" => BY_PATH,
            "Label" => {
                return Err(errors::filter_key("Label", "Path, Name, Type, KeyId, Tier"));
            }
            _ => BY_VALUE,
        };
        check_option(filter, valid)?;
        let values = filter.values.as_deref().unwrap_or_default();
        if values.is_empty() && !filter.key.starts_with("tag:") {
            return Err(errors::filter_value(
                "The following filter values are missing : null for filter key.",
            ));
        }
        if filter.key == "Path" && !values.iter().all(|path| path.starts_with('/')) {
            return Err(errors::invalid(
                "The parameter doesn't meet the parameter name requirements. The parameter name \
                 must begin with a forward slash \"/\".",
            ));
        }
    }
    Ok(())
}

/// Of those of GetParametersByPath.
pub fn check_path(filters: &[Filter]) -> Result<(), AwsError> {
    check_repeats(filters)?;
    for filter in filters {
        if !["Type", "KeyId", "Label"].contains(&filter.key.as_str()) {
            return Err(errors::filter_key(&filter.key, "Type, KeyId, Label"));
        }
        check_option(filter, BY_VALUE)?;
    }
    Ok(())
}

fn check_repeats(filters: &[Filter]) -> Result<(), AwsError> {
    for (at, filter) in filters.iter().enumerate() {
        if filters.iter().take(at).any(|other| other.key == filter.key) {
            return Err(errors::invalid(format!(
                "The following filter is duplicated in the request: {}. A request can contain only \
                 one instance of a specific filter.",
                filter.key
            )));
        }
    }
    Ok(())
}

fn check_option(filter: &Filter, valid: &str) -> Result<(), AwsError> {
    let option = filter.option.as_deref();
    match option.is_none_or(|option| valid.split(", ").any(|known| known == option)) {
        true => Ok(()),
        false => Err(errors::filter_option(option.unwrap_or_default(), valid)),
    }
}

pub fn fit(filters: &[Filter], parameter: &Parameter) -> bool {
    filters.iter().all(|filter| {
        let values = filter.values.as_deref().unwrap_or_default();
        let option = filter.option.as_deref();
        match filter.key.strip_prefix("tag:") {
            Some(key) => has_tag(parameter, key, values, option),
            None => values
                .iter()
                .any(|value| has(&filter.key, value, option, parameter)),
        }
    })
}

fn is(option: Option<&str>, text: &str, value: &str) -> bool {
    match option {
        Some("BeginsWith") => text.starts_with(value),
        Some("Contains") => text.contains(value),
        _ => text == value,
    }
}

fn has_tag(parameter: &Parameter, key: &str, values: &[String], option: Option<&str>) -> bool {
    let mut own = parameter.tags.iter().filter(|(known, _)| known == key);
    own.any(|(_, text)| values.is_empty() || values.iter().any(|value| is(option, text, value)))
}

fn has(key: &str, value: &str, option: Option<&str>, parameter: &Parameter) -> bool {
    match key {
        "Name" => {
            // Whether or not either begins with a slash.
            let (name, value) = (&parameter.name, value.trim_start_matches('/'));
            is(option, name.trim_start_matches('/'), value)
        }
        "Type" => is(option, &parameter.kind, value),
        "KeyId" => is(option, parameter.key.as_deref().unwrap_or_default(), value),
        "Tier" => is(option, parameter.tier.name(), value),
        "DataType" => is(option, &parameter.data_type, value),
        "Label" => parameter
            .labels
            .iter()
            .any(|(label, _)| is(option, label, value)),
        "Path" => {
            let under = format!("{}/", value.trim_end_matches('/'));
            let rest = parameter.name.strip_prefix(&under);
            rest.is_some_and(|rest| option == Some("Recursive") || !rest.contains('/'))
        }
        _ => false,
    }
}
