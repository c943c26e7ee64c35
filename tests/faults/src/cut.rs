//! Bodies that end in the middle.

use crate::chance::Chance;
use crate::client::{Call, Client, encoded};
use crate::cloud::Cloud;
use crate::{Finding, Outcome, settings};
use serde_json::json;
use std::io::{Read, Write};
use std::net::Shutdown;

const CUTS: usize = 300;

pub fn run() -> Outcome {
    let mut chance = Chance::new(settings::seed() ^ 0xc07);
    let home = tempfile::tempdir()?;
    let mut cloud = Cloud::start(home.path(), &home.path().join("data"))?;
    let mut client = cloud.client();
    client.expect(&Call::new("s3", "PUT", "/cut"))?;
    client.expect(&Call::new("s3", "PUT", "/cut/old").body("old"))?;
    let url = client.sqs("CreateQueue", json!({ "QueueName": "cut" }))?["QueueUrl"].clone();
    let upload = client.expect(&Call::new("s3", "POST", "/cut/parts").query("uploads="))?;
    let upload = upload
        .element("UploadId")
        .ok_or("an upload without an id")?;
    for number in 0..CUTS {
        let size = 1 + chance.below(300_000);
        let call = match number % 4 {
            0 => Call::new("s3", "PUT", format!("/cut/{number}")).body(chance.bytes(size)),
            1 => Call::new("s3", "PUT", "/cut/old").body(chance.bytes(size)),
            2 => Call::new("s3", "PUT", "/cut/parts")
                .query(format!("partNumber={number}&uploadId={}", encoded(&upload)))
                .body(chance.bytes(size)),
            _ => Call::sqs(
                "SendMessage",
                &json!({ "QueueUrl": url, "MessageBody": "m".repeat(size) }),
            ),
        };
        cut(&client, &call, &mut chance)?;
    }
    cloud.check_health()?;
    let mut client = cloud.client();
    let listed = client.expect(&Call::new("s3", "GET", "/cut"))?.text();
    if listed.matches("<Key>").count() != 1 || !listed.contains("<Key>old</Key>") {
        return Err(format!("objects of cut-off bodies are listed: {listed}").into());
    }
    let old = client.expect(&Call::new("s3", "GET", "/cut/old"))?;
    if old.body != b"old" {
        return Err("an object was replaced by half a body".into());
    }
    let parts =
        Call::new("s3", "GET", "/cut/parts").query(format!("uploadId={}", encoded(&upload)));
    if client.expect(&parts)?.text().contains("<Part>") {
        return Err("a part of half a body is listed".into());
    }
    let received = client.sqs("ReceiveMessage", json!({ "QueueUrl": url }))?;
    if received.get("Messages").is_some() {
        return Err(format!("a message of half a body: {received}").into());
    }
    Ok(Finding::Held(format!(
        "{CUTS} bodies were cut off and nothing is left of them"
    )))
}

/// Sends all but the end, and goes: politely, or by a reset.
fn cut(client: &Client, call: &Call, chance: &mut Chance) -> Outcome<()> {
    let bytes = client.bytes(call)?;
    let from = bytes.len() - call.body.len();
    let at = from + chance.below(call.body.len());
    let mut stream = client.connect()?;
    stream.write_all(&bytes[..at])?;
    if chance.one_in(2) {
        return Ok(());
    }
    stream.shutdown(Shutdown::Write)?;
    let mut answer = Vec::new();
    let _ = stream.read_to_end(&mut answer);
    match answer.starts_with(b"HTTP/1.1 2") {
        true => Err("half a body was taken for a whole one".into()),
        false => Ok(()),
    }
}
