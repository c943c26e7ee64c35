//! What the tests of sandboxes share.

#![allow(dead_code)]

use haneul_compute::{Exit, Host, Output, Settings, Spec};
use tokio::io::AsyncReadExt;

/// A host with a folder of its own.
pub async fn host() -> (tempfile::TempDir, Host) {
    let folder = tempfile::tempdir().unwrap();
    let host = Host::open(Settings::new(folder.path())).await.unwrap();
    assert!(host.report().isolates(), "{}", host.report().missing());
    (folder, host)
}

pub fn program(name: &str, arguments: &[&str]) -> Spec {
    let command = std::iter::once(name).chain(arguments.iter().copied());
    let mut spec = Spec::new("test", command);
    spec.env
        .push(("PATH".into(), "/usr/local/bin:/usr/bin:/bin".into()));
    spec
}

pub fn shell(script: &str) -> Spec {
    program("/bin/sh", &["-c", script])
}

pub fn python(script: &str) -> Spec {
    program("/usr/bin/python3", &["-c", script])
}

/// What it writes to both outputs, and how it ends.
pub async fn run(host: &Host, spec: Spec) -> (String, Exit) {
    let mut running = host.start(spec).await.unwrap();
    let mut out = running.stdout.take().unwrap();
    let mut err = running.stderr.take().unwrap();
    let (mut text, mut more) = (String::new(), String::new());
    let (read, also) = tokio::join!(out.read_to_string(&mut text), err.read_to_string(&mut more));
    read.unwrap();
    also.unwrap();
    (text + &more, running.wait().await)
}

/// All that it writes to standard output, or to standard error.
pub async fn all(output: &mut Option<Output>) -> String {
    let mut text = String::new();
    let mut output = output.take().unwrap();
    output.read_to_string(&mut text).await.unwrap();
    text
}
