//! `Condition`.

use super::document::mismatch;
use super::json::{Kind, Member, Node};
use super::keys::{self, Global};
use super::report::{Place, Report};
use haneul_model::iam_facts;

/// Without qualifier and suffix.
const OPERATORS: &[&str] = &[
    "StringEquals",
    "StringNotEquals",
    "StringEqualsIgnoreCase",
    "StringNotEqualsIgnoreCase",
    "StringLike",
    "StringNotLike",
    "NumericEquals",
    "NumericNotEquals",
    "NumericLessThan",
    "NumericLessThanEquals",
    "NumericGreaterThan",
    "NumericGreaterThanEquals",
    "DateEquals",
    "DateNotEquals",
    "DateLessThan",
    "DateLessThanEquals",
    "DateGreaterThan",
    "DateGreaterThanEquals",
    "Bool",
    "BinaryEquals",
    "IpAddress",
    "NotIpAddress",
    "ArnEquals",
    "ArnLike",
    "ArnNotEquals",
    "ArnNotLike",
    "Null",
];

pub fn validate(node: &Node, place: &Place, report: &mut Report) {
    let Some(condition) = node.get("Condition") else {
        return;
    };
    let place = place.value("Condition", condition.span);
    match &condition.kind {
        Kind::Object(operators) if operators.is_empty() => report.suggest(
            "EMPTY_OBJECT_CONDITION",
            "This condition block is empty and it does not affect the policy. Specify conditions.",
            &[&place],
        ),
        Kind::Object(operators) => {
            for operator in operators {
                one(operator, &place, report);
            }
        }
        _ => mismatch(report, "object", &place),
    }
}

fn one(operator: &Member, place: &Place, report: &mut Report) {
    let name = &*operator.name;
    let at = place.key(name, operator.name_span);
    let (qualifier, rest) = match name.split_once(':') {
        Some((qualifier, rest)) => (Some(qualifier), rest),
        None => (None, name),
    };
    let stem = rest.strip_suffix("IfExists").unwrap_or(rest);
    let odd = qualifier.is_some_and(|q| !matches!(q, "ForAllValues" | "ForAnyValue"));
    if odd || !OPERATORS.contains(&stem) {
        return report.error(
            "INVALID_CONDITION_OPERATOR",
            format!("The condition operator {name} is not valid. Use a valid condition operator."),
            &[&at],
        );
    }
    if stem == "Null" && stem != rest {
        report.error(
            "NULL_WITH_IF_EXISTS",
            "The Null condition operator cannot be used with the IfExists suffix. Update the operator or the suffix.",
            &[&at],
        );
    }
    if stem == "Null" && qualifier.is_some() {
        report.suggest(
            "NULL_WITH_QUALIFIER",
            "Avoid using the Null condition operator with the ForAllValues or ForAnyValue qualifiers because they always return a true or false respectively.",
            &[&at],
        );
    }
    let place = place.value(name, operator.value.span);
    let Kind::Object(keys) = &operator.value.kind else {
        return mismatch(report, "object", &place);
    };
    let mut seen: Vec<&Member> = Vec::new();
    for member in keys {
        if seen
            .iter()
            .any(|old| old.name.eq_ignore_ascii_case(&member.name))
        {
            report.error(
                "DUPLICATE_KEYS_WITH_DIFFERENT_CASE",
                format!(
                    "The condition key {} appears more than once with different capitalization in the same condition block. Remove the duplicate condition keys.",
                    member.name
                ),
                &[&place.key(&member.name, member.name_span)],
            );
        }
        seen.push(member);
        key(member, &place, report);
        values(stem, member, &place, report);
    }
}

