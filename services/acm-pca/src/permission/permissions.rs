//! Operations: CreatePermission, DeletePermission, ListPermissions.

use super::row::{self, PERMISSIONS, Permission};
use crate::shapes::{
    CreatePermissionOutput, CreatePermissionRequest, DeletePermissionOutput,
    DeletePermissionRequest, ListPermissionsRequest, ListPermissionsResponse, Permission as Shown,
};
use crate::{authority, errors, limits};
use haneul_pipeline::{AwsError, Cx, Page};

const ACM: &str = "acm.amazonaws.com";

pub fn create_permission(
    cx: &mut Cx,
    input: CreatePermissionRequest,
) -> Result<CreatePermissionOutput, AwsError> {
    let (place, _) = authority::open(cx, &input.certificate_authority_arn)?;
    if input.principal != ACM {
        return Err(errors::validation(format!(
            "The principal {} is not supported: only {ACM} is.",
            input.principal
        )));
    }
    let permission = Permission {
        principal: input.principal,
        source_account: match input.source_account {
            Some(account) => account,
            None => place.account.clone(),
        },
        actions: input.actions,
        created: cx.now(),
    };
    let scope = place.scope(cx);
    let (who, account) = (&permission.principal, &permission.source_account);
    let key = (place.id.as_str(), who.as_str(), account.as_str());
    if PERMISSIONS.exists(cx.tx, scope, &key)? {
        return Err(errors::permission_exists());
    }
    if row::all(cx, &place)?.len() >= 100 {
        return Err(errors::limit("An authority has at most 100 permissions."));
    }
    PERMISSIONS.put(cx.tx, scope, &key, &permission)?;
    Ok(CreatePermissionOutput::default())
}

pub fn delete_permission(
    cx: &mut Cx,
    input: DeletePermissionRequest,
) -> Result<DeletePermissionOutput, AwsError> {
    let (place, _) = authority::open(cx, &input.certificate_authority_arn)?;
    let account = input.source_account.as_ref().unwrap_or(&place.account);
    let scope = place.scope(cx);
    let key = (
        place.id.as_str(),
        input.principal.as_str(),
        account.as_str(),
    );
    match PERMISSIONS.delete(cx.tx, scope, &key)? {
        true => Ok(DeletePermissionOutput::default()),
        false => Err(errors::not_found("The permission does not exist.")),
    }
}

pub fn list_permissions(
    cx: &mut Cx,
    input: ListPermissionsRequest,
) -> Result<ListPermissionsResponse, AwsError> {
    let (place, _) = authority::open(cx, &input.certificate_authority_arn)?;
    let page = Page::of(input.max_results, input.next_token.as_deref(), limits::PAGE);
    let page = page.ok_or_else(errors::page)?;
    let name = |row: &Permission| format!("{} {}", row.principal, row.source_account);
    let rows = row::all(cx, &place)?.into_iter();
    let mut rows: Vec<(String, Permission)> = rows.map(|row| (name(&row), row)).collect();
    rows.retain(|(name, _)| page.has(name));
    let next_token = page.close(&mut rows, |(name, _)| name);
    let arn = place.arn(cx);
    let shown = rows.into_iter().map(|(_, row)| Shown {
        certificate_authority_arn: Some(arn.clone()),
        created_at: Some(row.created),
        policy: Some(row.statement(&arn).to_string()),
        principal: Some(row.principal),
        source_account: Some(row.source_account),
        actions: Some(row.actions),
    });
    Ok(ListPermissionsResponse {
        permissions: Some(shown.collect()),
        next_token,
    })
}
