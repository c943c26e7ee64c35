//! ListServiceSpecificCredentials: those of one user, of whoever calls, or of all users.

use super::row;
use crate::access_key::row::Owner;
use crate::errors::invalid_input;
use crate::page::Paging;
use crate::shapes::{
    ListServiceSpecificCredentialsRequest, ListServiceSpecificCredentialsResponse,
};
use crate::user::row as user;
use haneul_pipeline::{AwsError, Cx};

pub fn run(
    cx: &mut Cx,
    input: ListServiceSpecificCredentialsRequest,
) -> Result<ListServiceSpecificCredentialsResponse, AwsError> {
    let whose = match input.all_users {
        Some(true) if input.user_name.is_some() => {
            return Err(invalid_input(
                "AllUsers cannot be specified together with UserName.",
            ));
        }
        Some(true) => None,
        _ => Some(Owner::named(cx, input.user_name.as_deref())?.id),
    };
    let wanted = input.service_name.as_deref();
    let shape = [
        whose.as_deref().unwrap_or_default(),
        wanted.unwrap_or_default(),
    ];
    let paging = Paging::read(cx, input.marker.as_deref(), input.max_items, &shape)?;
    let mut shown = Vec::new();
    for (id, credential) in row::all(cx, whose.as_deref())? {
        if wanted.is_some_and(|wanted| wanted != credential.service) {
            continue;
        }
        if let Some(user) = user::by_id(cx, &id)? {
            let place = format!("{id} {}", credential.id);
            shown.push((place, row::metadata(cx, &user, &credential)));
        }
    }
    let page = paging.of(shown);
    Ok(ListServiceSpecificCredentialsResponse {
        service_specific_credentials: Some(page.items),
        is_truncated: Some(page.is_truncated),
        marker: page.marker,
    })
}
