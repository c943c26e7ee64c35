//! Who is let in from outside, by the policies of resources.

use super::{Place, Seen};
use crate::finding::{External, What};
use haneul_model::iam_facts;
use haneul_pipeline::{AwsError, Cloud, Exposed};
use haneul_policy::{Named, Opening, Owner, Policy, glob};
use haneul_store::Tx;

pub fn look(cloud: &Cloud, tx: &mut Tx, place: &Place) -> Result<Vec<Seen>, AwsError> {
    let all = cloud.exposed(tx, place.scope())?;
    Ok(all.into_iter().map(seen).collect())
}

fn seen(exposed: Exposed) -> Seen {
    let found = of(&exposed).into_iter().map(What::External).collect();
    Seen {
        found,
        arn: exposed.arn,
        kind: exposed.kind.to_owned(),
        owner: exposed.owner,
    }
}

/// Statements that let the same ones in under the same conditions make one finding.
pub fn of(exposed: &Exposed) -> Vec<External> {
    let text = exposed.policy.as_deref();
    let Some(policy) = text.and_then(|text| Policy::parse(text, exposed.policy_kind).ok()) else {
        return Vec::new();
    };
    if exposed.shut_if_public && policy.is_public() {
        return Vec::new();
    }
    let owner = Owner {
        account: &exposed.owner,
        canonical_id: exposed.canonical_owner.as_deref(),
    };
    let mut found: Vec<External> = Vec::new();
    for opening in policy.openings(owner) {
        let new = external(opening, exposed.kind);
        let same = |old: &&mut External| {
            (&old.principal, &old.conditions) == (&new.principal, &new.conditions)
        };
        match found.iter_mut().find(same) {
            Some(old) => {
                old.is_public |= new.is_public;
                old.actions.extend(new.actions);
            }
            None => found.push(new),
        }
    }
    for external in &mut found {
        external.actions.sort();
        external.actions.dedup();
    }
    found
}

fn external(opening: Opening, kind: &str) -> External {
    let (class, who) = match opening.who {
        Named::Everyone => ("AWS", "*".to_owned()),
        Named::Account(who) | Named::Arn(who) | Named::UniqueId(who) => ("AWS", who.into()),
        Named::Federated(who) => ("Federated", who.into()),
        Named::CanonicalUser(who) => ("CanonicalUser", who.into()),
        Named::Service(who) => ("Service", who.into()),
    };
    External {
        principal: (class.to_owned(), who),
        actions: match opening.is_not_action {
            true => all_but(kind, &opening.actions),
            false => opening.actions,
        },
        conditions: opening.conditions,
        is_public: opening.is_public,
        source: "POLICY".to_owned(),
    }
}

/// The actions of the resource's own service that `NotAction` leaves.
fn all_but(kind: &str, excepted: &[String]) -> Vec<String> {
    let prefix = match kind {
        "AWS::IAM::Role" => "sts",
        "AWS::SQS::Queue" => "sqs",
        _ => "s3",
    };
    let names = iam_facts::actions(prefix).iter();
    let names = names.map(|action| format!("{prefix}:{}", action.name));
    let is_excepted = |name: &String| {
        let name = name.to_ascii_lowercase();
        let mut excepted = excepted.iter();
        excepted.any(|pattern| glob(&pattern.to_ascii_lowercase(), &name))
    };
    names.filter(|name| !is_excepted(name)).collect()
}
