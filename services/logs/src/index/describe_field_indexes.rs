//! DescribeFieldIndexes: by which fields events of groups can be found.

use crate::errors;
use crate::group::row as groups;
use crate::index::row::{self, DEFAULT, EVERYWHERE};
use crate::place;
use crate::shapes::{DescribeFieldIndexesRequest, DescribeFieldIndexesResponse, FieldIndex};
use haneul_pipeline::{AwsError, Cx};

pub fn run(
    cx: &mut Cx,
    input: DescribeFieldIndexesRequest,
) -> Result<DescribeFieldIndexesResponse, AwsError> {
    // All are told at once.
    if input.next_token.is_some() {
        return Err(errors::next_token());
    }
    let now = cx.now().as_millisecond();
    let categories = input.index_categories.unwrap_or_default();
    let mut found = Vec::new();
    for identifier in &input.log_group_identifiers {
        let name = place::group_name(cx, identifier)?.to_owned();
        let group = groups::at(cx, &name)?;
        let arn = place::group_arn(cx, &name);
        let indexes = row::of(cx, &group)?;
        let own = indexes.fields.iter().filter(|field| field.serves(now));
        let own = own.map(|field| match field.until {
            None => (field.name.as_str(), "CUSTOM"),
            Some(_) => (field.name.as_str(), "INACTIVE"),
        });
        let every = DEFAULT
            .iter()
            .take(EVERYWHERE)
            .map(|name| (*name, "DEFAULT"));
        let every = every.filter(|_| group.class == "STANDARD");
        let wanted = |category: &str| {
            categories.is_empty() || categories.iter().any(|known| known == category)
        };
        let shown = own.chain(every).filter(|(_, category)| wanted(category));
        found.extend(shown.map(|(name, category)| FieldIndex {
            log_group_identifier: Some(arn.clone()),
            field_index_name: Some(name.to_owned()),
            r#type: Some("FIELD_INDEX".to_owned()),
            index_category: Some(category.to_owned()),
            ..FieldIndex::default()
        }));
    }
    Ok(DescribeFieldIndexesResponse {
        field_indexes: Some(found),
        next_token: None,
    })
}
