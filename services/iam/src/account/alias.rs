//! The account's alias. A new one takes the old one's place.
//!
//! Operations: CreateAccountAlias, DeleteAccountAlias, ListAccountAliases

use super::row::{self, ALIASES, Alias, OWN_ALIAS};
use crate::errors;
use crate::page::Paging;
use crate::shapes::*;
use haneul_pipeline::{AwsError, Cx};

pub fn create_account_alias(
    cx: &mut Cx,
    input: CreateAccountAliasRequest,
) -> Result<CreateAccountAliasOutput, AwsError> {
    let (everywhere, own) = (cx.partition_scope(), cx.account_scope());
    let alias = input.account_alias;
    if ALIASES.exists(cx.tx, everywhere, &alias)? {
        return Err(errors::alias_exists(&alias));
    }
    if let Some(old) = row::own_alias(cx)? {
        ALIASES.delete(cx.tx, everywhere, &old)?;
    }
    let account = Alias {
        other: cx.account().to_owned(),
    };
    ALIASES.put(cx.tx, everywhere, &alias, &account)?;
    OWN_ALIAS.put(cx.tx, own, &(), &Alias { other: alias })?;
    Ok(CreateAccountAliasOutput {})
}

pub fn delete_account_alias(
    cx: &mut Cx,
    input: DeleteAccountAliasRequest,
) -> Result<DeleteAccountAliasOutput, AwsError> {
    let alias = input.account_alias;
    if row::own_alias(cx)?.as_ref() != Some(&alias) {
        return Err(errors::no_alias(&alias));
    }
    let (everywhere, own) = (cx.partition_scope(), cx.account_scope());
    ALIASES.delete(cx.tx, everywhere, &alias)?;
    OWN_ALIAS.delete(cx.tx, own, &())?;
    Ok(DeleteAccountAliasOutput {})
}

pub fn list_account_aliases(
    cx: &mut Cx,
    input: ListAccountAliasesRequest,
) -> Result<ListAccountAliasesResponse, AwsError> {
    let paging = Paging::read(cx, input.marker.as_deref(), input.max_items, &[])?;
    let aliases = row::own_alias(cx)?;
    let page = paging.of(aliases.into_iter().map(|alias| (alias.clone(), alias)));
    Ok(ListAccountAliasesResponse {
        account_aliases: Some(page.items),
        is_truncated: Some(page.is_truncated),
        marker: page.marker,
    })
}
