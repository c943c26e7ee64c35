//! What a simulation is given, checked and brought into one form.

use super::judge::{Labelled, Origin, Trial};
use super::scenario;
use crate::arn;
use crate::arn::Parts;
use crate::entity::{self, Entity};
use crate::errors::invalid_input;
use crate::limits;
use crate::role::row::Role;
use crate::shapes::{ContextEntry, OrderedOrganizationPolicyType};
use crate::user::row::User;
use haneul_pipeline::{AwsError, Cx};
use haneul_policy::{Context, Policy, PolicyKind, Principal, PrincipalKind};

/// What both simulations take.
#[derive(Default)]
pub struct Given {
    pub actions: Vec<String>,
    pub resources: Option<Vec<String>>,
    pub resource_policy: Option<String>,
    pub resource_owner: Option<String>,
    pub caller: Option<String>,
    pub context: Option<Vec<ContextEntry>>,
    pub handling: Option<String>,
    pub boundary: Option<Vec<String>>,
    pub organisation: Option<Vec<OrderedOrganizationPolicyType>>,
}

/// Policies of the request, by the name of their list.
pub fn listed(list: &[String], name: &str, kind: PolicyKind) -> Result<Vec<Labelled>, AwsError> {
    let read = |(place, text): (usize, &String)| {
        let label = format!("{name}.{}", place + 1);
        labelled(text, label, Origin::Given, kind)
    };
    list.iter().enumerate().map(read).collect()
}

pub fn labelled(
    text: &str,
    label: String,
    origin: Origin,
    kind: PolicyKind,
) -> Result<Labelled, AwsError> {
    let policy = Policy::parse(text, kind).map_err(|e| invalid_input(e.message))?;
    Ok(Labelled::new(policy, label, origin))
}

impl Given {
    /// The trial, apart from the policies of the caller.
    pub fn trial(self, cx: &mut Cx, principal: Option<Principal>) -> Result<Trial, AwsError> {
        for action in &self.actions {
            check_action(action)?;
        }
        let resources = self
            .resources
            .filter(|list| !list.is_empty())
            .unwrap_or_else(|| vec!["*".to_owned()]);
        check_resources(&resources)?;
        if let Some(option) = &self.handling {
            scenario::check(option, &resources)?;
        }
        let caller = match &self.caller {
            Some(arn) => Some(caller(cx, arn)?),
            None => principal,
        };
        if self.resource_policy.is_some() && caller.is_none() {
            let message = "CallerArn must be given together with ResourcePolicy.";
            return Err(invalid_input(message));
        }
        let mut context = Context::new();
        if let Some(caller) = &caller {
            caller.describe(&mut context);
        }
        for entry in self.context.unwrap_or_default() {
            add(&mut context, entry)?;
        }
        let resource_policy = self.resource_policy.map(|text| {
            let label = "ResourcePolicy".to_owned();
            labelled(&text, label, Origin::Resource, PolicyKind::Resource)
        });
        let boundary = self.boundary.unwrap_or_default();
        let boundary = listed(
            &boundary,
            "PermissionsBoundaryPolicyInputList",
            PolicyKind::Boundary,
        )?;
        if boundary.len() > 1 {
            return Err(invalid_input("Only one permissions boundary can be given."));
        }
        let mut levels = Vec::new();
        for (place, level) in self
            .organisation
            .unwrap_or_default()
            .into_iter()
            .enumerate()
        {
            let list = level.service_control_policy_input_list.unwrap_or_default();
            let name = format!("OrderedOrganizationPolicyInputList.{}", place + 1);
            let level = listed(&list, &name, PolicyKind::ServiceControl)?;
            levels.push(level.into_iter().map(|own| own.source).collect());
        }
        Ok(Trial {
            principal: caller.unwrap_or_else(|| nobody(cx)),
            actions: self.actions,
            resources,
            owner: self
                .resource_owner
                .map(|owner| account_of(&owner).to_owned()),
            context,
            identity: Vec::new(),
            boundary: boundary.into_iter().next(),
            resource_policy: resource_policy.transpose()?,
            levels,
        })
    }
}

