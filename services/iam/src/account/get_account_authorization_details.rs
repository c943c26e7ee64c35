//! GetAccountAuthorizationDetails: everybody in the account and everything they are granted.

use super::details;
use crate::page::Paging;
use crate::shapes::{
    GetAccountAuthorizationDetailsRequest, GetAccountAuthorizationDetailsResponse,
};
use details::{Detail, Section};
use haneul_pipeline::{AwsError, Cx};

pub fn run(
    cx: &mut Cx,
    input: GetAccountAuthorizationDetailsRequest,
) -> Result<GetAccountAuthorizationDetailsResponse, AwsError> {
    let filter = input.filter.unwrap_or_default();
    let wanted =
        |section: &Section| filter.is_empty() || filter.iter().any(|f| f == section.filter());
    let sections: Vec<Section> = Section::ALL.into_iter().filter(wanted).collect();
    let names: Vec<&str> = sections.iter().map(|section| section.filter()).collect();
    let paging = Paging::read(cx, input.marker.as_deref(), input.max_items, &names)?;
    let mut found = Vec::new();
    for section in sections {
        let left = (paging.limit() + 1).saturating_sub(found.len());
        let place = section.place();
        let after = match paging.after().and_then(|after| after.split_at_checked(1)) {
            Some((at, _)) if at > place => continue,
            Some((at, key)) if at == place => Some(key.to_owned()),
            _ => None,
        };
        if left > 0 {
            let details = section.details(cx, after, left)?.into_iter();
            found.extend(details.map(|(key, detail)| (format!("{place}{key}"), detail)));
        }
    }
    let page = paging.close(found);
    let mut answer = GetAccountAuthorizationDetailsResponse {
        user_detail_list: Some(Vec::new()),
        group_detail_list: Some(Vec::new()),
        role_detail_list: Some(Vec::new()),
        policies: Some(Vec::new()),
        is_truncated: Some(page.is_truncated),
        marker: page.marker,
    };
    for detail in page.items {
        match detail {
            Detail::User(user) => answer.user_detail_list.get_or_insert_default().push(user),
            Detail::Group(group) => answer.group_detail_list.get_or_insert_default().push(group),
            Detail::Role(role) => answer.role_detail_list.get_or_insert_default().push(role),
            Detail::Policy(policy) => answer.policies.get_or_insert_default().push(policy),
        }
    }
    Ok(answer)
}
