//! A client of all nodes: it says where each call goes, and what is known of it afterwards.

use crate::nodes::Nodes;
use haneul_faults::client::{Call, Client};
use haneul_faults::cloud::Keys;
use serde_json::Value as Json;
use std::io::ErrorKind;
use std::time::{Duration, Instant};

/// No call may take longer, whatever happens: what comes later counts as hanging.
pub const HANGING: Duration = Duration::from_secs(30);

pub struct Caller<'n> {
    nodes: &'n Nodes,
    keys: Keys,
    /// By node, with the port it had then.
    clients: Vec<Option<(u16, Client)>>,
}

/// What came of a call, and between which moments it was carried out, if it was.
pub struct Heard {
    pub said: Said,
    pub began: Instant,
    pub ended: Instant,
}

#[derive(Debug)]
pub enum Said {
    Yes(Json),
    No {
        status: u16,
        text: String,
    },
    /// Nobody knows whether it was carried out.
    Nothing(String),
    /// Nobody was there to take it.
    Away,
}

impl Said {
    /// Whether nothing can have come of it.
    pub fn is_without_effect(&self) -> bool {
        match self {
            Said::Yes(_) | Said::Nothing(_) => false,
            Said::No { status, text } => *status < 500 || text.contains("nothing was changed"),
            Said::Away => true,
        }
    }

    /// What clients may hear while something is broken, and what they may never hear.
    pub fn fault(&self) -> Option<String> {
        match self {
            Said::No { status, text } if *status != 503 => Some(format!("{status} {text}")),
            Said::Nothing(why) if why.contains("time") => Some(why.clone()),
            _ => None,
        }
    }
}

impl Heard {
    pub fn took(&self) -> Duration {
        self.ended - self.began
    }

    pub fn is_yes(&self) -> bool {
        matches!(self.said, Said::Yes(_))
    }
}

impl<'n> Caller<'n> {
    pub fn new(nodes: &'n Nodes, keys: Keys) -> Caller<'n> {
        Caller {
            nodes,
            keys,
            clients: (0..nodes.count()).map(|_| None).collect(),
        }
    }

    pub fn call(&mut self, node: usize, call: &Call) -> Heard {
        let began = Instant::now();
        let said = self.said(node, call);
        Heard {
            said,
            began,
            ended: Instant::now(),
        }
    }

    pub fn sqs(&mut self, node: usize, operation: &str, input: &Json) -> Heard {
        self.call(node, &Call::sqs(operation, input))
    }

    /// Of a node that must be well.
    pub fn expect(&mut self, node: usize, call: &Call) -> crate::Outcome<Json> {
        match self.call(node, call).said {
            Said::Yes(json) => Ok(json),
            said => Err(format!("{} {}: {said:?}", call.service, call.path).into()),
        }
    }

    fn said(&mut self, node: usize, call: &Call) -> Said {
        let Some(port) = self.nodes.port(node) else {
            return Said::Away;
        };
        let known = &mut self.clients[node];
        if known.as_ref().is_none_or(|(old, _)| *old != port) {
            let client = Client::new(port, self.keys.clone()).patience(HANGING);
            *known = Some((port, client));
        }
        let Some((_, client)) = known else {
            return Said::Away;
        };
        match client.send(call) {
            Ok(answer) if (200..300).contains(&answer.status) => {
                // IAM speaks XML; who calls it looks at the text.
                let text = || Json::String(answer.text());
                Said::Yes(serde_json::from_slice(&answer.body).unwrap_or_else(|_| text()))
            }
            Ok(answer) => Said::No {
                status: answer.status,
                text: answer.text(),
            },
            Err(error) if error.kind() == ErrorKind::ConnectionRefused => Said::Away,
            Err(error) if matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut) => {
                Said::Nothing(format!("no answer in time: {HANGING:?}"))
            }
            Err(error) => Said::Nothing(error.to_string()),
        }
    }
}
