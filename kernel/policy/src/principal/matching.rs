use super::{Named, Principal, PrincipalKind};
use crate::context::{CANONICAL_USER_KEY, Context};
use crate::language::Effect;

/// How closely an allow names the caller; what it can do alone grows with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Grant {
    /// Only the caller's account is named: its own identity policies decide.
    Account,
    /// The caller's role is named: no identity policy is needed, boundary and session still count.
    Role,
    /// The caller itself, or everyone: nothing but an explicit deny stands against it.
    Direct,
}

/// Whom an access control list names, who is the caller.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ListGrant {
    /// The caller's account.
    Account,
    /// Everybody, or everybody of the caller's kind.
    Everyone,
}

/// The layers of a caller that a list of names covers.
#[derive(Clone, Copy, Debug, Default)]
struct Layers {
    account: bool,
    role: bool,
    caller: bool,
}

pub(crate) fn grant(list: &[Named], who: &Principal, context: &Context) -> Option<Grant> {
    let layers = layers(list, who, context);
    if layers.caller || (layers.account && who.kind == PrincipalKind::Root) {
        Some(Grant::Direct)
    } else if layers.role {
        Some(Grant::Role)
    } else {
        layers.account.then_some(Grant::Account)
    }
}

/// Whether `NotPrincipal` leaves this caller out. A denial spares only callers of whom every
/// layer is listed (account, role and session); an allowance passes over anyone it lists at all.
pub(crate) fn exempts(list: &[Named], who: &Principal, context: &Context, effect: Effect) -> bool {
    let layers = layers(list, who, context);
    if effect == Effect::Allow {
        return layers.account || layers.role || layers.caller;
    }
    match who.kind {
        PrincipalKind::AssumedRole { .. } => layers.account && layers.role && layers.caller,
        PrincipalKind::User | PrincipalKind::FederatedUser { .. } => {
            layers.account && layers.caller
        }
        PrincipalKind::Root => layers.account || layers.caller,
        _ => layers.caller,
    }
}

fn layers(list: &[Named], who: &Principal, context: &Context) -> Layers {
    let mut layers = Layers::default();
    for named in list {
        match named {
            Named::Everyone => {
                return Layers {
                    account: true,
                    role: true,
                    caller: true,
                };
            }
            Named::Account(id) => layers.account |= **id == *who.account && !who.is_outsider(),
            Named::Arn(arn) => note_arn(&mut layers, arn, who),
            Named::UniqueId(id) => note_id(&mut layers, id, who),
            Named::Service(name) => {
                layers.caller |= matches!(&who.kind, PrincipalKind::Service(caller)
                    if **name == **caller);
            }
            Named::Federated(provider) => {
                layers.caller |= matches!(&who.kind,
                    PrincipalKind::Federated { provider: caller, .. } if **provider == **caller);
            }
            Named::CanonicalUser(id) => {
                layers.account |= context.single(CANONICAL_USER_KEY) == Some(id);
            }
        }
    }
    layers
}

fn note_arn(layers: &mut Layers, arn: &str, who: &Principal) {
    match &who.kind {
        PrincipalKind::AssumedRole { role_arn } => {
            layers.role |= arn == role_arn;
            layers.caller |= arn == who.arn;
        }
        // The issuing user's name stands for its federated users as far as their session lets it.
        PrincipalKind::FederatedUser { issuer_arn, .. } => {
            layers.role |= arn == issuer_arn;
            layers.caller |= arn == who.arn;
        }
        _ => layers.caller |= arn == who.arn,
    }
}

fn note_id(layers: &mut Layers, id: &str, who: &Principal) {
    match who.kind {
        PrincipalKind::AssumedRole { .. } => {
            layers.role |= who.user_id.split(':').next() == Some(id);
        }
        PrincipalKind::User => layers.caller |= who.user_id == id,
        PrincipalKind::FederatedUser { ref issuer_id, .. } => layers.role |= issuer_id == id,
        _ => {}
    }
}
