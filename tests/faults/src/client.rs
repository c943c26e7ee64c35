//! A small client that signs: one connection, one call at a time.

use crate::answer::{self, Answer};
use crate::cloud::Keys;
use haneul_signature::{KeyCache, PayloadHash, Signer, sha256_hex, sign_headers};
use http::{HeaderMap, HeaderName, HeaderValue, Method};
use serde_json::{Value as Json, json};
use std::io::{BufReader, Error, Result, Write};
use std::net::TcpStream;
use std::sync::Arc;
use std::time::Duration;

#[derive(Clone)]
pub struct Call {
    pub service: &'static str,
    pub method: &'static str,
    /// Percent-encoded.
    pub path: String,
    pub query: String,
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

impl Call {
    pub fn new(service: &'static str, method: &'static str, path: impl Into<String>) -> Call {
        Call {
            service,
            method,
            path: path.into(),
            query: String::new(),
            headers: Vec::new(),
            body: Vec::new(),
        }
    }

    pub fn query(mut self, query: impl Into<String>) -> Call {
        self.query = query.into();
        self
    }

    pub fn header(mut self, name: &str, value: impl Into<String>) -> Call {
        self.headers.push((name.to_owned(), value.into()));
        self
    }

    pub fn body(mut self, body: impl Into<Vec<u8>>) -> Call {
        self.body = body.into();
        self
    }

    /// A call of SQS, in JSON.
    pub fn sqs(operation: &str, input: &Json) -> Call {
        Call::new("sqs", "POST", "/")
            .header("content-type", "application/x-amz-json-1.0")
            .header("x-amz-target", format!("AmazonSQS.{operation}"))
            .body(input.to_string())
    }

    /// A call of Kinesis, in JSON.
    pub fn kinesis(operation: &str, input: &Json) -> Call {
        Call::new("kinesis", "POST", "/")
            .header("content-type", "application/x-amz-json-1.1")
            .header("x-amz-target", format!("Kinesis_20131202.{operation}"))
            .body(input.to_string())
    }

    /// A call of EventBridge, in JSON.
    pub fn events(operation: &str, input: &Json) -> Call {
        Call::new("events", "POST", "/")
            .header("content-type", "application/x-amz-json-1.1")
            .header("x-amz-target", format!("AWSEvents.{operation}"))
            .body(input.to_string())
    }

    pub fn sns(action: &str, input: &[(&str, &str)]) -> Call {
        Call::form("sns", "2010-03-31", action, input)
    }

    /// A call of DynamoDB, in JSON.
    pub fn dynamodb(operation: &str, input: &Json) -> Call {
        Call::new("dynamodb", "POST", "/")
            .header("content-type", "application/x-amz-json-1.0")
            .header("x-amz-target", format!("DynamoDB_20120810.{operation}"))
            .body(input.to_string())
    }

    /// A call of DynamoDB Streams, in JSON.
    pub fn dynamodb_streams(operation: &str, input: &Json) -> Call {
        Call::new("dynamodb", "POST", "/")
            .header("content-type", "application/x-amz-json-1.0")
            .header(
                "x-amz-target",
                format!("DynamoDBStreams_20120810.{operation}"),
            )
            .body(input.to_string())
    }

    /// A call of IAM or STS, as a form.
    pub fn form(
        service: &'static str,
        version: &str,
        action: &str,
        input: &[(&str, &str)],
    ) -> Call {
        let mut body = format!("Action={action}&Version={version}");
        for (name, value) in input {
            body += &format!("&{name}={}", encoded(value));
        }
        Call::new(service, "POST", "/")
            .header(
                "content-type",
                "application/x-www-form-urlencoded; charset=utf-8",
            )
            .body(body)
    }

    pub fn iam(action: &str, input: &[(&str, &str)]) -> Call {
        Call::form("iam", "2010-05-08", action, input)
    }
}

pub fn encoded(text: &str) -> String {
    let mut out = String::new();
    for byte in text.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => {
                out.push(byte as char);
            }
            _ => out += &format!("%{byte:02X}"),
        }
    }
    out
}

pub struct Client {
    port: u16,
    keys: Keys,
    cache: Arc<KeyCache>,
    patience: Duration,
    connection: Option<BufReader<TcpStream>>,
}

impl Client {
    pub fn new(port: u16, keys: Keys) -> Client {
        Client {
            port,
            keys,
            cache: Arc::new(KeyCache::new(16)),
            patience: Duration::from_secs(60),
            connection: None,
        }
    }

    pub fn patience(mut self, patience: Duration) -> Client {
        self.patience = patience;
        self
    }

