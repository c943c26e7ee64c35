//! Which secrets a listing is about: each filter must fit, by one of its values.

use super::row::Secret;
use crate::shapes::Filter;

pub fn fits(filters: Option<&[Filter]>, secret: &Secret, region: &str) -> bool {
    let mut filters = filters.into_iter().flatten();
    filters.all(|filter| {
        let values = filter.values.as_deref().unwrap_or_default();
        let key = filter.key.as_deref().unwrap_or_default();
        values.is_empty()
            || values
                .iter()
                .any(|value| fits_value(key, value, secret, region))
    })
}

/// A value with an exclamation mark before it asks for those that the rest does not fit.
fn fits_value(key: &str, value: &str, secret: &Secret, region: &str) -> bool {
    match value.strip_prefix('!') {
        Some(value) => !has(key, value, secret, region),
        None => has(key, value, secret, region),
    }
}

fn has(key: &str, value: &str, secret: &Secret, region: &str) -> bool {
    let begins = |text: &str| text.starts_with(value);
    let own = (!secret.replicas.is_empty()).then_some(region);
    let primary = secret.primary.as_deref().or(own);
    match key {
        "name" => begins(&secret.name),
        "description" => begins_a_word(secret.description.as_deref(), value),
        "tag-key" => secret.tags.iter().any(|(key, _)| begins(key)),
        "tag-value" => secret.tags.iter().any(|(_, value)| begins(value)),
        "primary-region" => primary.is_some_and(begins),
        "all" => value
            .split_whitespace()
            .any(|word| anywhere(word, secret, primary)),
        // Nothing here is owned by another service.
        _ => false,
    }
}

fn begins_a_word(text: Option<&str>, value: &str) -> bool {
    let text = text.unwrap_or_default().to_lowercase();
    let value = value.to_lowercase();
    let mut places = text.match_indices(&value);
    places.any(|(at, _)| at == 0 || text[..at].ends_with(|c: char| !c.is_alphanumeric()))
}

fn anywhere(word: &str, secret: &Secret, primary: Option<&str>) -> bool {
    let word = word.to_lowercase();
    let texts = [
        Some(secret.name.as_str()),
        secret.description.as_deref(),
        primary,
    ];
    let tags = secret
        .tags
        .iter()
        .flat_map(|(key, value)| [key.as_str(), value.as_str()]);
    let mut texts = texts.into_iter().flatten().chain(tags);
    texts.any(|text| text.to_lowercase().contains(&word))
}
