//! Policies that a simulation is to leave out, as if they had been taken off.

use crate::arn::Parts;
use crate::errors::invalid_input;
use crate::shapes::PolicyIdentifier;
use crate::whose::{Granted, Origin};
use haneul_pipeline::AwsError;
use haneul_policy::glob;

pub struct Exclusions(Vec<PolicyIdentifier>);

impl Exclusions {
    pub fn read(list: Option<Vec<PolicyIdentifier>>) -> Result<Exclusions, AwsError> {
        let list = list.unwrap_or_default();
        list.iter().try_for_each(check)?;
        Ok(Exclusions(list))
    }

    pub fn has(&self, granted: &Granted) -> bool {
        self.0.iter().any(|identifier| names(identifier, granted))
    }

    pub fn has_boundary(&self) -> bool {
        let mut kinds = self
            .0
            .iter()
            .map(|identifier| identifier.policy_type.as_deref());
        kinds.any(|kind| kind == Some("permission-boundary"))
    }
}

fn check(identifier: &PolicyIdentifier) -> Result<(), AwsError> {
    let inline = identifier.inline_policy_identifier.as_ref();
    let arn = identifier.policy_arn.as_deref();
    let given = [
        identifier.policy_type.is_some(),
        arn.is_some(),
        inline.is_some(),
    ];
    if given.into_iter().filter(|given| *given).count() != 1 {
        let message =
            "Exactly one of PolicyType, PolicyArn and InlinePolicyIdentifier must be given.";
        return Err(invalid_input(message));
    }
    if let Some(arn) = arn {
        let parts = Parts::of(arn).filter(|parts| (parts.service, parts.kind) == ("iam", "policy"));
        let wild = parts.is_some_and(|parts| parts.account.contains(['*', '?']));
        if parts.is_none() || wild || arn.matches('*').count() > 1 {
            return Err(invalid_input(format!("The policy ARN {arn} is not valid.")));
        }
    }
    Ok(())
}

fn names(identifier: &PolicyIdentifier, granted: &Granted) -> bool {
    let kind = identifier.policy_type.as_deref();
    match &granted.origin {
        Origin::Managed(arn) => {
            let of_aws = arn.contains("::aws:policy/");
            let by_kind = kind
                == Some(if of_aws {
                    "aws-managed"
                } else {
                    "user-managed"
                });
            by_kind
                || identifier
                    .policy_arn
                    .as_deref()
                    .is_some_and(|mask| glob(mask, arn))
        }
        Origin::Inline(of, holder) => {
            let inline = identifier.inline_policy_identifier.as_ref();
            let named = inline.is_some_and(|inline| {
                inline.policy_name == granted.name
                    && inline.attachment_type == of.word()
                    && inline.attachment_name == *holder
            });
            kind == Some("inline") || named
        }
    }
}
