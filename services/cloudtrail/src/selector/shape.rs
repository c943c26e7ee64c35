//! Selectors as calls carry them.

use super::advanced::{Advanced, Field};
use super::basic::Basic;
use crate::shapes;

pub fn basic(given: Vec<shapes::EventSelector>) -> Vec<Basic> {
    let read = |given: shapes::EventSelector| Basic {
        kind: given.read_write_type.unwrap_or_else(|| "All".to_owned()),
        management: given.include_management_events.unwrap_or(true),
        data: given
            .data_resources
            .unwrap_or_default()
            .into_iter()
            .map(|data| {
                (
                    data.r#type.unwrap_or_default(),
                    data.values.unwrap_or_default(),
                )
            })
            .collect(),
        excluded: given.exclude_management_event_sources.unwrap_or_default(),
    };
    given.into_iter().map(read).collect()
}

pub fn show_basic(list: &[Basic]) -> Vec<shapes::EventSelector> {
    let show = |selector: &Basic| shapes::EventSelector {
        read_write_type: Some(selector.kind.clone()),
        include_management_events: Some(selector.management),
        data_resources: Some(
            selector
                .data
                .iter()
                .map(|(kind, values)| shapes::DataResource {
                    r#type: Some(kind.clone()),
                    values: Some(values.clone()),
                })
                .collect(),
        ),
        exclude_management_event_sources: Some(selector.excluded.clone()),
    };
    list.iter().map(show).collect()
}

pub fn advanced(given: Vec<shapes::AdvancedEventSelector>) -> Vec<Advanced> {
    let field = |given: shapes::AdvancedFieldSelector| Field {
        field: given.field,
        equals: given.equals.unwrap_or_default(),
        starts_with: given.starts_with.unwrap_or_default(),
        ends_with: given.ends_with.unwrap_or_default(),
        not_equals: given.not_equals.unwrap_or_default(),
        not_starts_with: given.not_starts_with.unwrap_or_default(),
        not_ends_with: given.not_ends_with.unwrap_or_default(),
    };
    let read = |given: shapes::AdvancedEventSelector| Advanced {
        name: given.name,
        fields: given.field_selectors.into_iter().map(field).collect(),
    };
    given.into_iter().map(read).collect()
}

pub fn show_advanced(list: &[Advanced]) -> Vec<shapes::AdvancedEventSelector> {
    let given = |values: &[String]| (!values.is_empty()).then(|| values.to_vec());
    let field = |field: &Field| shapes::AdvancedFieldSelector {
        field: field.field.clone(),
        equals: given(&field.equals),
        starts_with: given(&field.starts_with),
        ends_with: given(&field.ends_with),
        not_equals: given(&field.not_equals),
        not_starts_with: given(&field.not_starts_with),
        not_ends_with: given(&field.not_ends_with),
    };
    let show = |selector: &Advanced| shapes::AdvancedEventSelector {
        name: selector.name.clone(),
        field_selectors: selector.fields.iter().map(field).collect(),
    };
    list.iter().map(show).collect()
}
