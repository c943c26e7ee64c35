//! The binary, running for a test.

use object_store::aws::{AmazonS3, AmazonS3Builder};
use object_store::path::Path as Key;
use object_store::signer::{SignedUrlOptions, Signer};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;
use tempfile::TempDir;

pub struct Cloud {
    process: Child,
    /// `127.0.0.1` and the port.
    pub host: String,
    home: TempDir,
}

pub struct Answer {
    pub status: u16,
    pub body: Vec<u8>,
}

impl Cloud {
    /// With the bucket `bytes`, and forgotten afterwards.
    pub async fn store() -> Cloud {
        let cloud = Cloud::start(&["--ephemeral"]);
        cloud.put("bytes", "", b"").await;
        cloud
    }

    /// On a directory of its own, with its large bytes at a place.
    pub fn on(blobs: &str) -> Cloud {
        Cloud::start(&["--blobs", blobs])
    }

    pub fn start(options: &[&str]) -> Cloud {
        let home = tempfile::tempdir().unwrap();
        std::fs::write(
            home.path().join("keys"),
            "aws_access_key_id = test\naws_secret_access_key = test\n",
        )
        .unwrap();
        let mut process = command(home.path())
            .args(["up", "--listen", "127.0.0.1:0"])
            .args(options)
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let greeting = BufReader::new(process.stdout.take().unwrap());
        let ready = greeting
            .lines()
            .find_map(|line| Some(line.ok()?.strip_prefix("ready http://")?.to_owned()));
        let host = ready.expect("the cloud does not start");
        Cloud {
            process,
            host,
            home,
        }
    }

    /// What it says when it does not start.
    pub fn refused(options: &[&str]) -> String {
        let home = tempfile::tempdir().unwrap();
        let output = command(home.path())
            .args(["up", "--listen", "127.0.0.1:0"])
            .args(options)
            .output()
            .unwrap();
        assert!(!output.status.success());
        String::from_utf8(output.stderr).unwrap()
    }

    /// The address of its bucket as a place for another's bytes; through a proxy, if one is given.
    pub fn address(&self, host: &str) -> String {
        let keys = self.home.path().join("keys");
        format!(
            "s3://bytes/below?endpoint=http://{host}&credentials={}",
            keys.display()
        )
    }

    pub fn snapshot(&self, action: &str, file: &Path) {
        let status = command(self.home.path())
            .args(["snapshot", action])
            .arg(file)
            .args(["--endpoint", &format!("http://{}", self.host)])
            .stdout(Stdio::null())
            .status();
        assert!(status.unwrap().success(), "{action}");
    }

    /// What a command prints.
    pub fn tell(&self, words: &[&str]) -> String {
        let output = command(self.home.path())
            .args(words)
            .args(["--endpoint", &format!("http://{}", self.host)])
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(output.status.success(), "{words:?}: {said}");
        String::from_utf8(output.stdout).unwrap()
    }

    pub async fn put(&self, bucket: &str, key: &str, body: &[u8]) -> Answer {
        let mut stream = self.open("PUT", bucket, key, &[], body.len()).await;
        stream.write_all(body).unwrap();
        answer(stream)
    }

    pub async fn get(&self, bucket: &str, key: &str) -> Answer {
        answer(self.open("GET", bucket, key, &[], 0).await)
    }

    pub async fn delete(&self, bucket: &str, key: &str) -> Answer {
        answer(self.open("DELETE", bucket, key, &[], 0).await)
    }

    /// Uploads that are neither complete nor given up.
    pub async fn unfinished(&self) -> usize {
        let listed = answer(self.open("GET", "bytes", "", &[("uploads", "")], 0).await);
        assert_eq!(listed.status, 200);
        let text = String::from_utf8(listed.body).unwrap();
        text.matches("<UploadId>").count()
    }

    /// Sends the head of a call; a body may follow.
    pub async fn open(
        &self,
        method: &str,
        bucket: &str,
        key: &str,
        query: &[(&str, &str)],
        length: usize,
    ) -> TcpStream {
        let mut options = SignedUrlOptions::default();
        let owned = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
        options.extra_query = query.iter().map(owned).collect();
        let url = self
            .client(bucket)
            .signed_url_opts(
                method.parse().unwrap(),
                &Key::from(key),
                Duration::from_secs(600),
                &options,
            )
            .await
            .unwrap();
        let mut stream = TcpStream::connect(&self.host).unwrap();
        let (path, query) = (url.path(), url.query().unwrap());
        write!(
            stream,
            "{method} {path}?{query} HTTP/1.1\r\nhost: {}\r\nconnection: close\r\n\
             content-length: {length}\r\n\r\n",
            self.host
        )
        .unwrap();
        stream
    }

    fn client(&self, bucket: &str) -> AmazonS3 {
        // There may be one already.
        let _ = rustls::crypto::ring::default_provider().install_default();
        AmazonS3Builder::new()
            .with_endpoint(format!("http://{}", self.host))
            .with_allow_http(true)
            .with_bucket_name(bucket)
            .with_access_key_id("test")
            .with_secret_access_key("test")
            .build()
            .unwrap()
    }

    pub fn stop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }

    /// The most memory it ever had, in MiB.
    pub fn peak(&self) -> u64 {
        let path = format!("/proc/{}/status", self.process.id());
        let status = std::fs::read_to_string(path).unwrap();
        let line = status.lines().find(|line| line.starts_with("VmHWM:"));
        let kib = line.unwrap().split_whitespace().nth(1).unwrap();
        kib.parse::<u64>().unwrap() >> 10
    }
}

impl Drop for Cloud {
    fn drop(&mut self) {
        self.stop();
    }
}

fn command(home: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_haneul"));
    for (name, _) in std::env::vars_os() {
        if name.to_string_lossy().starts_with("HANEUL_") {
            command.env_remove(name);
        }
    }
    command
        .env("HOME", home)
        .env("XDG_DATA_HOME", home.join("share"))
        .stdin(Stdio::null());
    command
}

pub fn answer(stream: TcpStream) -> Answer {
    let mut stream = BufReader::new(stream);
    let mut line = String::new();
    stream.read_line(&mut line).unwrap();
    let status = line.split(' ').nth(1).unwrap().parse().unwrap();
    let mut length = None;
    loop {
        let mut line = String::new();
        stream.read_line(&mut line).unwrap();
        let line = line.trim().to_ascii_lowercase();
        if let Some(given) = line.strip_prefix("content-length:") {
            length = given.trim().parse::<u64>().ok();
        }
        if line.is_empty() {
            break;
        }
    }
    let mut body = Vec::new();
    // A body that is cut off is as long as it is.
    let _ = stream
        .take(length.unwrap_or(u64::MAX))
        .read_to_end(&mut body);
    Answer { status, body }
}
