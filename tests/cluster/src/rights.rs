//! Rights that are taken away through one node: a second later no node grants them any more, also
//! one that is cut off from the database.

use crate::caller::{Caller, Said};
use crate::nodes::{COUNT, Nodes};
use crate::proxy::Proxy;
use crate::{Finding, Outcome};
use haneul_faults::client::Call;
use haneul_faults::cloud::Keys;
use serde_json::json;
use std::sync::Mutex;
use std::sync::PoisonError;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

/// Later than this after the removal was acknowledged no call is let in.
const BAR: Duration = Duration::from_secs(1);
const POLICY: &str =
    r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"*","Resource":"*"}}"#;

/// Each takes all rights away.
const REMOVALS: &[(&str, &[(&str, &str)])] = &[
    ("DeleteUserPolicy", &[("PolicyName", "all")]),
    ("DeleteAccessKey", &[]),
    ("UpdateAccessKey", &[("Status", "Inactive")]),
];

/// A call that a user made.
struct Try {
    node: usize,
    began: Instant,
    said: Said,
}

pub fn run() -> Outcome {
    let server = haneul_testkit_postgres::shared();
    let url = server.url("rights");
    let proxy = Proxy::start(server.port())?;
    let mut urls = vec![url.clone(); COUNT];
    urls[1] = proxy.url(&url, server.port());
    let nodes = Nodes::start(&urls)?;
    let mut latest = Duration::ZERO;
    let (mut calls, mut removals) = (0, 0);
    for (at, (action, input)) in REMOVALS.iter().enumerate() {
        for is_cut in [false, true] {
            // The two ways to lose a key differ little.
            if is_cut && *action == "UpdateAccessKey" {
                continue;
            }
            let user = User::make(&nodes, &format!("user-{at}-{is_cut}"))?;
            let (tries, removed) = user.hammer(&nodes, action, input, is_cut.then_some(&proxy))?;
            let case = format!("{action}, {}", if is_cut { "cut" } else { "connected" });
            let last = judge(&tries, removed, is_cut).map_err(|why| format!("{case}: {why}"))?;
            latest = latest.max(last);
            calls += tries.len();
            removals += 1;
        }
    }
    nodes.check_health()?;
    Ok(Finding::Held(format!(
        "{removals} removals, some with a node cut off, {calls} calls meanwhile; \
         the last let in began {latest:.1?} after its removal was acknowledged"
    )))
}

struct User {
    name: String,
    keys: Keys,
}

impl User {
    fn make(nodes: &Nodes, name: &str) -> Outcome<User> {
        let mut root = nodes.caller();
        let user = ("UserName", name);
        root.expect(0, &Call::iam("CreateUser", &[user]))?;
        let policy = [user, ("PolicyName", "all"), ("PolicyDocument", POLICY)];
        root.expect(0, &Call::iam("PutUserPolicy", &policy))?;
        let key = root.expect(0, &Call::iam("CreateAccessKey", &[user]))?;
        let text = key.as_str().unwrap_or_default();
        let element = |name: &str| {
            let from = text.split(&format!("<{name}>")).nth(1)?;
            Some(from.split('<').next()?.to_owned())
        };
        Ok(User {
            name: name.to_owned(),
            keys: Keys {
                access_key: element("AccessKeyId").ok_or("a key without an id")?,
                secret: element("SecretAccessKey").ok_or("a key without a secret")?,
            },
        })
    }

    /// Calls the other nodes without a pause while its rights are taken away; also when that was
    /// acknowledged.
    fn hammer(
        &self,
        nodes: &Nodes,
        action: &str,
        input: &[(&str, &str)],
        cut: Option<&Proxy>,
    ) -> Outcome<(Vec<Try>, Instant)> {
        let tries = Mutex::new(Vec::new());
        let over = AtomicBool::new(false);
        let removed = thread::scope(|scope| {
            // Who one is may be asked without any right, but not with a key that is gone.
            let kinds = if action.ends_with("AccessKey") { 3 } else { 2 };
            for (node, kind) in (1..COUNT).flat_map(|node| (0..kinds).map(move |k| (node, k))) {
                let (tries, over) = (&tries, &over);
                scope.spawn(move || self.call_all(nodes, node, kind, tries, over));
            }
            thread::sleep(Duration::from_millis(500));
            if let Some(proxy) = cut {
                proxy.cut();
                thread::sleep(Duration::from_millis(100));
            }
            let removed = self.lose(nodes, action, input);
            thread::sleep(BAR + Duration::from_millis(if cut.is_some() { 2_000 } else { 500 }));
            if let Some(proxy) = cut {
                proxy.mend();
                thread::sleep(Duration::from_millis(1_500));
            }
            over.store(true, Ordering::SeqCst);
            removed
        })?;
        let tries = tries.into_inner().unwrap_or_else(PoisonError::into_inner);
        Ok((tries, removed))
    }

    fn lose(&self, nodes: &Nodes, action: &str, input: &[(&str, &str)]) -> Outcome<Instant> {
        let mut whole = vec![("UserName", self.name.as_str())];
        if action.ends_with("AccessKey") {
            whole.push(("AccessKeyId", &self.keys.access_key));
        }
        whole.extend(input);
        nodes.caller().expect(0, &Call::iam(action, &whole))?;
        Ok(Instant::now())
    }

    fn call_all(
        &self,
        nodes: &Nodes,
        node: usize,
        kind: usize,
        tries: &Mutex<Vec<Try>>,
        over: &AtomicBool,
    ) {
        let mut caller = Caller::new(nodes, self.keys.clone());
        let mut number = 0;
        while !over.load(Ordering::SeqCst) {
            number += 1;
            // One that writes, one that reads, one that does neither.
            let call = match kind {
                0 => Call::sqs(
                    "CreateQueue",
                    &json!({ "QueueName": format!("{}-{node}-{number}", self.name) }),
                ),
                1 => Call::sqs("ListQueues", &json!({})),
                _ => Call::form("sts", "2011-06-15", "GetCallerIdentity", &[]),
            };
            let heard = caller.call(node, &call);
            let mut tries = tries.lock().unwrap_or_else(PoisonError::into_inner);
            tries.push(Try {
                node,
                began: heard.began,
                said: heard.said,
            });
            drop(tries);
            thread::sleep(Duration::from_millis(2));
        }
    }
}

/// How long after the removal the last call was let in.
fn judge(tries: &[Try], removed: Instant, is_cut: bool) -> Outcome<Duration> {
    let mut last = Duration::ZERO;
    for node in 1..COUNT {
        let of = || tries.iter().filter(|try_| try_.node == node);
        if !of().any(|t| t.began < removed && matches!(t.said, Said::Yes(_))) {
            return Err(format!("node {node} let nobody in before").into());
        }
        for try_ in of() {
            let late = try_.began.saturating_duration_since(removed);
            match &try_.said {
                Said::Yes(_) if late > BAR => {
                    return Err(format!("node {node} let a call in {late:.1?} after").into());
                }
                Said::Yes(_) => last = last.max(late),
                said if is_refusal(said) => {}
                Said::No { status: 503, .. } if is_cut && node == 1 => {}
                said => return Err(format!("node {node} answered {said:?}").into()),
            }
        }
        let end = of().next_back().map(|try_| &try_.said);
        if !end.is_some_and(is_refusal) {
            return Err(format!("node {node} answers {end:?} at last").into());
        }
    }
    Ok(last)
}

/// For want of rights, or for a key that is not known any more.
fn is_refusal(said: &Said) -> bool {
    match said {
        Said::No { status: 403, .. } => true,
        Said::No { status: 400, text } => text.contains("security token"),
        _ => false,
    }
}