fn check_resources(resources: &[String]) -> Result<(), AwsError> {
    if resources.len() > limits::SIMULATED_RESOURCES {
        let limit = limits::SIMULATED_RESOURCES;
        return Err(invalid_input(format!(
            "No more than {limit} resources can be simulated at once."
        )));
    }
    let is_arn = |text: &str| text.starts_with("arn:") && text.splitn(6, ':').count() == 6;
    let wrong = |text: &&String| text.as_str() != "*" && !is_arn(text);
    match resources.iter().find(wrong) {
        Some(text) => Err(invalid_input(format!(
            "ResourceNames are not in a valid ARN format: {text}."
        ))),
        None => Ok(()),
    }
}

fn check_action(action: &str) -> Result<(), AwsError> {
    let named = action.split_once(':');
    let right = named.is_some_and(|(prefix, name)| !prefix.is_empty() && !name.is_empty());
    match right && !action.contains(['*', '?']) {
        true => Ok(()),
        false => Err(invalid_input(format!("Invalid action name: {action}"))),
    }
}

/// `arn:aws:iam::111122223333:root` or `111122223333`.
fn account_of(owner: &str) -> &str {
    match owner.split(':').nth(4) {
        Some(account) => account,
        None => owner,
    }
}

/// Who is to make the call: a user, a group or a role, of whatever account.
fn caller(cx: &mut Cx, arn: &str) -> Result<Principal, AwsError> {
    let parts = Parts::of(arn).filter(|parts| parts.service == "iam");
    let wrong = || invalid_input("CallerArn must be the ARN of a user, a group or a role.");
    let parts = parts.ok_or_else(wrong)?;
    let account = parts.account.to_owned();
    let (kind, user_id) = match parts.kind {
        "user" => (PrincipalKind::User, id_of::<User>(cx, parts, arn)?),
        "group" => (PrincipalKind::User, String::new()),
        "role" => {
            let role_arn = arn.to_owned();
            let id = id_of::<Role>(cx, parts, arn)?;
            (
                PrincipalKind::AssumedRole { role_arn },
                format!("{id}:simulated"),
            )
        }
        _ => return Err(wrong()),
    };
    let arn = match kind {
        PrincipalKind::User => arn.to_owned(),
        _ => format!(
            "arn:{}:sts::{account}:assumed-role/{}/simulated",
            parts.partition,
            parts.name()
        ),
    };
    Ok(Principal {
        arn,
        account,
        kind,
        user_id,
    })
}

fn id_of<E: Entity>(cx: &mut Cx, parts: Parts, arn: &str) -> Result<String, AwsError> {
    if parts.account != cx.account() {
        return Ok(String::new());
    }
    let found = entity::look::<E>(cx, parts.name())?;
    let found = found.filter(|entity| entity::arn_of(cx, entity) == arn);
    Ok(found
        .map(|entity| entity.id().to_owned())
        .unwrap_or_default())
}

/// Whoever holds the policies, where nobody is named.
pub fn nobody(cx: &Cx) -> Principal {
    Principal {
        arn: arn::of(cx.partition(), cx.account(), "user", "/", "simulated"),
        account: cx.account().to_owned(),
        kind: PrincipalKind::User,
        user_id: String::new(),
    }
}

fn add(context: &mut Context, entry: ContextEntry) -> Result<(), AwsError> {
    let name = entry.context_key_name.unwrap_or_default();
    let values = entry.context_key_values.unwrap_or_default();
    let kind = entry.context_key_type.unwrap_or_default();
    if values.len() > 1 && !kind.ends_with("List") {
        let message = format!("The context key {name} of type {kind} has more than one value.");
        return Err(invalid_input(message));
    }
    let wrong = |value: &&String| match kind.trim_end_matches("List") {
        "numeric" => value.parse::<f64>().is_err(),
        "boolean" => !matches!(value.to_ascii_lowercase().as_str(), "true" | "false"),
        _ => false,
    };
    if let Some(value) = values.iter().find(wrong) {
        let message = format!("The value {value} of the context key {name} is not of type {kind}.");
        return Err(invalid_input(message));
    }
    context.insert_many(&name, values);
    Ok(())
}