fn key(member: &Member, place: &Place, report: &mut Report) {
    let name = &*member.name;
    let at = place.key(name, member.name_span);
    let Some((prefix, rest)) = name.split_once(':') else {
        return report.error(
            "INVALID_CONDITION_KEY_FORMAT",
            format!(
                "The condition key format {name} is not valid. Use the format service:keyname."
            ),
            &[&at],
        );
    };
    if prefix.eq_ignore_ascii_case("aws") {
        return match keys::global(name) {
            Global::Known => {}
            Global::NoTag => report.error(
                "MISSING_TAG_KEY_IN_CONDITION",
                format!(
                    "The condition key {name} must include a tag key to control access based on tags. Use the format {}/tag-key and specify a key name for tag-key.",
                    name.trim_end_matches('/')
                ),
                &[&at],
            ),
            Global::Unknown => report.error(
                "INVALID_GLOBAL_CONDITION_KEY",
                format!("The condition key {name} does not exist. Use a valid condition key."),
                &[&at],
            ),
        };
    }
    // Providers of identities have keys under their own names, such as graph.facebook.com:app_id.
    let Some(reference) = iam_facts::reference(prefix) else {
        return;
    };
    let mut known = reference.condition_keys.iter();
    let lowered = name.to_ascii_lowercase();
    // Those that take a name of the caller's end with a place for it: `<key>` or `${TagKey}`.
    let fits = |key: &str| {
        let key = key.to_ascii_lowercase();
        match key.find(['<', '$']) {
            Some(open) => lowered.len() > open && lowered.starts_with(&key[..open]),
            None => lowered == key,
        }
    };
    if !rest.contains("${") && !known.any(|(key, _)| fits(key)) {
        report.error(
            "INVALID_SERVICE_CONDITION_KEY",
            format!(
                "The condition key {name} does not exist in the service {prefix}. Use a valid condition key."
            ),
            &[&at],
        );
    }
}

/// Values that their operator can make nothing of.
fn values(stem: &str, member: &Member, place: &Place, report: &mut Report) {
    let place = place.value(&member.name, member.value.span);
    let items = match &member.value.kind {
        Kind::List(items) if items.is_empty() => {
            return report.suggest(
                "EMPTY_ARRAY_CONDITION",
                format!(
                    "There are no values for the condition key {} and it does not affect the policy. Specify conditions.",
                    member.name
                ),
                &[&place],
            );
        }
        Kind::List(items) => {
            let placed = items.iter().enumerate();
            placed
                .map(|(i, item)| (item, place.index(i, item.span)))
                .collect()
        }
        _ => vec![(&member.value, place.clone())],
    };
    for (item, place) in items {
        let text = match &item.kind {
            Kind::Text(text) | Kind::Number(text) => text.clone(),
            Kind::Bool(value) => value.to_string(),
            _ => {
                mismatch(report, "string", &place);
                continue;
            }
        };
        if let Some((code, details)) = wrong(stem, &text) {
            report.warn(code, details, &[&place]);
        }
    }
}

fn wrong(stem: &str, text: &str) -> Option<(&'static str, String)> {
    let is_bool = |text: &str| {
        ["true", "false"]
            .iter()
            .any(|b| b.eq_ignore_ascii_case(text))
    };
    match stem {
        "Bool" | "Null" if !is_bool(text) && !text.contains("${") => Some((
            "TYPE_MISMATCH_BOOLEAN",
            format!("Add a valid Boolean value (true or false) for the condition operator {stem}."),
        )),
        "IpAddress" | "NotIpAddress" if !is_range(text) => Some((
            "TYPE_MISMATCH_IP_RANGE",
            format!(
                "The condition operator {stem} is used with an invalid IP range value. Specify the IP range in standard CIDR format."
            ),
        )),
        _ if stem.starts_with("Numeric") && text.parse::<f64>().is_err() => Some((
            "TYPE_MISMATCH_NUMBER",
            format!("Add a valid numeric value for the condition operator {stem}."),
        )),
        _ if stem.starts_with("Date") && !is_date(text) => Some((
            "TYPE_MISMATCH_DATE",
            "The date condition operator is used with an invalid value. Specify a valid date using YYYY-MM-DD or other ISO 8601 date/time format.".to_owned(),
        )),
        _ => None,
    }
}

fn is_range(text: &str) -> bool {
    let (address, bits) = match text.split_once('/') {
        Some((address, bits)) => (address, Some(bits)),
        None => (text, None),
    };
    let Ok(address) = address.parse::<std::net::IpAddr>() else {
        return false;
    };
    let most = if address.is_ipv4() { 32 } else { 128 };
    bits.is_none_or(|bits| bits.parse::<u8>().is_ok_and(|bits| bits <= most))
}

fn is_date(text: &str) -> bool {
    text.parse::<jiff::Timestamp>().is_ok()
        || text.parse::<jiff::civil::Date>().is_ok()
        || text.parse::<i64>().is_ok()
}
