//! PutIndexPolicy: by which fields the events of a group can be found from now on.

use crate::errors;
use crate::group::row as groups;
use crate::index::row;
use crate::place;
use crate::shapes::{PutIndexPolicyRequest, PutIndexPolicyResponse};
use haneul_pipeline::{AwsError, Cx};
use serde_json::Value as Json;

const FIELDS: usize = 20;
const NAME: usize = 100;

pub fn run(cx: &mut Cx, input: PutIndexPolicyRequest) -> Result<PutIndexPolicyResponse, AwsError> {
    let name = place::group_name(cx, &input.log_group_identifier)?.to_owned();
    let group = groups::at(cx, &name)?;
    if group.class != "STANDARD" {
        return Err(errors::parameter(
            "Index policies are only supported for log groups of the STANDARD class.",
        ));
    }
    let fields = fields(&input.policy_document)?;
    let mut indexes = row::of(cx, &group)?;
    let now = cx.now().as_millisecond();
    indexes.change(Some(input.policy_document), &fields, now);
    row::put(cx, &group, &indexes)?;
    Ok(PutIndexPolicyResponse {
        index_policy: indexes.shown(cx, &group),
    })
}

/// `{"Fields": ["a"]}`, or `{"FieldsV2": {"a": {"type": "FIELD_INDEX"}}}`.
fn fields(document: &str) -> Result<Vec<String>, AwsError> {
    let wrong = || errors::parameter("The index policy document is invalid.");
    let document: Json = serde_json::from_str(document).map_err(|_| wrong())?;
    let mut names: Vec<String> = Vec::new();
    for (member, value) in document.as_object().ok_or_else(wrong)? {
        match (member.as_str(), value) {
            ("Fields", Json::Array(items)) => {
                let items: Option<Vec<&str>> = items.iter().map(Json::as_str).collect();
                names.extend(items.ok_or_else(wrong)?.into_iter().map(str::to_owned));
            }
            ("FieldsV2", Json::Object(items)) => {
                for (name, settings) in items {
                    match settings["type"].as_str() {
                        Some("FIELD_INDEX") => names.push(name.clone()),
                        Some("FACET") => {
                            return Err(AwsError::not_implemented("facets of index policies"));
                        }
                        _ => return Err(wrong()),
                    }
                }
            }
            _ => return Err(wrong()),
        }
    }
    names.sort();
    names.dedup();
    let fits = |name: &String| (1..=NAME).contains(&name.chars().count());
    match (1..=FIELDS).contains(&names.len()) && names.iter().all(fits) {
        true => Ok(names),
        false => Err(errors::parameter(format!(
            "An index policy names 1 to {FIELDS} fields of up to {NAME} characters."
        ))),
    }
}
