//! Requests as SDKs make them, signed.

use crate::load::{Request, content_length};
use bytes::Bytes;
use haneul_signature::{PayloadHash, Signer, sha256_hex, sign_headers};
use http::{HeaderMap, HeaderName, HeaderValue, Method};
use std::borrow::Cow;
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};

pub const REGION: &str = "us-east-1";

#[derive(Clone, Debug)]
pub struct Keys {
    pub access_key: String,
    pub secret: String,
}

/// What is to be asked of whom.
pub struct Call<'c> {
    pub service: &'c str,
    pub method: Method,
    pub path: Cow<'c, str>,
    /// Encoded already.
    pub query: String,
    pub headers: Vec<(&'c str, String)>,
    pub payload: PayloadHash,
    pub body: Bytes,
}

impl<'c> Call<'c> {
    /// A call of the query protocol; `form` is encoded already.
    pub fn query(service: &'c str, form: &str) -> Call<'c> {
        let kind = "application/x-www-form-urlencoded; charset=utf-8".to_owned();
        Call::with_body(service, Method::POST, "/", Bytes::from(form.to_owned()))
            .header("content-type", kind)
    }

    /// A call of the JSON protocol.
    pub fn json(service: &'c str, target: &str, body: &serde_json::Value) -> Call<'c> {
        Call::with_body(service, Method::POST, "/", Bytes::from(body.to_string()))
            .header("content-type", "application/x-amz-json-1.0".to_owned())
            .header("x-amz-target", target.to_owned())
    }

    /// A call whose body's hash is signed.
    pub fn with_body(
        service: &'c str,
        method: Method,
        path: impl Into<Cow<'c, str>>,
        body: Bytes,
    ) -> Call<'c> {
        Call {
            service,
            method,
            path: path.into(),
            query: String::new(),
            headers: Vec::new(),
            payload: PayloadHash::Sha256(sha256_hex(&body)),
            body,
        }
    }

    pub fn header(mut self, name: &'c str, value: String) -> Call<'c> {
        self.headers.push((name, value));
        self
    }

    pub fn with_query(mut self, query: String) -> Call<'c> {
        self.query = query;
        self
    }

    /// Signed now, ready to be sent. The nth of many alike differs from the others as it does
    /// when an SDK makes it: by its invocation id.
    pub fn signed(&self, keys: &Keys, host: SocketAddr, nth: u64) -> Result<Request, String> {
        let mut headers = HeaderMap::new();
        let id = format!("{nth:08x}-0000-4000-8000-000000000000");
        let usual = [
            ("host", host.to_string()),
            ("user-agent", USER_AGENT.to_owned()),
            ("accept-encoding", "identity".to_owned()),
            ("amz-sdk-invocation-id", id),
            ("amz-sdk-request", "attempt=1".to_owned()),
            ("content-length", self.body.len().to_string()),
        ];
        for (name, value) in usual.iter().chain(&self.headers) {
            let name: HeaderName = name.parse().map_err(|_| format!("{name}: no header"))?;
            let value = HeaderValue::from_str(value).map_err(|e| format!("{name}: {e}"))?;
            headers.insert(name, value);
        }
        let signer = Signer::new(
            &keys.access_key,
            &keys.secret,
            REGION,
            self.service,
            jiff::Timestamp::now(),
        );
        sign_headers(
            &signer,
            &self.method,
            &self.path,
            &self.query,
            &mut headers,
            &self.payload,
        )
        .map_err(|e| format!("signing: {e:?}"))?;
        Ok(Request {
            head: head(&self.method, &self.target(), &headers),
            body: self.body.clone(),
        })
    }

    fn target(&self) -> String {
        match self.query.as_str() {
            "" => self.path.to_string(),
            query => format!("{}?{query}", self.path),
        }
    }

    /// Signed like [`Call::signed`], head and body in one piece: what small requests are sent as.
    pub fn signed_whole(&self, keys: &Keys, host: SocketAddr, nth: u64) -> Result<Request, String> {
        let request = self.signed(keys, host, nth)?;
        Ok(Request {
            head: [request.head, request.body].concat().into(),
            body: Bytes::new(),
        })
    }

    /// Sends it alone and gives the body of the answer, which has to be a success.
    pub fn send(&self, keys: &Keys, host: SocketAddr) -> Result<String, String> {
        let (status, body) = self.ask(keys, host)?;
        match status {
            200..300 => Ok(body),
            _ => Err(format!(
                "{} {} of {}: {status} {body}",
                self.method, self.path, self.service
            )),
        }
    }

    /// Sends it alone and gives status and body.
    pub fn ask(&self, keys: &Keys, host: SocketAddr) -> Result<(u16, String), String> {
        let request = self.signed(keys, host, 0)?;
        exchange(host, &request).map_err(|e| format!("{host}: {e}"))
    }
}

/// As long as what SDKs send.
const USER_AGENT: &str = "Boto3/1.40.0 md/Botocore#1.40.0 ua/2.1 os/linux#6.1.0 \
    md/arch#x86_64 lang/python#3.13.5 md/pyimpl#CPython m/Z,b,D cfg/retry-mode#standard \
    Botocore/1.40.0";

fn head(method: &Method, path: &str, headers: &HeaderMap) -> Bytes {
    let mut out = format!("{method} {path} HTTP/1.1\r\n").into_bytes();
    for (name, value) in headers {
        out.extend_from_slice(name.as_str().as_bytes());
        out.extend_from_slice(b": ");
        out.extend_from_slice(value.as_bytes());
        out.extend_from_slice(b"\r\n");
    }
    out.extend_from_slice(b"\r\n");
    out.into()
}

fn exchange(host: SocketAddr, request: &Request) -> std::io::Result<(u16, String)> {
    let cut_off = || std::io::Error::from(std::io::ErrorKind::UnexpectedEof);
    let mut stream = TcpStream::connect(host)?;
    stream.write_all(&request.head)?;
    stream.write_all(&request.body)?;
    let mut answer = Vec::new();
    let mut piece = vec![0; 64 << 10];
    loop {
        let read = stream.read(&mut piece)?;
        if read == 0 {
            return Err(cut_off());
        }
        answer.extend_from_slice(&piece[..read]);
        let Some(end) = memchr::memmem::find(&answer, b"\r\n\r\n") else {
            continue;
        };
        let (head, body) = answer.split_at(end + 4);
        let length = content_length(head).unwrap_or_default();
        if body.len() as u64 >= length {
            let status = head.get(9..12).and_then(|s| str::from_utf8(s).ok());
            let status = status.and_then(|s| s.parse().ok()).ok_or_else(cut_off)?;
            return Ok((status, String::from_utf8_lossy(body).into_owned()));
        }
    }
}
