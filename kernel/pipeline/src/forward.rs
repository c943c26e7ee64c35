//! A call that a service makes in the middle of one, for the caller and with the caller's rights
//! (forward access), or for itself: of a state operation of another service, in the same transaction.
//! It is decoded input that goes 6–10 of the path like any other; only its record waits until the
//! transaction that it is part of is through.

use crate::authorise::{self, Outcome as Decided};
use crate::caller::Caller;
use crate::cloud::Cloud;
use crate::cx::{Call, Cx, RequestInfo};
use crate::error::AwsError;
use crate::operation::Handler;
use crate::record::CallRecord;
use crate::run;
use crate::trail::{Outcome, Subject};
use haneul_model::Value;
use haneul_runtime::ids::RequestId;
use std::sync::Arc;

/// What is asked of another service.
pub struct Forward<'f> {
    /// The service that asks, such as `s3.amazonaws.com`.
    pub via: &'static str,
    /// Model id and operation.
    pub service: &'static str,
    pub operation: &'static str,
    pub region: &'f str,
    /// By the model's member names.
    pub input: Value,
    /// For whom, if not for the caller.
    pub caller: Option<Caller>,
}

/// A forwarded call that is through, to be told of.
pub(crate) struct Forwarded {
    subject: Subject,
    call: Call,
    record: CallRecord,
    result: Result<Value, AwsError>,
}

impl Forwarded {
    pub fn tell(self, cloud: &Cloud) {
        let outcome = match &self.result {
            Ok(answer) => Outcome::Done(Some(answer)),
            Err(error) => Outcome::Failed(error),
        };
        cloud.meter.count(&self.call, self.result.is_err());
        let verdict = &self.record.verdict;
        self.subject.tell(cloud, &self.call, verdict, &outcome);
        let mut record = self.record;
        if let Err(error) = &self.result {
            record.status = error.status_in(Some(self.subject.model));
            record.error = Some(error.code.to_string());
        }
        run::log(cloud, record);
    }
}

impl Cx<'_> {
    /// Asks another service in the middle of a call.
    pub fn forward(&mut self, forward: Forward) -> Result<Value, AwsError> {
        let unknown = || {
            AwsError::internal(format_args!(
                "no state operation {} of {} to forward to",
                forward.operation, forward.service
            ))
        };
        let model = haneul_model::model(forward.service).ok_or_else(unknown)?;
        let operation = model.operation(forward.operation).ok_or_else(unknown)?;
        let entry = self.cloud.services.get(model.id).ok_or_else(unknown)?;
        let Some(Handler::State(handler)) = entry.operations.get(operation.name) else {
            return Err(unknown());
        };
        let call = self.forwarded_call(&forward, model.id, operation.name);
        let subject = Subject {
            model,
            operation,
            service: entry.service.clone(),
            input: forward.input,
        };
        let mut record = CallRecord::begin(&call);
        let mut cx = Cx::new(self.tx, &call, self.cloud);
        let result = walk(&mut cx, &subject, &mut record, handler.as_ref());
        let within = std::mem::take(&mut cx.forwarded);
        record.verdict.checks.append(&mut cx.asked);
        self.forwarded.extend(within);
        self.forwarded.push(Forwarded {
            subject,
            call,
            record,
            result: result.clone(),
        });
        result
    }

    fn forwarded_call(
        &self,
        forward: &Forward,
        service: &'static str,
        operation: &'static str,
    ) -> Call {
        let caller = match &forward.caller {
            Some(caller) => Arc::new(caller.clone()),
            None => self.call.caller.clone(),
        };
        Call {
            id: RequestId::new(&self.cloud.random, self.call.now),
            account: caller.account().to_owned(),
            caller,
            partition: self.call.partition.clone(),
            region: forward.region.to_owned(),
            service,
            operation,
            request: RequestInfo {
                base_url: self.call.request.base_url.clone(),
                secure: true,
                names_region: true,
                user_agent: forward.via.to_owned(),
                via: Some(forward.via),
                ..RequestInfo::default()
            },
            now: self.call.now,
            delivers: None,
        }
    }
}

fn walk(
    cx: &mut Cx,
    subject: &Subject,
    record: &mut CallRecord,
    handler: &run::StateHandler,
) -> Result<Value, AwsError> {
    if let Some(shape) = subject.operation.input {
        let violations = haneul_model::validate::validate(subject.model, shape, &subject.input);
        if !violations.is_empty() {
            return Err(subject.service.invalid(&violations));
        }
    }
    let checks = subject
        .service
        .checks(cx, subject.operation.name, &subject.input)?;
    let Decided {
        verdict,
        denial,
        violation,
        ..
    } = authorise::authorise(cx, checks)?;
    record.verdict = verdict;
    match denial.or(violation) {
        Some(message) => Err(subject.service.denied(cx.call, message)),
        None => Ok(handler(cx, subject.input.clone())?.value),
    }
}
