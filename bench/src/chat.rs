//! A connection on which each request depends on the answer before: as consumers talk.

use crate::client::{Call, Keys};
use crate::talk::Talk;
use serde_json::Value;
use std::net::SocketAddr;

pub struct Chat {
    talk: Talk,
    keys: Keys,
    host: SocketAddr,
    count: u64,
}

impl Chat {
    pub fn open(keys: &Keys, host: SocketAddr) -> Result<Chat, String> {
        Ok(Chat {
            talk: Talk::open(host)?,
            keys: keys.clone(),
            host,
            count: 0,
        })
    }

    /// A call of SQS, which has to be a success.
    pub fn sqs(&mut self, operation: &str, input: &Value) -> Result<Value, String> {
        self.begin(operation, input)?;
        self.finish(operation)
    }

    /// Asks, without waiting for the answer.
    pub fn begin(&mut self, operation: &str, input: &Value) -> Result<(), String> {
        self.count += 1;
        let target = format!("AmazonSQS.{operation}");
        let call = Call::json("sqs", &target, input);
        let request = call.signed_whole(&self.keys, self.host, self.count)?;
        self.talk.send(&request.head)
    }

    /// The answer to what was asked.
    pub fn finish(&mut self, operation: &str) -> Result<Value, String> {
        let answer = self.talk.answer()?;
        match answer.is_empty() {
            true => Ok(Value::Null),
            false => serde_json::from_slice(&answer).map_err(|e| format!("{operation}: {e}")),
        }
    }
}
