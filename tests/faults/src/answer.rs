//! Reading an HTTP/1.1 answer.

use std::io::{BufRead, Error, ErrorKind, Read, Result};

pub struct Answer {
    pub status: u16,
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
    pub keeps_open: bool,
}

impl Answer {
    pub fn header(&self, name: &str) -> Option<&str> {
        let found = self.headers.iter().find(|(n, _)| n == name);
        found.map(|(_, value)| value.as_str())
    }

    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// What stands between the first `<name>` and `</name>`.
    pub fn element(&self, name: &str) -> Option<String> {
        let text = self.text();
        let from = text.find(&format!("<{name}>"))? + name.len() + 2;
        let end = text[from..].find(&format!("</{name}>"))?;
        Some(text[from..from + end].to_owned())
    }
}

/// The status and the headers; the body is still to be read.
pub fn read_head(stream: &mut impl BufRead) -> Result<Answer> {
    let line = read_line(stream)?;
    let status = line
        .strip_prefix("HTTP/1.1 ")
        .or_else(|| line.strip_prefix("HTTP/1.0 "))
        .and_then(|rest| rest.get(..3)?.parse().ok())
        .ok_or_else(|| odd(&format!("no status line: {line:?}")))?;
    let mut headers = Vec::new();
    loop {
        let line = read_line(stream)?;
        if line.is_empty() {
            break;
        }
        let (name, value) = line
            .split_once(':')
            .ok_or_else(|| odd("a header without a colon"))?;
        headers.push((name.to_ascii_lowercase(), value.trim().to_owned()));
    }
    let mut answer = Answer {
        status,
        headers,
        body: Vec::new(),
        keeps_open: true,
    };
    answer.keeps_open = answer.header("connection") != Some("close");
    Ok(answer)
}

pub fn read(stream: &mut impl BufRead, is_head: bool) -> Result<Answer> {
    let mut answer = read_head(stream)?;
    if is_head || matches!(answer.status, 204 | 304) || answer.status < 200 {
        return Ok(answer);
    }
    if answer.header("transfer-encoding") == Some("chunked") {
        answer.body = read_chunks(stream)?;
    } else if let Some(length) = answer.header("content-length") {
        let length: usize = length
            .parse()
            .map_err(|_| odd("a content-length that is none"))?;
        answer.body = vec![0; length];
        stream.read_exact(&mut answer.body)?;
    } else {
        stream.read_to_end(&mut answer.body)?;
        answer.keeps_open = false;
    }
    Ok(answer)
}

fn read_chunks(stream: &mut impl BufRead) -> Result<Vec<u8>> {
    let mut body = Vec::new();
    loop {
        let line = read_line(stream)?;
        let size = usize::from_str_radix(line.split(';').next().unwrap_or_default(), 16)
            .map_err(|_| odd("a chunk without a size"))?;
        let from = body.len();
        body.resize(from + size, 0);
        stream.read_exact(&mut body[from..])?;
        let end = read_line(stream)?;
        if size == 0 {
            return Ok(body);
        }
        if !end.is_empty() {
            return Err(odd("a chunk that is longer than it said"));
        }
    }
}

fn read_line(stream: &mut impl BufRead) -> Result<String> {
    let mut line = Vec::new();
    stream.take(64 << 10).read_until(b'\n', &mut line)?;
    if line.last() != Some(&b'\n') {
        return Err(ErrorKind::UnexpectedEof.into());
    }
    line.pop();
    if line.last() == Some(&b'\r') {
        line.pop();
    }
    String::from_utf8(line).map_err(|_| odd("a line that is not text"))
}

fn odd(what: &str) -> Error {
    Error::new(ErrorKind::InvalidData, what)
}
