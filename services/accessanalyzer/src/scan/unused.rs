//! Roles, keys, passwords and permissions that nobody has used for long, by what the path has seen
//! of each call.

use super::grants::{self, Grants};
use super::{Place, Seen};
use crate::analyzer::{Analyzer, Exclusion};
use crate::finding::{UnusedService, What};
use haneul_model::iam_facts;
use haneul_pipeline::credentials;
use haneul_pipeline::{AwsError, Cloud, LastUse, Member, MemberKind};
use haneul_policy::{Principal, PrincipalKind};
use haneul_store::{Scope, Tx};
use jiff::{SignedDuration, Timestamp};
use std::collections::BTreeMap;

pub fn look(
    cloud: &Cloud,
    tx: &mut Tx,
    place: &Place,
    analyzer: &Analyzer,
    now: Timestamp,
) -> Result<Vec<Seen>, AwsError> {
    let days = analyzer.unused_age.unwrap_or_default();
    let age = SignedDuration::from_hours(days.saturating_mul(24));
    let cutoff = now.checked_sub(age).unwrap_or(Timestamp::MIN);
    let members = cloud
        .identity
        .members(tx, &place.partition, &place.account)?;
    let mut seen = Vec::new();
    for member in members {
        let left_alone = member.kind == MemberKind::ServiceLinkedRole
            || analyzer.exclusions.iter().any(|e| excludes(e, &member));
        let found = match left_alone {
            true => Vec::new(),
            false => of(cloud, tx, place, &member, cutoff)?,
        };
        seen.push(Seen {
            kind: match member.kind {
                MemberKind::User => "AWS::IAM::User",
                _ => "AWS::IAM::Role",
            }
            .to_owned(),
            arn: member.arn,
            owner: place.account.clone(),
            found,
        });
    }
    Ok(seen)
}

fn excludes(exclusion: &Exclusion, member: &Member) -> bool {
    let has_all = |pairs: &Vec<(String, String)>| {
        !pairs.is_empty() && pairs.iter().all(|pair| member.tags.contains(pair))
    };
    exclusion.tags.iter().any(has_all)
}

fn of(
    cloud: &Cloud,
    tx: &mut Tx,
    place: &Place,
    member: &Member,
    cutoff: Timestamp,
) -> Result<Vec<What>, AwsError> {
    let account = Scope::new(&place.partition, &place.account, "");
    let uses = cloud.last_uses.of(tx, account, &member.id)?;
    let last = uses.iter().map(|used| used.at).max();
    let stale = |last: Option<Timestamp>| last.is_none_or(|last| last <= cutoff);
    let mut found = Vec::new();
    if member.kind == MemberKind::Role && member.created <= cutoff && stale(last) {
        found.push(What::UnusedRole { last });
    }
    for id in &member.access_keys {
        let issued = credentials::find(tx, id)?.map(|key| key.created);
        let last = cloud.last_uses.of_key(tx, id)?.map(|used| used.at);
        if issued.is_some_and(|issued| issued <= cutoff) && stale(last) {
            let id = id.clone();
            found.push(What::UnusedKey { id, last });
        }
    }
    let password = member
        .password
        .filter(|p| p.changed <= cutoff && stale(p.last_used));
    found.extend(password.map(|password| What::UnusedPassword {
        last: password.last_used,
    }));
    // Of those who are not used at all their permissions are not told one by one.
    if member.created <= cutoff && !stale(last) {
        let principal = principal(place, member);
        let policies = cloud.identity.policies(tx, &place.partition, &principal)?;
        let grants = grants::of(&policies.identity);
        let unused = permissions(&grants, &uses, cutoff);
        if !unused.is_empty() {
            found.push(What::UnusedPermissions(unused));
        }
    }
    Ok(found)
}

fn principal(place: &Place, member: &Member) -> Principal {
    let (kind, user_id) = match member.kind {
        MemberKind::User => (PrincipalKind::User, member.id.clone()),
        _ => {
            let role_arn = member.arn.clone();
            (
                PrincipalKind::AssumedRole { role_arn },
                format!("{}:-", member.id),
            )
        }
    };
    Principal {
        arn: member.arn.clone(),
        account: place.account.clone(),
        kind,
        user_id,
    }
}

/// Services that were not used, and of those that were, the actions that were not.
fn permissions(grants: &Grants, uses: &[LastUse], cutoff: Timestamp) -> Vec<UnusedService> {
    let mut used: BTreeMap<String, Timestamp> = BTreeMap::new();
    for one in uses {
        for action in iam_facts::actions_of(&one.service, &one.operation).actions {
            let at = used.entry((*action).to_owned()).or_insert(one.at);
            *at = one.at.max(*at);
        }
    }
    let mut found = Vec::new();
    for (namespace, actions) in grants {
        let prefix = format!("{namespace}:");
        let of_service = used
            .iter()
            .filter(|(action, _)| action.starts_with(&prefix));
        let last = of_service.map(|(_, at)| *at).max();
        let in_use = |at: Option<Timestamp>| at.is_some_and(|at| at > cutoff);
        let actions = match in_use(last) {
            false => Vec::new(),
            true => {
                let dated = actions.iter().map(|action| {
                    let at = used.get(action).copied();
                    (action.clone(), at)
                });
                dated.filter(|(_, at)| !in_use(*at)).collect()
            }
        };
        if !in_use(last) || !actions.is_empty() {
            found.push(UnusedService {
                namespace: namespace.clone(),
                last,
                actions,
            });
        }
    }
    found
}
