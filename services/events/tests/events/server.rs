//! A server outside of the cloud, which answers as it is told and remembers what it was asked.

use serde_json::Value as Json;
use std::sync::{Arc, Mutex};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

pub struct Asked {
    pub head: String,
    pub body: String,
}

impl Asked {
    pub fn line(&self) -> &str {
        self.head.lines().next().unwrap_or_default()
    }

    pub fn header(&self, name: &str) -> Option<String> {
        let mut lines = self.head.lines().filter_map(|line| line.split_once(": "));
        let found = lines.find(|(known, _)| known.eq_ignore_ascii_case(name));
        found.map(|(_, value)| value.to_owned())
    }

    pub fn json(&self) -> Json {
        serde_json::from_str(&self.body).unwrap()
    }
}

#[derive(Clone)]
pub struct Server {
    pub url: String,
    asked: Arc<Mutex<Vec<Asked>>>,
}

/// What is answered: a status, further lines of the head, a body.
pub type Say = (u16, &'static str, &'static str);

pub const OK: Say = (200, "", "");

impl Server {
    /// Answers with these in turn, and then always with the last.
    pub async fn start(turns: Vec<Say>) -> Server {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let asked = Arc::new(Mutex::new(Vec::new()));
        let noted = asked.clone();
        tokio::spawn(async move {
            for turn in 0.. {
                let (mut stream, _) = listener.accept().await.unwrap();
                let Some(one) = read(&mut stream).await else {
                    continue;
                };
                noted.lock().unwrap().push(one);
                let (status, head, body) = turns[turn.min(turns.len() - 1)];
                let length = body.len();
                let answer = format!(
                    "HTTP/1.1 {status} X\r\n{head}content-length: {length}\r\nconnection: close\r\n\r\n{body}"
                );
                _ = stream.write_all(answer.as_bytes()).await;
                _ = stream.shutdown().await;
            }
        });
        Server { url, asked }
    }

    /// What it was asked since somebody looked.
    pub fn asked(&self) -> Vec<Asked> {
        std::mem::take(&mut *self.asked.lock().unwrap())
    }
}

async fn read(stream: &mut TcpStream) -> Option<Asked> {
    let mut bytes = Vec::new();
    loop {
        let mut buffer = [0; 4_096];
        let read = stream.read(&mut buffer).await.ok()?;
        if read == 0 {
            return None;
        }
        bytes.extend_from_slice(&buffer[..read]);
        let Some(end) = bytes.windows(4).position(|four| four == b"\r\n\r\n") else {
            continue;
        };
        let one = Asked {
            head: String::from_utf8(bytes[..end].to_vec()).ok()?,
            body: String::from_utf8_lossy(&bytes[end + 4..]).into_owned(),
        };
        let length: usize = one
            .header("content-length")
            .map_or(0, |length| length.parse().unwrap());
        if one.body.len() >= length {
            return Some(one);
        }
    }
}
