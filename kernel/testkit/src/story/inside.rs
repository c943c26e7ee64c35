//! A command run in process: the one path without the socket and the bytes.

use super::actor::Keys;
use super::arguments::Arguments;
use super::outcome::Outcome;
use super::{names, pages, picture, show};
use crate::laws::fits;
use haneul_model::{Model, Operation, Protocol};
use haneul_pipeline::credentials::{self, Credential, Status};
use haneul_pipeline::{AwsError, Caller, Cloud, Invocation, Invoked, invoke};
use haneul_signature::{ErrorStyle, SignatureError};
use serde_json::Value as Json;

/// A command with everything it needs, so that it can go on by itself.
pub struct Inside {
    pub cloud: Cloud,
    pub keys: Keys,
    pub region: String,
    pub words: Vec<String>,
}

impl Inside {
    /// `Err` is a mistake of the story, or an answer that breaks a law.
    pub async fn run(self) -> Result<Outcome, String> {
        let [service, operation, words @ ..] = &self.words[..] else {
            return Err("aws <service> <operation> …".to_owned());
        };
        let model = names::service(service).ok_or_else(|| format!("no service {service}"))?;
        let operation = names::operation(model, operation)
            .ok_or_else(|| format!("{service} has no operation {operation}"))?;
        let arguments = Arguments::read(model, operation, words)?;
        let call = Call {
            model,
            operation,
            caller: caller(&self.cloud, model, &self.keys),
            region: arguments.region.clone().unwrap_or(self.region),
            arguments,
        };
        let mut outcome = call.answer(&self.cloud).await?;
        if let (Some(chosen), Outcome::Answer(answer)) = (picture::chosen(words), &mut outcome) {
            picture::apart(answer, chosen);
        }
        Ok(outcome)
    }
}

struct Call {
    model: &'static Model,
    operation: &'static Operation,
    caller: Result<Caller, AwsError>,
    region: String,
    arguments: Arguments,
}

impl Call {
    async fn answer(self, cloud: &Cloud) -> Result<Outcome, String> {
        let input = Json::Object(self.arguments.input.clone());
        let first = match self.page(cloud, input.clone()).await? {
            Ok(first) => first,
            Err(refused) => return Ok(refused),
        };
        let mut all = show::answer(self.model, self.operation, &first.output, &first.body);
        let pages = match &self.operation.pagination {
            Some(pages) if !self.arguments.single_page => pages,
            _ => return Ok(Outcome::Answer(all)),
        };
        let mut tokens = pages::next(pages, &first.output);
        while let Some(next) = tokens {
            let mut input = self.arguments.input.clone();
            input.extend(next);
            let page = match self.page(cloud, Json::Object(input)).await? {
                Ok(page) => page,
                Err(refused) => return Ok(refused),
            };
            let shown = show::answer(self.model, self.operation, &page.output, &page.body);
            pages::merge(pages, &mut all, &shown);
            tokens = pages::next(pages, &page.output);
        }
        pages::forget_tokens(pages, &mut all);
        Ok(Outcome::Answer(all))
    }

    async fn page(&self, cloud: &Cloud, input: Json) -> Result<Result<Invoked, Outcome>, String> {
        let answer = match self.caller.clone() {
            Err(refused) => Err(refused),
            Ok(caller) => {
                let invocation = Invocation {
                    account: caller.account().to_owned(),
                    caller,
                    region: self.region.clone(),
                    service: self.model.id,
                    operation: self.operation.name,
                    input,
                    body: self.arguments.body.clone(),
                    delivers: None,
                };
                invoke(cloud, invocation).await
            }
        };
        match answer {
            Err(error) => {
                let code = client_code(self.model, &error.code);
                Ok(Err(Outcome::refused(code, error.message)))
            }
            Ok(answer) => {
                let faults = fits::answer(self.model, self.operation, &answer.output);
                match faults.is_empty() {
                    true => Ok(Ok(answer)),
                    false => Err(format!(
                        "the answer breaks its shape: {}",
                        faults.join("; ")
                    )),
                }
            }
        }
    }
}

/// The code that clients show: that of the older protocol, where a service had one.
fn client_code<'c>(model: &Model, code: &'c str) -> &'c str {
    match model.error(code).and_then(|shape| shape.query_error_code()) {
        Some(older) if model.metadata.query_compatible => older,
        _ => code,
    }
}

fn style(model: &Model) -> ErrorStyle {
    match model.metadata.protocols.first() {
        Some(Protocol::RestXml) => ErrorStyle::S3,
        Some(Protocol::Ec2) => ErrorStyle::Ec2,
        Some(Protocol::RestJson) => ErrorStyle::RestJson,
        Some(Protocol::Json10 | Protocol::Json11 | Protocol::Cbor | Protocol::AwsCbor) => {
            ErrorStyle::Json
        }
        Some(Protocol::Query) | None => ErrorStyle::Query,
    }
}

/// What the signature would say of these keys: calls from inside carry none.
fn caller(cloud: &Cloud, model: &Model, keys: &Keys) -> Result<Caller, AwsError> {
    let (access_key, secret, token) = match keys {
        Keys::Root(account) => return Ok(Caller::root("aws", account, account)),
        Keys::Nobody => return Ok(Caller::anonymous("aws")),
        Keys::Issued {
            access_key,
            secret,
            token,
        } => (access_key, secret, token),
    };
    let style = style(model);
    let refused = |error: SignatureError| {
        let (code, status) = error.code(style);
        AwsError::new(code, error.message(style)).status(status)
    };
    let found = cloud
        .store
        .read(|tx| Ok::<_, AwsError>(credentials::find(tx, access_key)?))?;
    let active = |c: &Credential| c.status == Status::Active && c.secret == *secret;
    let Some(found) = found.filter(active) else {
        return Err(refused(SignatureError::UnknownAccessKey(
            access_key.clone(),
        )));
    };
    if let Some(session) = &found.session {
        if token.as_ref() != Some(&session.token) {
            return Err(refused(SignatureError::InvalidToken));
        }
        if cloud.clock.now() >= session.expires {
            return Err(refused(SignatureError::ExpiredToken));
        }
    }
    Ok(found.caller())
}
