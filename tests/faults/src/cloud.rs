//! The binary, running on a directory.

use crate::client::Client;
use crate::{Outcome, settings};
use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

#[derive(Clone)]
pub struct Keys {
    pub access_key: String,
    pub secret: String,
}

pub struct Cloud {
    process: Child,
    pub port: u16,
    pub account: String,
    pub keys: Keys,
    home: PathBuf,
    data: PathBuf,
    options: Vec<String>,
}

impl Cloud {
    /// Its log and what it notes for the user lie in `home`.
    pub fn start(home: &Path, data: &Path) -> Outcome<Cloud> {
        Cloud::start_with(home, data, &[])
    }

    /// With further options of `haneul up`.
    pub fn start_with(home: &Path, data: &Path, options: &[String]) -> Outcome<Cloud> {
        let log = File::options()
            .create(true)
            .append(true)
            .open(home.join("log"))?;
        let mut process = Command::new(settings::binary())
            .args(["up", "--listen", "127.0.0.1:0", "--data"])
            .arg(data)
            .args(options)
            .env("HOME", home)
            .env("XDG_DATA_HOME", home.join("share"))
            .env("RUST_BACKTRACE", "1")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(log)
            .spawn()?;
        let greeting = process.stdout.take().map(BufReader::new);
        let mut cloud = Cloud {
            process,
            port: 0,
            account: String::new(),
            keys: Keys {
                access_key: String::new(),
                secret: String::new(),
            },
            home: home.to_owned(),
            data: data.to_owned(),
            options: options.to_owned(),
        };
        for line in greeting.into_iter().flat_map(BufRead::lines) {
            if cloud.hear(&line?) {
                return Ok(cloud);
            }
        }
        let log = std::fs::read_to_string(home.join("log")).unwrap_or_default();
        let tail: String = log.lines().rev().take(8).collect::<Vec<_>>().join(" | ");
        Err(format!("the cloud does not start: {tail}").into())
    }

    /// Takes a line of the greeting in; true with the last.
    fn hear(&mut self, line: &str) -> bool {
        let line = line.trim();
        let after = |start: &str| line.strip_prefix(start).map(|rest| rest.trim().to_owned());
        if let Some(account) = after("account ") {
            self.account = account;
        }
        if let Some(key) = after("export AWS_ACCESS_KEY_ID=") {
            self.keys.access_key = key;
        }
        if let Some(secret) = after("export AWS_SECRET_ACCESS_KEY=") {
            self.keys.secret = secret;
        }
        let Some(url) = after("ready ") else {
            return false;
        };
        let port = url.rsplit(':').next().and_then(|port| port.parse().ok());
        self.port = port.unwrap_or_default();
        true
    }

    pub fn client(&self) -> Client {
        Client::new(self.port, self.keys.clone())
    }

    pub fn kill(&mut self) -> Outcome<()> {
        self.process.kill()?;
        self.process.wait()?;
        Ok(())
    }

    /// SIGTERM, and waiting until it is gone.
    pub fn stop(&mut self) -> Outcome<()> {
        let id = rustix::process::Pid::from_child(&self.process);
        rustix::process::kill_process(id, rustix::process::Signal::TERM)?;
        let began = Instant::now();
        while self.process.try_wait()?.is_none() {
            if began.elapsed() > Duration::from_secs(20) {
                return Err("it does not stop when told to".into());
            }
            std::thread::sleep(Duration::from_millis(5));
        }
        Ok(())
    }

    pub fn restart(&mut self) -> Outcome<()> {
        *self = Cloud::start_with(&self.home, &self.data, &self.options)?;
        Ok(())
    }

    /// Moves the cloud's clock.
    pub fn advance(&self, seconds: u64) -> Outcome<()> {
        let body = format!("{{\"advance_seconds\": {seconds}}}");
        let head = format!(
            "POST /_haneul/clock HTTP/1.1\r\nhost: 127.0.0.1:{}\r\n",
            self.port
        );
        let request = format!("{head}content-length: {}\r\n\r\n{body}", body.len());
        let answer = self.client().send_bytes(request.as_bytes(), false)?;
        match answer.status {
            200 => Ok(()),
            status => Err(format!("the clock: {status} {}", answer.text()).into()),
        }
    }

    /// It runs, answers, and has not panicked.
    pub fn check_health(&mut self) -> Outcome<()> {
        if let Some(status) = self.process.try_wait()? {
            return Err(format!("the cloud is gone: {status}").into());
        }
        let answer = self.client().send_bytes(
            format!(
                "GET /_haneul/health HTTP/1.1\r\nhost: 127.0.0.1:{}\r\n\r\n",
                self.port
            )
            .as_bytes(),
            false,
        )?;
        if answer.status != 200 {
            return Err(format!("its health: {}", answer.text()).into());
        }
        let log = std::fs::read_to_string(self.home.join("log"))?;
        match log.lines().find(|line| line.contains("panicked at")) {
            Some(line) => Err(format!("it panicked: {line}").into()),
            None => Ok(()),
        }
    }

    /// Resident memory in bytes; `None` where the system does not tell so.
    pub fn memory(&self) -> Option<u64> {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.process.id())).ok()?;
        let line = status
            .lines()
            .find_map(|line| line.strip_prefix("VmRSS:"))?;
        let kib: u64 = line.trim().trim_end_matches("kB").trim().parse().ok()?;
        Some(kib << 10)
    }
}

impl Drop for Cloud {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
