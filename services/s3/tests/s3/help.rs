//! Short words for what the tests say often.

use bytes::Bytes;
use haneul_pipeline::{AwsError, Door, Invoked, ReplyBody, Request, handle};
use haneul_s3::{S3, S3Control};
use haneul_testkit::{Client, NoIdentity, TestCloud};
use http::{HeaderMap, HeaderName, Method};
use http_body_util::{BodyExt, Full};
use serde_json::{Value as Json, json};
use std::sync::Arc;

pub async fn cloud() -> TestCloud {
    TestCloud::new(
        vec![Arc::new(S3), Arc::new(S3Control)],
        Arc::new(NoIdentity),
    )
    .await
}

/// A client of one bucket.
#[derive(Clone)]
pub struct Bucket {
    pub client: Client,
    pub name: String,
}

/// A cloud with one bucket in it.
pub async fn bucket() -> (TestCloud, Bucket) {
    let cloud = cloud().await;
    let bucket = make(&cloud.root(), "first").await;
    (cloud, bucket)
}

pub async fn make(client: &Client, name: &str) -> Bucket {
    let bucket = Bucket {
        client: client.clone(),
        name: name.to_owned(),
    };
    bucket.ok("CreateBucket", json!({})).await;
    bucket
}

impl Bucket {
    pub fn by(&self, client: Client) -> Bucket {
        Bucket {
            client,
            ..self.clone()
        }
    }

    fn input(&self, mut input: Json) -> Json {
        if let Some(fields) = input.as_object_mut() {
            fields.insert("Bucket".to_owned(), json!(self.name));
        }
        input
    }

    pub async fn send(
        &self,
        operation: &str,
        input: Json,
        body: impl Into<Bytes>,
    ) -> Result<Invoked, AwsError> {
        let input = self.input(input);
        self.client
            .send("s3", operation, input, Some(body.into()))
            .await
    }

    pub async fn call(&self, operation: &str, input: Json) -> Result<Json, AwsError> {
        self.client.call("s3", operation, self.input(input)).await
    }

    pub async fn ok(&self, operation: &str, input: Json) -> Json {
        match self.call(operation, input.clone()).await {
            Ok(output) => output,
            Err(error) => panic!("{operation} {input}: {error}"),
        }
    }

    /// The error a call is refused with.
    pub async fn err(&self, operation: &str, input: Json) -> AwsError {
        match self.call(operation, input.clone()).await {
            Ok(output) => panic!("{operation} {input} was expected to be refused: {output}"),
            Err(error) => error,
        }
    }

    pub async fn code(&self, operation: &str, input: Json) -> String {
        self.err(operation, input).await.code.into_owned()
    }

    pub async fn put(&self, key: &str, bytes: impl Into<Bytes>) -> Json {
        self.put_as(json!({"Key": key}), bytes).await
    }

    pub async fn put_as(&self, input: Json, bytes: impl Into<Bytes>) -> Json {
        match self.send("PutObject", input, bytes).await {
            Ok(reply) => reply.output,
            Err(error) => panic!("PutObject: {error}"),
        }
    }

    pub async fn put_err(&self, input: Json, bytes: impl Into<Bytes>) -> AwsError {
        match self.send("PutObject", input, bytes).await {
            Ok(reply) => panic!("PutObject was expected to be refused: {}", reply.output),
            Err(error) => error,
        }
    }

    pub async fn get(&self, key: &str) -> Bytes {
        self.get_as(json!({"Key": key})).await.body
    }

    pub async fn get_as(&self, input: Json) -> Invoked {
        let call = self.client.send("s3", "GetObject", self.input(input), None);
        match call.await {
            Ok(reply) => reply,
            Err(error) => panic!("GetObject: {error}"),
        }
    }

    pub async fn blobs(&self) -> usize {
        self.client.cloud.blobs.list().all().await.unwrap().len()
    }
}

pub fn detail<'e>(error: &'e AwsError, name: &str) -> Option<&'e str> {
    let found = error.details.iter().find(|(n, _)| *n == name);
    found.map(|(_, value)| value.as_str())
}

pub fn header<'e>(headers: &'e [(&'static str, String)], name: &str) -> Option<&'e str> {
    let found = headers.iter().find(|(n, _)| *n == name);
    found.map(|(_, value)| value.as_str())
}

/// Bytes that are not all the same.
pub fn bytes(length: usize) -> Bytes {
    let byte = |at: usize| (at.wrapping_mul(31) ^ (at >> 8)) as u8;
    (0..length).map(byte).collect::<Vec<_>>().into()
}

/// A request as it comes off a socket.
pub async fn send(
    cloud: &TestCloud,
    method: Method,
    target: &str,
    headers: &[(&str, &str)],
    body: &str,
) -> (u16, HeaderMap, String) {
    let body = Bytes::from(body.to_owned());
    let (status, headers, body) = send_bytes(cloud, method, target, headers, body).await;
    (status, headers, String::from_utf8_lossy(&body).into_owned())
}

pub async fn send_bytes(
    cloud: &TestCloud,
    method: Method,
    target: &str,
    headers: &[(&str, &str)],
    body: Bytes,
) -> (u16, HeaderMap, Bytes) {
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    let mut map = HeaderMap::new();
    map.insert("host", "localhost:4566".parse().unwrap());
    for (name, value) in headers {
        map.insert(name.parse::<HeaderName>().unwrap(), value.parse().unwrap());
    }
    let body = Full::new(body);
    let request = Request {
        method,
        path: path.to_owned(),
        query: query.to_owned(),
        headers: map,
        authority: None,
        body: body.map_err(|never| match never {}).boxed(),
        peer: None,
        door: Door {
            secure: false,
            loopback: true,
        },
    };
    let answer = handle(&cloud.cloud, request).await;
    let body = match answer.body {
        ReplyBody::Full(bytes) => bytes,
        ReplyBody::Stream { mut stream, .. } | ReplyBody::Events(mut stream) => {
            use futures_util::TryStreamExt;
            let mut all = Vec::new();
            while let Some(piece) = stream.try_next().await.unwrap() {
                all.extend_from_slice(&piece);
            }
            all.into()
        }
    };
    (answer.status, answer.headers, body)
}
