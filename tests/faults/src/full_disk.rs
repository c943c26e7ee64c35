//! A disk that fills up and gets room again.

use crate::client::{Call, Client};
use crate::cloud::Cloud;
use crate::{Finding, Outcome};
use rustix::mount::{MountFlags, UnmountFlags, mount, unmount};
use serde_json::json;
use std::fs::{self, File};
use std::io::Write;
use std::path::{Path, PathBuf};

const SIZE: &str = "size=256m";
const OBJECT: usize = 1_000_000;

/// A small file system in memory, for as long as this lives.
struct SmallDisk(PathBuf);

impl Drop for SmallDisk {
    fn drop(&mut self) {
        let _ = unmount(&self.0, UnmountFlags::DETACH);
    }
}

pub fn run() -> Outcome {
    let home = tempfile::tempdir()?;
    let place = home.path().join("disk");
    fs::create_dir(&place)?;
    let options = std::ffi::CString::new(SIZE)?;
    if let Err(why) = mount(
        "tmpfs",
        &place,
        "tmpfs",
        MountFlags::empty(),
        Some(options.as_c_str()),
    ) {
        return Ok(Finding::Skipped(format!(
            "a small disk cannot be mounted here: {why}"
        )));
    }
    let _disk = SmallDisk(place.clone());
    let mut cloud = Cloud::start(home.path(), &place.join("data"))?;
    let mut client = cloud.client();
    client.expect(&Call::new("s3", "PUT", "/full"))?;
    let url = client.sqs("CreateQueue", json!({ "QueueName": "full" }))?["QueueUrl"].clone();
    let message = Call::sqs(
        "SendMessage",
        &json!({ "QueueUrl": url, "MessageBody": "m".repeat(2000) }),
    );

    // To the brim by our own writes.
    let mut kept = Vec::new();
    let mut sent = 0;
    let refused = loop {
        let key = format!("/full/{}", kept.len());
        let answer = client.send(&Call::new("s3", "PUT", &key).body(content(&key)))?;
        if answer.status != 200 {
            break answer;
        }
        kept.push(key);
        let answer = client.send(&message)?;
        match answer.status {
            200 => sent += 1,
            _ => break answer,
        }
        if kept.len() > 5_000 {
            return Err("the disk never filled".into());
        }
    };
    in_words(refused.status, &refused.text())?;

    // Not one byte more, by anybody.
    brim(&place)?;
    for call in [
        Call::new("s3", "PUT", "/full/more").body(content("more")),
        message.clone(),
        Call::iam("CreateUser", &[("UserName", "more")]),
    ] {
        let answer = client.send(&call)?;
        in_words(answer.status, &answer.text())?;
    }
    reads(&mut client, &kept)?;
    let missing = client.send(&Call::new("s3", "GET", "/full/more"))?;
    if missing.status != 404 {
        return Err(format!("a refused object is there: {}", missing.status).into());
    }

    // Killed while it is full, it starts again once there is room, with everything.
    cloud.kill()?;
    fs::remove_file(place.join("ballast"))?;
    make_room(&place)?;
    cloud.restart()?;
    let mut client = cloud.client();
    reads(&mut client, &kept)?;

    // Full and given room again while it runs.
    brim(&place)?;
    let answer = client.send(&message)?;
    in_words(answer.status, &answer.text())?;
    fs::remove_file(place.join("ballast"))?;
    for key in &kept {
        client.expect(&Call::new("s3", "DELETE", key.as_str()))?;
    }
    recovers(&mut client, &message)?;
    sent += 1;
    let mut found = 0;
    loop {
        let got = client.sqs(
            "ReceiveMessage",
            json!({ "QueueUrl": url, "MaxNumberOfMessages": 10 }),
        )?;
        let Some(messages) = got.get("Messages").and_then(|m| m.as_array()) else {
            break;
        };
        found += messages.len();
    }
    if found < sent {
        return Err(format!("{found} of {sent} acknowledged messages are there").into());
    }
    cloud.check_health()?;
    Ok(Finding::Held(format!(
        "refused after {} objects and {} messages, read on, and wrote again with room",
        kept.len(),
        sent - 1
    )))
}

fn content(key: &str) -> Vec<u8> {
    key.bytes().cycle().take(OBJECT).collect()
}

/// A refusal for want of room says so, and is the server's fault.
fn in_words(status: u16, text: &str) -> Outcome<()> {
    let said = text.to_lowercase();
    if !(500..600).contains(&status) || !(said.contains("full") || said.contains("space")) {
        return Err(format!("on a full disk: {status} {text}").into());
    }
    Ok(())
}

fn reads(client: &mut Client, kept: &[String]) -> Outcome<()> {
    for key in kept {
        let got = client.expect(&Call::new("s3", "GET", key.as_str()))?;
        if got.body != content(key) {
            return Err(format!("{key} is not what was put").into());
        }
    }
    Ok(())
}

fn recovers(client: &mut Client, message: &Call) -> Outcome<()> {
    for _ in 0..50 {
        if client.send(message)?.status == 200 {
            client.expect(&Call::new("s3", "PUT", "/full/again").body(content("again")))?;
            return Ok(());
        }
        std::thread::sleep(std::time::Duration::from_millis(100));
    }
    Err("with room again, nothing can be written".into())
}

/// Somebody else takes the rest of the disk.
fn brim(place: &Path) -> Outcome<()> {
    let mut file = File::options()
        .create(true)
        .append(true)
        .open(place.join("ballast"))?;
    for size in [1 << 20, 4096, 1] {
        let piece = vec![0; size];
        while file.write_all(&piece).is_ok() {}
    }
    Ok(())
}

/// The file system itself grows.
fn make_room(place: &Path) -> Outcome<()> {
    let options = std::ffi::CString::new("size=512m")?;
    Ok(rustix::mount::mount_remount(
        place,
        MountFlags::empty(),
        options.as_c_str(),
    )?)
}
