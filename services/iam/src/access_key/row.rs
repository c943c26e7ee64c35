//! Which access keys a holder has.

use crate::entity::{self};
use crate::user::row::{self as user, User};
use crate::{errors, shapes};
use haneul_pipeline::credentials::{self, Credential, Holder, Status};
use haneul_pipeline::{AwsError, Cx};
use haneul_store::{Span, Stored, Table};
use serde::{Deserialize, Serialize};

/// By the holder's unique id (the account's for the root user) and the key's id.
pub static KEYS: Table<(String, String), AccessKey> = Table::new("iam_access_key").sealed();

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AccessKey {}

impl Stored for AccessKey {
    const VERSION: u32 = 1;
}

/// Whose keys a call is about.
pub struct Owner {
    pub id: String,
    /// `None` for the root user.
    pub user: Option<User>,
}

impl Owner {
    /// The user of this name; without one, whoever calls.
    pub fn named(cx: &mut Cx, name: Option<&str>) -> Result<Owner, AwsError> {
        let user = match name {
            Some(name) => entity::find::<User>(cx, name)?,
            None if cx.caller().is_root() => {
                return Ok(Owner {
                    id: cx.account().to_owned(),
                    user: None,
                });
            }
            None => user::caller(cx)?.ok_or_else(errors::no_user_name)?,
        };
        Ok(Owner {
            id: user.id.clone(),
            user: Some(user),
        })
    }

    pub fn name(&self) -> Option<String> {
        self.user.as_ref().map(|user| user.name.clone())
    }

    pub fn holder(&self, cx: &Cx) -> Holder {
        match &self.user {
            None => Holder::Root,
            Some(user) => Holder::User {
                arn: entity::arn_of(cx, user),
                id: user.id.clone(),
            },
        }
    }

    /// The keys the owner has, by their ids.
    pub fn keys(&self, cx: &mut Cx) -> Result<Vec<Credential>, AwsError> {
        let mut keys = of(cx, &self.id)?;
        let first = cx.cloud.account();
        if self.user.is_none() && first.id == self.id {
            keys.extend(alive(cx, &first.root_access_key)?);
            keys.sort_by(|a, b| a.access_key.cmp(&b.access_key));
        }
        Ok(keys)
    }

    pub fn key(&self, cx: &mut Cx, id: &str) -> Result<Credential, AwsError> {
        let mut keys = self.keys(cx)?.into_iter();
        let found = keys.find(|key| key.access_key == id);
        found.ok_or_else(|| errors::no_access_key(id))
    }
}

/// The keys of a holder, apart from the one that the first start gave the root user.
pub fn of(cx: &mut Cx, holder: &str) -> Result<Vec<Credential>, AwsError> {
    let scope = cx.account_scope();
    let rows = KEYS.scan(cx.tx, scope, Span::prefix(holder), usize::MAX, false)?;
    let mut keys = Vec::new();
    for ((_, id), _) in rows {
        keys.extend(alive(cx, &id)?);
    }
    Ok(keys)
}

fn alive(cx: &mut Cx, id: &str) -> Result<Option<Credential>, AwsError> {
    let found = credentials::find(cx.tx, id)?;
    Ok(found.filter(|key| key.status != Status::Deleted))
}

/// A key of this account, whoever in it holds it. Deleted ones and those of sessions are none.
pub fn of_account(cx: &mut Cx, id: &str) -> Result<Option<Credential>, AwsError> {
    let found = credentials::find(cx.tx, id)?;
    let own = |key: &Credential| key.account == cx.account() && key.session.is_none();
    Ok(found.filter(|key| own(key) && key.status != Status::Deleted))
}

/// Keys that are not the account's are not told from keys that are not there.
pub fn not_your_key(cx: &Cx, id: &str) -> AwsError {
    let (who, action) = (&cx.caller().principal.arn, "iam:GetAccessKeyLastUsed");
    let message =
        format!("User: {who} is not authorized to perform: {action} on resource: access key {id}");
    AwsError::new("AccessDenied", message).status(403)
}

/// Gives a user's keys the ARN the user has now.
pub fn follow(cx: &mut Cx, user_id: &str, new_arn: &str) -> Result<(), AwsError> {
    for mut key in of(cx, user_id)? {
        if let Holder::User { arn, .. } = &mut key.holder {
            *arn = new_arn.to_owned();
            credentials::issue(cx.tx, &key)?;
        }
    }
    Ok(())
}

pub fn metadata(owner: &Owner, key: &Credential) -> shapes::AccessKeyMetadata {
    shapes::AccessKeyMetadata {
        user_name: owner.name(),
        access_key_id: Some(key.access_key.clone()),
        status: Some(status_word(key.status).to_owned()),
        create_date: Some(key.created),
    }
}

pub fn status_word(status: Status) -> &'static str {
    match status {
        Status::Active => "Active",
        Status::Inactive | Status::Deleted => "Inactive",
    }
}
