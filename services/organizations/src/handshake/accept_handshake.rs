//! AcceptHandshake: the invited account is a member from here on.

use super::invite_account_to_organization::already_in_one;
use super::row::{self, State};
use crate::account::row::{self as accounts, Joined, Member};
use crate::errors;
use crate::organization::row as organizations;
use crate::policy::attachment;
use crate::shapes::{AcceptHandshakeRequest, AcceptHandshakeResponse};
use haneul_pipeline::{AwsError, Cx};

pub fn run(
    cx: &mut Cx,
    input: AcceptHandshakeRequest,
) -> Result<AcceptHandshakeResponse, AwsError> {
    let mut handshake = row::received(cx, &input.handshake_id)?;
    row::finish(cx, &mut handshake, State::Accepted)?;
    let account = cx.account().to_owned();
    if accounts::look(cx, &account)?.is_some() {
        return Err(already_in_one());
    }
    let scope = cx.partition_scope();
    let found = organizations::find(cx.tx, scope, &handshake.organization)?;
    let organization = found.ok_or_else(errors::no_handshake)?;
    let mut member = Member::new(cx, &organization, &account, Joined::Invited);
    member.tags = handshake.tags.clone();
    accounts::save(cx, &member)?;
    attachment::begin(cx, &organization, &account)?;
    Ok(AcceptHandshakeResponse {
        handshake: Some(row::shown(cx, &handshake)?),
    })
}
