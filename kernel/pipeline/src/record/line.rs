//! A record on its way: what of a call goes into it, written once and from where it is.

use super::log::CALLS;
use super::{CallRecord, CheckRecord, MOST, Verdict};
use crate::credentials::GLOBAL;
use crate::cx::Call;
use haneul_runtime::ids::RequestId;
use haneul_store::{StoreError, Tx};
use jiff::Timestamp;
use serde::{Serialize, Serializer};
use std::net::IpAddr;
use std::sync::Arc;

/// What is known of a call, for its record.
#[derive(Clone)]
pub(crate) struct Entry {
    call: Arc<Call>,
    pub verdict: Arc<Verdict>,
    pub status: u16,
    pub error: Option<String>,
}

impl Entry {
    /// Of a call that has not been decided yet.
    pub fn begin(call: &Arc<Call>) -> Entry {
        Entry {
            call: call.clone(),
            verdict: Arc::default(),
            status: 200,
            error: None,
        }
    }

    /// Writes the record in the transaction of the change it records, with what was asked of the
    /// policies on the way.
    pub fn write(&self, tx: &mut Tx, asked: &[CheckRecord]) -> Result<(), StoreError> {
        let entry = self.encode(asked)?;
        CALLS.append_encoded(tx, GLOBAL, self.at().as_microsecond(), entry.into())
    }

    pub fn at(&self) -> Timestamp {
        self.call.now
    }

    /// Cut to what is kept of a record.
    pub fn encode(&self, asked: &[CheckRecord]) -> Result<Vec<u8>, StoreError> {
        let line = self.line(asked);
        match line.size() > MOST {
            true => CALLS.encode_as(&line.owned().bounded()),
            false => CALLS.encode_as(&line),
        }
    }

    fn line<'a>(&'a self, asked: &'a [CheckRecord]) -> Line<'a> {
        let call = &*self.call;
        Line {
            id: call.id,
            at: call.now,
            partition: &call.partition,
            account: &call.account,
            region: &call.region,
            service: call.service,
            operation: call.operation,
            principal: &call.caller.principal.arn,
            access_key: &call.caller.access_key,
            source_ip: Address(call.request.source_ip),
            user_agent: &call.request.user_agent,
            status: self.status,
            error: self.error.as_deref(),
            verdict: Decided {
                allowed: self.verdict.allowed,
                reason: &self.verdict.reason,
                checks: Checks(&self.verdict.checks, asked),
            },
        }
    }
}

/// Reads as a [`CallRecord`].
#[derive(Serialize)]
struct Line<'a> {
    id: RequestId,
    at: Timestamp,
    partition: &'a str,
    account: &'a str,
    region: &'a str,
    service: &'a str,
    operation: &'a str,
    principal: &'a str,
    access_key: &'a str,
    source_ip: Address,
    user_agent: &'a str,
    status: u16,
    error: Option<&'a str>,
    verdict: Decided<'a>,
}

#[derive(Serialize)]
struct Decided<'a> {
    allowed: bool,
    reason: &'a str,
    checks: Checks<'a>,
}

/// What was asked first, and on the way.
struct Checks<'a>(&'a [CheckRecord], &'a [CheckRecord]);

struct Address(Option<IpAddr>);

impl Serialize for Checks<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(ExactlyAsMany(self.0.iter().chain(self.1), self.len()))
    }
}

impl Checks<'_> {
    fn len(&self) -> usize {
        self.0.len() + self.1.len()
    }
}

/// A chain does not tell its length, which the format writes first.
struct ExactlyAsMany<I>(I, usize);

impl<I: Iterator> Iterator for ExactlyAsMany<I> {
    type Item = I::Item;

    fn next(&mut self) -> Option<I::Item> {
        self.0.next()
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        (self.1, Some(self.1))
    }
}

impl Serialize for Address {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.0 {
            Some(address) => serializer.collect_str(&address),
            None => serializer.serialize_str(""),
        }
    }
}

impl Line<'_> {
    /// About how many bytes it takes.
    fn size(&self) -> usize {
        let own = self.principal.len()
            + self.access_key.len()
            + self.user_agent.len()
            + self.verdict.reason.len();
        let Checks(first, asked) = self.verdict.checks;
        own + first
            .iter()
            .chain(asked)
            .map(CheckRecord::size)
            .sum::<usize>()
    }

    fn owned(&self) -> CallRecord {
        let Checks(first, asked) = self.verdict.checks;
        CallRecord {
            id: self.id.to_string(),
            at: self.at,
            partition: self.partition.to_owned(),
            account: self.account.to_owned(),
            region: self.region.to_owned(),
            service: self.service.to_owned(),
            operation: self.operation.to_owned(),
            principal: self.principal.to_owned(),
            access_key: self.access_key.to_owned(),
            source_ip: self
                .source_ip
                .0
                .map(|ip| ip.to_string())
                .unwrap_or_default(),
            user_agent: self.user_agent.to_owned(),
            status: self.status,
            error: self.error.map(str::to_owned),
            verdict: Verdict {
                allowed: self.verdict.allowed,
                reason: self.verdict.reason.to_owned(),
                checks: first.iter().chain(asked).cloned().collect(),
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::caller::Caller;
    use crate::cx::RequestInfo;

    fn entry(user_agent: &str) -> Entry {
        let call = Call {
            id: RequestId(0x0123_4567_89ab_cdef_0123_4567_89ab_cdef),
            caller: Arc::new(Caller::root("aws", "111122223333", "AKIAEXAMPLE")),
            partition: "aws".to_owned(),
            account: "111122223333".to_owned(),
            region: "us-east-1".to_owned(),
            service: "s3",
            operation: "GetObject",
            request: RequestInfo {
                source_ip: Some(IpAddr::from([127, 0, 0, 1])),
                user_agent: user_agent.to_owned(),
                ..RequestInfo::default()
            },
            now: Timestamp::UNIX_EPOCH,
            delivers: None,
        };
        Entry {
            error: Some("AccessDenied".to_owned()),
            status: 403,
            verdict: Arc::new(Verdict {
                allowed: false,
                reason: "because".to_owned(),
                checks: vec![check("s3:GetObject")],
            }),
            ..Entry::begin(&Arc::new(call))
        }
    }

    fn check(action: &str) -> CheckRecord {
        CheckRecord {
            action: action.to_owned(),
            resource: "arn:aws:s3:::bucket/key".to_owned(),
            owner: "111122223333".to_owned(),
            allowed: false,
            reason: "because".to_owned(),
            step: String::new(),
            keys: vec![("aws:username".to_owned(), "alice".to_owned())],
            matched: Vec::new(),
        }
    }

    #[test]
    fn a_line_reads_as_the_record_that_it_is() {
        let (entry, asked) = (entry("aws-cli/2"), [check("kms:Decrypt")]);
        let owned = entry.line(&asked).owned();
        assert_eq!(owned.verdict.checks.len(), 2);
        assert_eq!(owned.source_ip, "127.0.0.1");
        let encoded = entry.encode(&asked).unwrap();
        assert_eq!(encoded, CALLS.encode_as(&owned).unwrap());
        assert_eq!(CALLS.decode(&encoded).unwrap(), owned);
    }

    #[test]
    fn what_is_long_is_cut() {
        let long = entry(&"x".repeat(300_000));
        let record = CALLS.decode(&long.encode(&[]).unwrap()).unwrap();
        assert!(record.user_agent.ends_with('…'));
        assert_eq!(record.verdict.checks.len(), 1);
    }
}
