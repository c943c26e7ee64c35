use crate::context::Context;

/// Who is calling.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Principal {
    /// `arn:aws:iam::123456789012:user/x`, `…:root`, `arn:aws:sts::…:assumed-role/R/S`; empty or
    /// `*` when nobody in particular.
    pub arn: String,
    pub account: String,
    pub kind: PrincipalKind,
    /// `AIDA…`, `AROA…:session`, the account id for its root.
    pub user_id: String,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PrincipalKind {
    Root,
    User,
    AssumedRole {
        /// The role's own ARN, with its path.
        role_arn: String,
    },
    /// Somebody for whom a user, or the root user, asked for credentials.
    FederatedUser {
        /// The user, by ARN and unique id; the account's id for its root user.
        issuer_arn: String,
        issuer_id: String,
    },
    /// An AWS service, by name: `sns.amazonaws.com`.
    Service(String),
    /// Someone who proved an identity to an outside provider and asks for a role.
    Federated {
        /// Its ARN or domain, as trust policies name it under `Federated`.
        provider: String,
        /// How the provider calls them.
        subject: String,
    },
    Anonymous,
}

impl Principal {
    pub fn anonymous() -> Self {
        Self {
            arn: "*".to_owned(),
            account: String::new(),
            kind: PrincipalKind::Anonymous,
            user_id: String::new(),
        }
    }

    pub fn service(name: &str) -> Self {
        Self {
            arn: name.to_owned(),
            account: String::new(),
            kind: PrincipalKind::Service(name.to_owned()),
            user_id: String::new(),
        }
    }

    /// Tells identities apart that share an ARN: of one name at different times, or federated by
    /// different users.
    pub fn distinct_id(&self) -> String {
        match &self.kind {
            PrincipalKind::FederatedUser { issuer_id, .. } => {
                format!("{} {} {issuer_id}", self.arn, self.user_id)
            }
            _ => format!("{} {}", self.arn, self.user_id),
        }
    }

    /// Adds the context keys that follow from the caller alone, as AWS fills them.
    pub fn describe(&self, context: &mut Context) {
        let service = matches!(self.kind, PrincipalKind::Service(_));
        context.insert("aws:PrincipalIsAWSService", service.to_string());
        match &self.kind {
            PrincipalKind::Service(name) => {
                context.insert("aws:PrincipalServiceName", name.as_str());
                return;
            }
            PrincipalKind::Anonymous => {
                context.insert("aws:PrincipalType", "Anonymous");
                context.insert("aws:userid", "anonymous");
                return;
            }
            PrincipalKind::Federated { provider, .. } => {
                context.insert("aws:FederatedProvider", provider.as_str());
                return;
            }
            _ => {}
        }
        context.insert("aws:PrincipalArn", self.lasting_arn());
        context.insert("aws:PrincipalAccount", self.account.as_str());
        context.insert("aws:PrincipalType", self.type_name());
        context.insert("aws:userid", self.user_id.as_str());
        if let Some(name) = self.user_name() {
            context.insert("aws:username", name);
        }
    }

    /// The ARN of what the caller is rather than of the session: a role, not its session.
    fn lasting_arn(&self) -> &str {
        match &self.kind {
            PrincipalKind::AssumedRole { role_arn } => role_arn,
            _ => &self.arn,
        }
    }

    fn type_name(&self) -> &'static str {
        match self.kind {
            PrincipalKind::Root => "Account",
            PrincipalKind::User => "User",
            PrincipalKind::AssumedRole { .. } => "AssumedRole",
            _ => "FederatedUser",
        }
    }

    pub fn user_name(&self) -> Option<&str> {
        match self.kind {
            PrincipalKind::User => self.arn.rsplit('/').next(),
            _ => None,
        }
    }

    pub(crate) fn is_service_linked(&self) -> bool {
        match &self.kind {
            PrincipalKind::AssumedRole { role_arn } => role_arn.contains(":role/aws-service-role/"),
            _ => false,
        }
    }

    /// Callers without identity policies: only the resource's policy can let them in.
    pub(crate) fn is_outsider(&self) -> bool {
        matches!(
            self.kind,
            PrincipalKind::Service(_) | PrincipalKind::Federated { .. } | PrincipalKind::Anonymous
        )
    }
}