    /// The head of the signed request. `payload` says what of the body is signed.
    pub fn head(&self, call: &Call, length: u64, payload: &PayloadHash) -> Result<Vec<u8>> {
        let mut headers = HeaderMap::new();
        headers.insert(
            "host",
            HeaderValue::from_maybe_shared(self.host()).map_err(odd)?,
        );
        for (name, value) in &call.headers {
            let name = HeaderName::from_bytes(name.as_bytes()).map_err(odd)?;
            headers.append(
                name,
                HeaderValue::from_bytes(value.as_bytes()).map_err(odd)?,
            );
        }
        let now = jiff::Timestamp::now();
        let mut signer = Signer::new(
            &self.keys.access_key,
            &self.keys.secret,
            "us-east-1",
            call.service,
            now,
        );
        signer.cache = Some(&self.cache);
        let method = Method::from_bytes(call.method.as_bytes()).map_err(odd)?;
        sign_headers(
            &signer,
            &method,
            &call.path,
            &call.query,
            &mut headers,
            payload,
        )
        .map_err(|fault| odd(format!("{fault:?}")))?;
        let mark = if call.query.is_empty() { "" } else { "?" };
        let mut head = format!(
            "{} {}{mark}{} HTTP/1.1\r\n",
            call.method, call.path, call.query
        )
        .into_bytes();
        for (name, value) in &headers {
            head.extend_from_slice(name.as_str().as_bytes());
            head.extend_from_slice(b": ");
            head.extend_from_slice(value.as_bytes());
            head.extend_from_slice(b"\r\n");
        }
        head.extend_from_slice(format!("content-length: {length}\r\n\r\n").as_bytes());
        Ok(head)
    }

    fn host(&self) -> String {
        format!("127.0.0.1:{}", self.port)
    }

    /// The whole signed request.
    pub fn bytes(&self, call: &Call) -> Result<Vec<u8>> {
        let payload = PayloadHash::Sha256(sha256_hex(&call.body));
        let mut bytes = self.head(call, call.body.len() as u64, &payload)?;
        bytes.extend_from_slice(&call.body);
        Ok(bytes)
    }

    pub fn connect(&self) -> Result<TcpStream> {
        let stream = TcpStream::connect(("127.0.0.1", self.port))?;
        stream.set_nodelay(true)?;
        stream.set_read_timeout(Some(self.patience))?;
        stream.set_write_timeout(Some(self.patience))?;
        Ok(stream)
    }

    pub fn send(&mut self, call: &Call) -> Result<Answer> {
        let bytes = self.bytes(call)?;
        self.send_bytes(&bytes, call.method == "HEAD")
    }

    pub fn send_bytes(&mut self, bytes: &[u8], is_head: bool) -> Result<Answer> {
        let mut connection = match self.connection.take() {
            Some(connection) => connection,
            None => BufReader::new(self.connect()?),
        };
        // A refusal may come before the body is through; what it says still counts.
        let written = connection.get_mut().write_all(bytes);
        let answer = answer::read(&mut connection, is_head);
        let answer = match (written, answer) {
            (_, Ok(answer)) => answer,
            (Err(error), Err(_)) | (Ok(()), Err(error)) => return Err(error),
        };
        if answer.keeps_open {
            self.connection = Some(connection);
        }
        Ok(answer)
    }

    /// Sends, and takes any answer but a success for a failure.
    pub fn expect(&mut self, call: &Call) -> crate::Outcome<Answer> {
        let answer = self.send(call)?;
        if (200..300).contains(&answer.status) {
            return Ok(answer);
        }
        let (status, text) = (answer.status, answer.text());
        Err(format!("{} {}: {status} {text}", call.method, call.path).into())
    }

    pub fn sqs(&mut self, operation: &str, input: Json) -> crate::Outcome<Json> {
        let answer = self.expect(&Call::sqs(operation, &input))?;
        match answer.body.is_empty() {
            true => Ok(json!({})),
            false => Ok(serde_json::from_slice(&answer.body)?),
        }
    }

    pub fn events(&mut self, operation: &str, input: Json) -> crate::Outcome<Json> {
        let answer = self.expect(&Call::events(operation, &input))?;
        match answer.body.is_empty() {
            true => Ok(json!({})),
            false => Ok(serde_json::from_slice(&answer.body)?),
        }
    }

    pub fn dynamodb(&mut self, operation: &str, input: &Json) -> crate::Outcome<Json> {
        let answer = self.expect(&Call::dynamodb(operation, input))?;
        Ok(serde_json::from_slice(&answer.body)?)
    }

    pub fn dynamodb_streams(&mut self, operation: &str, input: &Json) -> crate::Outcome<Json> {
        let answer = self.expect(&Call::dynamodb_streams(operation, input))?;
        Ok(serde_json::from_slice(&answer.body)?)
    }

    pub fn kinesis(&mut self, operation: &str, input: Json) -> crate::Outcome<Json> {
        let answer = self.expect(&Call::kinesis(operation, &input))?;
        Ok(serde_json::from_slice(&answer.body)?)
    }
}

fn odd(error: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Error {
    Error::new(std::io::ErrorKind::InvalidInput, error)
}
