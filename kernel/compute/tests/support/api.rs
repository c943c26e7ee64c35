//! A Runtime API of a test's own: hands out events, and keeps what it is told.

use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex};
use std::thread;

/// What a function told: the path's end, headers in lower case, the body.
#[derive(Debug)]
pub struct Told {
    pub path: String,
    pub headers: Vec<(String, String)>,
    pub body: String,
}

impl Told {
    pub fn header(&self, name: &str) -> &str {
        let found = self.headers.iter().find(|(n, _)| n == name);
        found.map_or("", |(_, value)| value)
    }
}

pub struct Api {
    pub told: Receiver<Told>,
}

/// Serves these events, the first with the request id `request-0`, with these headers beside.
pub fn serve(listener: TcpListener, events: Vec<&str>, headers: &str) -> Api {
    listener.set_nonblocking(false).unwrap();
    let (tell, told) = channel();
    let events: Vec<String> = events.into_iter().map(String::from).collect();
    let state = Arc::new(Mutex::new((
        events.into_iter().enumerate().collect::<Vec<_>>(),
        headers.to_string(),
    )));
    thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let (state, tell) = (state.clone(), tell.clone());
            thread::spawn(move || talk(stream, &state, &tell));
        }
    });
    Api { told }
}

type State = Mutex<(Vec<(usize, String)>, String)>;

fn talk(stream: TcpStream, state: &State, tell: &Sender<Told>) -> Option<()> {
    let mut reader = BufReader::new(stream.try_clone().ok()?);
    let mut writer = stream;
    loop {
        let (method, told) = request(&mut reader)?;
        if method == "POST" {
            let _ = tell.send(told);
            writer
                .write_all(b"HTTP/1.1 202 Accepted\r\nContent-Length: 0\r\n\r\n")
                .ok()?;
            continue;
        }
        let next = {
            let mut state = state.lock().unwrap();
            let headers = state.1.clone();
            (!state.0.is_empty()).then(|| (state.0.remove(0), headers))
        };
        // No more events: it waits, as a warm sandbox does.
        let Some(((number, event), headers)) = next else {
            thread::park();
            return None;
        };
        let deadline = 4_102_444_800_000u64;
        write!(
            writer,
            "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nLambda-Runtime-Aws-Request-Id: request-{number}\r\n\
             Lambda-Runtime-Deadline-Ms: {deadline}\r\nLambda-Runtime-Invoked-Function-Arn: arn:aws:lambda:us-east-1:1:function:f\r\n\
             {headers}Content-Length: {}\r\n\r\n{event}",
            event.len()
        )
        .ok()?;
    }
}

fn request(reader: &mut impl BufRead) -> Option<(String, Told)> {
    let mut line = String::new();
    reader.read_line(&mut line).ok().filter(|n| *n > 0)?;
    let mut words = line.split_whitespace();
    let (method, path) = (words.next()?.to_string(), words.next()?);
    let path = path.strip_prefix("/2018-06-01/runtime/")?.to_string();
    let mut headers = fields(reader)?;
    let find = |name: &str| {
        headers
            .iter()
            .find(|(n, _)| n == name)
            .map(|(_, v)| v.clone())
    };
    let mut body = vec![
        0;
        find("content-length")
            .and_then(|l| l.parse().ok())
            .unwrap_or(0)
    ];
    reader.read_exact(&mut body).ok()?;
    if find("transfer-encoding").is_some_and(|t| t == "chunked") {
        loop {
            let mut size = String::new();
            reader.read_line(&mut size).ok()?;
            let size = usize::from_str_radix(size.trim(), 16).ok()?;
            if size == 0 {
                headers.extend(fields(reader)?);
                break;
            }
            let mut part = vec![0; size + 2];
            reader.read_exact(&mut part).ok()?;
            body.extend(&part[..size]);
        }
    }
    let body = String::from_utf8_lossy(&body).into_owned();
    Some((
        method,
        Told {
            path,
            headers,
            body,
        },
    ))
}

fn fields(reader: &mut impl BufRead) -> Option<Vec<(String, String)>> {
    let mut fields = Vec::new();
    loop {
        let mut line = String::new();
        reader.read_line(&mut line).ok()?;
        let Some((name, value)) = line.trim_end().split_once(": ") else {
            return Some(fields);
        };
        fields.push((name.to_lowercase(), value.to_string()));
    }
}
