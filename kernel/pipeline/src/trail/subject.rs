//! Making events of a call: one for each account that is told of it.

use super::event::Line;
use super::history::{EVENTS, Places};
use super::identity::Seconds;
use super::parameters::Shown;
use super::{Event, Facts, Named, Trail, history, identity, pending, resources};
use crate::begins;
use crate::caller::Caller;
use crate::cloud::Cloud;
use crate::cx::Call;
use crate::error::AwsError;
use crate::events;
use crate::record::Verdict;
use crate::service::Service;
use bytes::Bytes;
use haneul_model::{Model, Operation, ShapeId, Value};
use haneul_policy::PrincipalKind;
use haneul_runtime::ids::{self, RequestId};
use haneul_runtime::outbox;
use haneul_store::{Scope, Tx};
use serde::Serialize;
use serde_json::{Value as Json, json};
use std::borrow::Cow;
use std::sync::Arc;

/// What an event is about, apart from how it ended.
#[derive(Clone)]
pub(crate) struct Subject {
    pub model: &'static Model,
    pub operation: &'static Operation,
    pub service: Arc<dyn Service>,
    pub input: Value,
}

/// How the call ended.
pub(crate) enum Outcome<'a> {
    /// With the answer, where it is known already.
    Done(Option<&'a Value>),
    Failed(&'a AwsError),
}

/// An event, where it goes.
pub(crate) struct Noted {
    pub partition: String,
    pub account: String,
    pub region: String,
    /// The history of the account and Region has it.
    pub in_history: bool,
    pub trails: Vec<Trail>,
    /// The default bus of the account gets it.
    pub emitted: bool,
    /// In microseconds.
    pub at: i64,
    /// The event, as the history has it.
    pub event: Bytes,
}

impl Noted {
    fn scope(&self) -> Scope<'_> {
        Scope::new(&self.partition, &self.account, &self.region)
    }

    pub fn write(&self, tx: &mut Tx, places: &Places) -> Result<(), AwsError> {
        if self.in_history {
            let event = (self.at, self.event.clone());
            history::append(tx, self.scope(), event, places)?;
        }
        if self.trails.is_empty() && !self.emitted {
            return Ok(());
        }
        let event = EVENTS.decode(&self.event)?;
        for trail in &self.trails {
            pending::put(tx, trail, &event)?;
        }
        match self.emitted {
            true => self.emit(tx, &event),
            false => Ok(()),
        }
    }

    /// As EventBridge has it: what a trail tells of changes.
    fn emit(&self, tx: &mut Tx, event: &Event) -> Result<(), AwsError> {
        let service = event.source.trim_end_matches(".amazonaws.com");
        let call = events::outgoing(
            &self.partition,
            &event.id,
            &events::Emitted {
                account: &self.account,
                region: &self.region,
                source: &format!("aws.{service}"),
                detail_type: "AWS API Call via CloudTrail",
                time: event.at,
                resources: Vec::new(),
                detail: serde_json::from_str(&event.record).map_err(AwsError::internal)?,
            },
        );
        Ok(outbox::put(tx, event.at, &event.id, &call)?)
    }
}

impl Subject {
    pub fn is_read_only(&self) -> bool {
        let name = self.operation.name;
        let said = self.service.is_read_only(name);
        said.unwrap_or_else(|| self.operation.readonly || begins::is_look(name))
    }

    /// Writes the events of a change into its transaction.
    pub fn write(
        &self,
        tx: &mut Tx,
        cloud: &Cloud,
        call: &Call,
        verdict: &Verdict,
        outcome: &Outcome,
    ) -> Result<(), AwsError> {
        for noted in self.note(cloud, call, verdict, outcome)? {
            noted.write(tx, &cloud.trail.places)?;
        }
        Ok(())
    }

    /// Tells of a call that changed nothing, within a second.
    pub fn tell(&self, cloud: &Cloud, call: &Call, verdict: &Verdict, outcome: &Outcome) {
        match self.note(cloud, call, verdict, outcome) {
            Ok(events) => cloud.trail.push(cloud, events),
            Err(error) => tracing::warn!("a call is missing in the trail: {error}"),
        }
    }

