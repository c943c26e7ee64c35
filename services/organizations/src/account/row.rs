//! Which account is in which organisation, and where in it.

use crate::ids;
use crate::mark;
use crate::organization::row::Organization;
use crate::tag::Tags;
use haneul_pipeline::{AwsError, Cx};
use haneul_store::{Index, Scope, Stored, Table, Tx, key_bytes};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

pub use super::profile::find as profile;

/// By account.
static MEMBERS: Table<String, Member> =
    Table::new("organizations_member").with_indexes(&[Index::new(
        "parent",
        |_, member: &Member| {
            vec![key_bytes(&(
                member.organization.as_str(),
                member.parent.as_str(),
            ))]
        },
    )]);

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Member {
    pub account: String,
    pub organization: String,
    /// The root or a unit.
    pub parent: String,
    pub joined: Timestamp,
    pub how: Joined,
    /// Since CloseAccount was called.
    pub closing: Option<Timestamp>,
    pub is_suspended: bool,
    pub tags: Tags,
    /// Services that the account administers, since when.
    pub delegated: Vec<(String, Timestamp)>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Joined {
    Invited,
    Created,
}

impl Stored for Member {
    const VERSION: u32 = 1;
}

impl Member {
    /// Members begin under the root.
    pub fn new(cx: &Cx, organization: &Organization, account: &str, how: Joined) -> Member {
        Member {
            account: account.to_owned(),
            organization: organization.id.clone(),
            parent: organization.root.clone(),
            joined: cx.now(),
            how,
            closing: None,
            is_suspended: false,
            tags: Vec::new(),
            delegated: Vec::new(),
        }
    }
}

pub fn find(tx: &mut Tx, scope: Scope, account: &str) -> Result<Option<Member>, AwsError> {
    Ok(MEMBERS.get(tx, scope, account)?)
}

/// Of whichever organisation.
pub fn look(cx: &mut Cx, account: &str) -> Result<Option<Member>, AwsError> {
    let scope = cx.partition_scope();
    find(cx.tx, scope, account)
}

/// Of this organisation.
pub fn member(
    cx: &mut Cx,
    organization: &Organization,
    account: &str,
) -> Result<Option<Member>, AwsError> {
    let found = look(cx, account)?;
    Ok(found.filter(|member| member.organization == organization.id))
}

pub fn save(cx: &mut Cx, member: &Member) -> Result<(), AwsError> {
    let scope = cx.partition_scope();
    MEMBERS.put(cx.tx, scope, &member.account, member)?;
    mark::set(cx, &member.organization)
}

pub fn remove(cx: &mut Cx, account: &str) -> Result<(), AwsError> {
    let scope = cx.partition_scope();
    if let Some(member) = find(cx.tx, scope, account)? {
        MEMBERS.delete(cx.tx, scope, account)?;
        mark::set(cx, &member.organization)?;
    }
    Ok(())
}

pub fn all(cx: &mut Cx, organization: &str) -> Result<Vec<Member>, AwsError> {
    by_parent(cx, key_bytes(organization))
}

pub fn under(cx: &mut Cx, organization: &str, parent: &str) -> Result<Vec<Member>, AwsError> {
    debug_assert!(ids::Kind::of(parent) != Some(ids::Kind::Account));
    by_parent(cx, key_bytes(&(organization, parent)))
}

fn by_parent(cx: &mut Cx, prefix: Vec<u8>) -> Result<Vec<Member>, AwsError> {
    let scope = cx.partition_scope();
    let rows = MEMBERS.by_index(cx.tx, scope, "parent", &prefix, usize::MAX)?;
    Ok(rows.into_iter().map(|(_, member)| member).collect())
}
