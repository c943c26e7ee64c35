//! The users and roles of an account, for whoever asks what is in use.

use crate::access_key::row::KEYS;
use crate::arn;
use crate::entity::Entity;
use crate::login_profile::row::PROFILES;
use crate::role::row::ROLES;
use crate::user::row::{USERS, User};
use haneul_pipeline::credentials::{self, Status};
use haneul_pipeline::{AwsError, Member, MemberKind, Password};
use haneul_store::{Scope, Span, Tx};
use jiff::Timestamp;

pub fn of(tx: &mut Tx, partition: &str, account: &str) -> Result<Vec<Member>, AwsError> {
    let scope = Scope::new(partition, account, "");
    let mut found = Vec::new();
    for (_, role) in ROLES.scan(tx, scope, Span::all(), usize::MAX, false)? {
        let kind = match role.is_service_linked() {
            true => MemberKind::ServiceLinkedRole,
            false => MemberKind::Role,
        };
        found.push(member(scope, &role, kind, role.created));
    }
    for (_, user) in USERS.scan(tx, scope, Span::all(), usize::MAX, false)? {
        found.push(Member {
            password: password(tx, scope, &user)?,
            access_keys: keys(tx, scope, &user.id)?,
            ..member(scope, &user, MemberKind::User, user.created)
        });
    }
    Ok(found)
}

fn member<E: Entity>(scope: Scope<'_>, entity: &E, kind: MemberKind, created: Timestamp) -> Member {
    let (partition, account) = (scope.partition, scope.account);
    let word = E::KIND.word();
    Member {
        arn: arn::of(partition, account, word, entity.path(), entity.name()),
        id: entity.id().to_owned(),
        kind,
        created,
        tags: entity.tags().to_vec(),
        password: None,
        access_keys: Vec::new(),
    }
}

fn password(tx: &mut Tx, scope: Scope<'_>, user: &User) -> Result<Option<Password>, AwsError> {
    let profile = PROFILES.get(tx, scope, &user.id)?;
    Ok(profile.map(|profile| Password {
        changed: profile.changed,
        last_used: user.password_last_used,
    }))
}

fn keys(tx: &mut Tx, scope: Scope<'_>, holder: &str) -> Result<Vec<String>, AwsError> {
    let mut found = Vec::new();
    for ((_, id), _) in KEYS.scan(tx, scope, Span::prefix(holder), usize::MAX, false)? {
        let key = credentials::find(tx, &id)?;
        if key.is_some_and(|key| key.status == Status::Active) {
            found.push(id);
        }
    }
    Ok(found)
}