    /// The events of a call, if anybody is to have them.
    fn note(
        &self,
        cloud: &Cloud,
        call: &Call,
        verdict: &Verdict,
        outcome: &Outcome,
    ) -> Result<Vec<Noted>, AwsError> {
        let data = self.service.data_event(self.operation.name);
        let asked = cloud.trails.exist(cloud);
        if data.is_some() && !asked {
            return Ok(Vec::new());
        }
        let arns = arns(verdict);
        let source = source(self.model);
        let read_only = self.is_read_only();
        let accounts = recipients(call, &arns, verdict, outcome);
        let shared = (accounts.len() > 1).then(|| ids::uuid(&cloud.random));
        let mut noted = Vec::new();
        for account in accounts {
            let facts = Facts {
                partition: &call.partition,
                account,
                region: &call.region,
                source: &source,
                name: self.operation.name,
                read_only,
                data,
                resources: &arns,
                principal: &call.caller.principal.arn,
            };
            let trails = match asked {
                true => cloud.trails.wanted_by(cloud, &facts)?,
                false => Vec::new(),
            };
            let in_history = data.is_none();
            if !in_history && trails.is_empty() {
                continue;
            }
            let id = ids::uuid(&cloud.random);
            let told = Told {
                id: &id,
                shared: shared.as_deref(),
                recipient: account,
                source: &source,
                read_only,
                data,
                arns: &arns,
            };
            let emitted = in_history
                && !read_only
                && !trails.is_empty()
                && cloud
                    .hearing
                    .hears(cloud, &call.partition, account, &call.region);
            let line = Line {
                id: &id,
                at: call.now,
                account,
                region: &call.region,
                source: &source,
                name: self.operation.name,
                read_only,
                user: identity::user_name(&call.caller),
                access_key: &call.caller.access_key,
                resources: arns
                    .iter()
                    .filter_map(|arn| resources::named(arn))
                    .collect(),
                record: &self.record(call, outcome, &told)?,
            };
            noted.push(Noted {
                partition: call.partition.clone(),
                account: account.to_owned(),
                region: call.region.clone(),
                in_history,
                emitted,
                trails,
                at: call.now.as_microsecond(),
                event: EVENTS.encode_as(&line)?.into(),
            });
        }
        Ok(noted)
    }

    fn record(&self, call: &Call, outcome: &Outcome, told: &Told) -> Result<String, AwsError> {
        let error = match outcome {
            Outcome::Failed(error) => Some(*error),
            Outcome::Done(_) => None,
        };
        let answer = match outcome {
            Outcome::Done(Some(answer))
                if !told.read_only || self.service.shows_answer(call.operation) =>
            {
                Some(self.shown(self.operation.output, answer))
            }
            _ => None,
        };
        let agent = match &call.caller.principal.kind {
            PrincipalKind::Service(name) => name,
            _ => call.request.via.unwrap_or(&call.request.user_agent),
        };
        let address = match (&call.caller.principal.kind, call.request.source_ip) {
            (PrincipalKind::Service(name), _) => Cow::Borrowed(name.as_str()),
            (_, None) if call.request.via.is_some() => Cow::Borrowed(agent),
            (_, Some(address)) => Cow::Owned(address.to_string()),
            (_, None) => Cow::Borrowed(""),
        };
        let record = Record {
            event_version: "1.11",
            user_identity: identity::shown(&call.caller, told.recipient, call.request.via),
            event_time: Seconds(call.now),
            event_source: told.source,
            event_name: self.operation.name,
            aws_region: &call.region,
            source_ip: &address,
            user_agent: cut(agent),
            error_code: error.map(|error| error.code.as_ref()),
            error_message: error.map(|error| cut(&error.message)),
            request: self.shown(self.operation.input, &self.input),
            response: answer,
            request_id: call.id,
            event_id: told.id,
            read_only: told.read_only,
            resources: shown_resources(told),
            event_type: "AwsApiCall",
            api_version: self.model.metadata.api_version,
            management: told.data.is_none(),
            recipient: told.recipient,
            shared: told.shared,
            category: match told.data {
                Some(_) => "Data",
                None => "Management",
            },
            tls: call.request.secure.then(|| {
                json!({ "tlsVersion": "TLSv1.3", "clientProvidedHostHeader": call.request.host })
            }),
        };
        // What most events need.
        let mut text = Vec::with_capacity(2_048);
        serde_json::to_writer(&mut text, &record).map_err(AwsError::internal)?;
        String::from_utf8(text).map_err(AwsError::internal)
    }

