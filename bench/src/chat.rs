//! A connection on which each request depends on the answer before: as consumers talk.

use crate::client::{Call, Keys};
use crate::load::content_length;
use serde_json::Value;
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};

pub struct Chat {
    stream: TcpStream,
    keys: Keys,
    host: SocketAddr,
    count: u64,
    buffer: Vec<u8>,
}

impl Chat {
    pub fn open(keys: &Keys, host: SocketAddr) -> Result<Chat, String> {
        let stream = TcpStream::connect(host).map_err(|e| format!("{host}: {e}"))?;
        stream.set_nodelay(true).map_err(|e| e.to_string())?;
        Ok(Chat {
            stream,
            keys: keys.clone(),
            host,
            count: 0,
            buffer: vec![0; 64 << 10],
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
        self.stream
            .write_all(&request.head)
            .map_err(|e| e.to_string())
    }

    /// The answer to what was asked.
    pub fn finish(&mut self, operation: &str) -> Result<Value, String> {
        let answer = self.answer()?;
        match answer.is_empty() {
            true => Ok(Value::Null),
            false => serde_json::from_slice(&answer).map_err(|e| format!("{operation}: {e}")),
        }
    }

    fn answer(&mut self) -> Result<Vec<u8>, String> {
        let mut got = Vec::new();
        loop {
            let read = self.stream.read(&mut self.buffer);
            match read.map_err(|e| e.to_string())? {
                0 => return Err("the connection was closed instead of an answer".to_owned()),
                read => got.extend_from_slice(&self.buffer[..read]),
            }
            let Some(end) = memchr::memmem::find(&got, b"\r\n\r\n") else {
                continue;
            };
            let (head, body) = got.split_at(end + 4);
            let length = content_length(head).ok_or("an answer without a length")?;
            if body.len() as u64 >= length {
                if !head.starts_with(b"HTTP/1.1 2") {
                    return Err(format!("refused: {}", String::from_utf8_lossy(&got)));
                }
                return Ok(body.to_vec());
            }
        }
    }
}
