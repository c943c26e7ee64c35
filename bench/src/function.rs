//! This program as a function: it speaks the Runtime API, and answers each event with itself. And
//! the same without a cloud, given its events by us.

use crate::talk::Talk;
use std::net::{TcpListener, ToSocketAddrs};
use std::process::{Child, Command, ExitCode};
use std::time::{Duration, Instant};

/// The first argument of this program as a function.
pub const ROLE: &str = "function";
/// Where programs learn whom to ask for events.
const API: &str = "AWS_LAMBDA_RUNTIME_API";
const PATH: &str = "/2018-06-01/runtime/invocation";

/// What starts it inside a sandbox.
pub fn bootstrap(program: &str, milliseconds: u64) -> String {
    format!("#!/bin/sh\nexec {program} {ROLE} {milliseconds}\n")
}

/// Answers events, each after so many milliseconds, until there are none any more.
pub fn run(mut arguments: impl Iterator<Item = String>) -> ExitCode {
    let milliseconds = arguments.next().and_then(|given| given.parse().ok());
    match answer(Duration::from_millis(milliseconds.unwrap_or_default())) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{ROLE}: {error}");
            ExitCode::FAILURE
        }
    }
}

fn answer(pause: Duration) -> Result<(), String> {
    let host = std::env::var(API).map_err(|e| format!("{API}: {e}"))?;
    let addresses = host.to_socket_addrs().map_err(|e| e.to_string())?;
    let address = addresses.into_iter().next().ok_or("no address")?;
    let mut talk = Talk::open(address)?;
    let next = format!("GET {PATH}/next HTTP/1.1\r\nhost: {host}\r\n\r\n");
    loop {
        talk.send(next.as_bytes())?;
        let (head, event) = talk.receive()?;
        let head = String::from_utf8_lossy(&head).to_ascii_lowercase();
        let id = head.split("lambda-runtime-aws-request-id:").nth(1);
        let id = id.and_then(|rest| rest.lines().next()).unwrap_or_default();
        let id = id.trim();
        if !pause.is_zero() {
            std::thread::sleep(pause);
        }
        let length = event.len();
        let mut answer = format!(
            "POST {PATH}/{id}/response HTTP/1.1\r\nhost: {host}\r\ncontent-length: {length}\r\n\r\n"
        )
        .into_bytes();
        answer.extend_from_slice(&event);
        talk.exchange(&answer)?;
    }
}

/// The function as a plain process, whose events come from here.
pub struct Direct {
    child: Child,
    talk: Talk,
}

impl Direct {
    pub fn start(milliseconds: u64) -> Result<Direct, String> {
        let listener = TcpListener::bind("127.0.0.1:0").map_err(|e| e.to_string())?;
        let address = listener.local_addr().map_err(|e| e.to_string())?;
        let own = std::env::current_exe().map_err(|e| e.to_string())?;
        let child = Command::new(own)
            .args([ROLE, &milliseconds.to_string()])
            .env(API, address.to_string())
            .spawn()
            .map_err(|e| e.to_string())?;
        let (stream, _) = listener.accept().map_err(|e| e.to_string())?;
        let mut talk = Talk::over(stream)?;
        // It asks for the first event.
        talk.receive()?;
        Ok(Direct { child, talk })
    }

    /// Milliseconds from giving it an event until its answer is there.
    pub fn call(&mut self, event: &[u8]) -> Result<f64, String> {
        let length = event.len();
        let mut given = format!(
            "HTTP/1.1 200 OK\r\nLambda-Runtime-Aws-Request-Id: 1\r\ncontent-length: {length}\r\n\r\n"
        )
        .into_bytes();
        given.extend_from_slice(event);
        let began = Instant::now();
        self.talk.send(&given)?;
        self.talk.receive()?;
        let took = began.elapsed().as_secs_f64() * 1e3;
        self.talk
            .send(b"HTTP/1.1 202 Accepted\r\ncontent-length: 0\r\n\r\n")?;
        // And for the next one.
        self.talk.receive()?;
        Ok(took)
    }
}

impl Drop for Direct {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
