//! A keep-alive connection over which whole requests go and whole answers come.

use crate::load::content_length;
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};

pub struct Talk {
    stream: TcpStream,
    buffer: Vec<u8>,
}

impl Talk {
    pub fn open(host: SocketAddr) -> Result<Talk, String> {
        let stream = TcpStream::connect(host).map_err(|e| format!("{host}: {e}"))?;
        Talk::over(stream)
    }

    pub fn over(stream: TcpStream) -> Result<Talk, String> {
        stream.set_nodelay(true).map_err(|e| e.to_string())?;
        Ok(Talk {
            stream,
            buffer: vec![0; 64 << 10],
        })
    }

    pub fn send(&mut self, bytes: &[u8]) -> Result<(), String> {
        self.stream.write_all(bytes).map_err(|e| e.to_string())
    }

    /// Head and body of the next message.
    pub fn receive(&mut self) -> Result<(Vec<u8>, Vec<u8>), String> {
        let mut got = Vec::new();
        loop {
            let read = self.stream.read(&mut self.buffer);
            match read.map_err(|e| e.to_string())? {
                0 => return Err("the connection was closed".to_owned()),
                read => got.extend_from_slice(&self.buffer[..read]),
            }
            let Some(end) = memchr::memmem::find(&got, b"\r\n\r\n") else {
                continue;
            };
            let length = content_length(&got[..end + 4]).unwrap_or_default();
            if (got.len() - end - 4) as u64 >= length {
                let body = got.split_off(end + 4);
                return Ok((got, body));
            }
        }
    }

    /// Sends a request and gives the body of its answer, which has to be a success.
    pub fn exchange(&mut self, request: &[u8]) -> Result<Vec<u8>, String> {
        self.send(request)?;
        self.answer()
    }

    /// The body of an answer, which has to be a success.
    pub fn answer(&mut self) -> Result<Vec<u8>, String> {
        let (head, body) = self.receive()?;
        let failed = memchr::memmem::find(&head.to_ascii_lowercase(), b"x-amz-function-error");
        match head.starts_with(b"HTTP/1.1 2") && failed.is_none() {
            true => Ok(body),
            false => Err(format!(
                "refused: {} {}",
                String::from_utf8_lossy(&head),
                String::from_utf8_lossy(&body)
            )),
        }
    }
}
