//! What a user could sign in with beside access keys: passwords, second factors, SSH keys, signing
//! certificates, credentials of single services. Nothing makes any of them yet (those operations
//! are refused by name), so what lists them finds none; deleting users by force asks for them all.

include!(concat!(env!("OUT_DIR"), "/sign_in.rs"));

use crate::access_key::row::Owner;
use crate::page::Paging;
use haneul_pipeline::{AwsError, Cx};

/// Sees to it that the user exists and the marker is one that could have been given.
fn none_of(
    cx: &mut Cx,
    user: Option<&str>,
    marker: Option<&str>,
    max_items: Option<i64>,
) -> Result<(), AwsError> {
    let owner = Owner::named(cx, user)?;
    Paging::read(cx, marker, max_items, &[owner.id.as_str()])?;
    Ok(())
}