    fn shown<'a>(&self, shape: Option<ShapeId>, value: &'a Value) -> Shown<'a> {
        Shown {
            model: self.model,
            shape,
            value,
        }
    }
}

/// What is said to one of those who are told.
struct Told<'a> {
    id: &'a str,
    shared: Option<&'a str>,
    recipient: &'a str,
    source: &'a str,
    read_only: bool,
    data: Option<&'a str>,
    arns: &'a [String],
}

/// In the order in which CloudTrail writes it.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Record<'a> {
    event_version: &'a str,
    user_identity: identity::Shown<'a>,
    event_time: Seconds,
    event_source: &'a str,
    event_name: &'a str,
    aws_region: &'a str,
    #[serde(rename = "sourceIPAddress")]
    source_ip: &'a str,
    user_agent: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    error_code: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    error_message: Option<&'a str>,
    #[serde(rename = "requestParameters")]
    request: Shown<'a>,
    #[serde(rename = "responseElements")]
    response: Option<Shown<'a>>,
    #[serde(rename = "requestID")]
    request_id: RequestId,
    #[serde(rename = "eventID")]
    event_id: &'a str,
    read_only: bool,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    resources: Vec<Json>,
    event_type: &'a str,
    api_version: &'a str,
    #[serde(rename = "managementEvent")]
    management: bool,
    #[serde(rename = "recipientAccountId")]
    recipient: &'a str,
    #[serde(rename = "sharedEventID", skip_serializing_if = "Option::is_none")]
    shared: Option<&'a str>,
    #[serde(rename = "eventCategory")]
    category: &'a str,
    #[serde(rename = "tlsDetails", skip_serializing_if = "Option::is_none")]
    tls: Option<Json>,
}

/// Names and messages come from anyone, and are as long as they like.
fn cut(text: &str) -> &str {
    const MOST: usize = 1_024;
    &text[..text.floor_char_boundary(MOST.min(text.len()))]
}

fn source(model: &Model) -> String {
    format!("{}.amazonaws.com", model.metadata.endpoint_prefix)
}

/// Of what was asked of the policies; a request may name very many.
fn arns(verdict: &Verdict) -> Vec<String> {
    const MOST: usize = 20;
    let mut arns: Vec<String> = Vec::new();
    for check in &verdict.checks {
        let is_new = check.resource.starts_with("arn:") && !arns.contains(&check.resource);
        if is_new && arns.len() < MOST {
            arns.push(check.resource.clone());
        }
    }
    arns
}

/// The caller's account, and those whose resources the call reached.
fn recipients<'a>(
    call: &'a Call,
    arns: &'a [String],
    verdict: &'a Verdict,
    outcome: &Outcome,
) -> Vec<&'a str> {
    let mut accounts = Vec::new();
    let mut add = |account: &'a str| {
        if !account.is_empty() && !accounts.contains(&account) {
            accounts.push(account);
        }
    };
    if has_account(&call.caller) {
        add(&call.account);
    }
    if !matches!(outcome, Outcome::Failed(_)) || !has_account(&call.caller) {
        arns.iter()
            .filter_map(|arn| arn.split(':').nth(4))
            .for_each(&mut add);
        verdict.checks.iter().for_each(|check| add(&check.owner));
    }
    accounts
}

fn has_account(caller: &Caller) -> bool {
    !caller.account().is_empty()
}

fn shown_resources(told: &Told) -> Vec<Json> {
    let account = |arn: &str| match arn.split(':').nth(4) {
        Some(account) if !account.is_empty() => account.to_owned(),
        _ => told.recipient.to_owned(),
    };
    let shown = told.arns.iter().filter_map(|arn| {
        let Named { kind, .. } = resources::named(arn)?;
        Some(json!({ "accountId": account(arn), "type": kind?, "ARN": arn }))
    });
    shown.collect()
}
