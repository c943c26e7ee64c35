//! Somebody from outside, whom a provider knows, takes on a role: what is alike however they prove it.

use super::role_check::Asked;
use super::role_session::{self, Made, Wanted};
use super::tags::SessionTags;
use crate::checks::{account_of, partition_of};
use crate::shapes::PolicyDescriptorType;
use crate::{errors, limits};
use haneul_pipeline::{AwsError, Caller, Check, Cx, Edge, RoleFacts};
use haneul_policy::{Principal, PrincipalKind};

/// Who it is, and what they ask for.
#[derive(Clone)]
pub struct Federated {
    /// The provider's ARN.
    pub provider: String,
    pub subject: String,
    /// As the trail shows it.
    pub id: String,
    pub role_arn: String,
    pub name: String,
    pub tags: SessionTags,
    pub source_identity: Option<String>,
    /// Condition keys of the provider's own.
    pub keys: Vec<(String, Vec<String>)>,
    pub seconds: Option<i64>,
    pub policy: Option<String>,
    pub policy_arns: Option<Vec<PolicyDescriptorType>>,
    pub token_length: Option<i64>,
}

impl Federated {
    /// Lets them in where the role's trust policy does; a role that is not there trusts nobody.
    pub fn enter(&self, edge: &mut Edge, action: &'static str) -> Result<(), AwsError> {
        let (_, checks) = edge.read(|cx| self.checks(cx, action))?;
        let account = account_of(&self.role_arn).to_owned();
        let caller = Caller {
            principal: Principal {
                arn: String::new(),
                account: account.clone(),
                kind: PrincipalKind::Federated {
                    provider: self.provider.clone(),
                    subject: self.subject.clone(),
                },
                user_id: self.id.clone(),
            },
            partition: partition_of(&self.role_arn).to_owned(),
            access_key: String::new(),
            session: None,
            source: None,
        };
        match edge.act_as(caller, &account, &checks)? {
            Some(_) => Err(errors::not_authorised(action)),
            None => Ok(()),
        }
    }

    /// The questions, with the role that they are about.
    fn checks(
        &self,
        cx: &mut Cx,
        action: &'static str,
    ) -> Result<(Option<RoleFacts>, Vec<Check>), AwsError> {
        let tags = self.tags.tags.iter();
        let asked = Asked {
            external_id: None,
            name: Some(&self.name),
            source_identity: self.source_identity.as_deref(),
            tags: tags.map(|(k, v)| (k.as_str(), v.as_str())).collect(),
            transitive: self.tags.transitive.clone(),
        };
        let role = cx.cloud.identity.role(cx.tx, &self.role_arn)?;
        let role = role.filter(|_| partition_of(&self.role_arn) == cx.partition());
        let check = |action: &'static str| {
            let check = match &role {
                Some(role) => asked.of(role),
                None => Check::new(self.role_arn.clone()).owner(account_of(&self.role_arn)),
            };
            let check = check.action(action);
            let keys = self.keys.iter().cloned();
            keys.fold(check, |check, (key, values)| check.keys(key, values))
        };
        let checks = asked.actions(action).into_iter().map(check).collect();
        Ok((role, checks))
    }

    /// The session, once they were let in. What was decided on an earlier snapshot is decided again
    /// in the transaction that makes the session: the role may have changed since, or be another of
    /// the same name.
    pub fn session(&self, cx: &mut Cx, action: &'static str) -> Result<Made, AwsError> {
        let (role, checks) = self.checks(cx, action)?;
        let role = role.ok_or_else(|| errors::not_authorised(action))?;
        for check in checks {
            if cx.ask(check)?.is_some() {
                return Err(errors::not_authorised(action));
            }
        }
        let wanted = Wanted {
            role,
            name: self.name.clone(),
            seconds: self.seconds.unwrap_or(limits::ROLE_SECONDS_DEFAULT),
            policy: self.policy.clone(),
            policy_arns: self.policy_arns.clone(),
            tags: self.tags.clone(),
            source_identity: self.source_identity.clone(),
            token_length: self.token_length,
        };
        role_session::make(cx, wanted)
    }
}
