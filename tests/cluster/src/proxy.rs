//! A network that can be cut: bytes wait, connections stay open, nobody is told. Once it is mended,
//! what waited is delivered, however late, as it is by networks.

use crate::Outcome;
use std::io::{Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::thread;

pub struct Proxy {
    /// Where it listens.
    host: String,
    port: u16,
    line: Arc<Line>,
}

#[derive(Default)]
struct Line {
    is_cut: Mutex<bool>,
    mended: Condvar,
    /// Our side of the connections there are, for ending them.
    clients: Mutex<Vec<TcpStream>>,
    over: AtomicBool,
}

impl Proxy {
    pub fn start(server: u16) -> Outcome<Proxy> {
        Proxy::start_at("127.0.0.1", server)
    }

    pub fn start_at(host: &str, server: u16) -> Outcome<Proxy> {
        let listener = TcpListener::bind((host, 0))?;
        let port = listener.local_addr()?.port();
        let line = Arc::new(Line::default());
        let accepting = line.clone();
        thread::spawn(move || {
            for client in listener.incoming().flatten() {
                if accepting.over.load(Ordering::SeqCst) {
                    return;
                }
                let line = accepting.clone();
                thread::spawn(move || _ = connect(client, server, &line));
            }
        });
        Ok(Proxy {
            host: host.to_owned(),
            port,
            line,
        })
    }

    /// The server's URL, with this in between.
    pub fn url(&self, url: &str, server: u16) -> String {
        let (old, new) = (
            format!("127.0.0.1:{server}/"),
            format!("{}:{}/", self.host, self.port),
        );
        url.replace(&old, &new)
    }

    pub fn cut(&self) {
        *self.line.is_cut() = true;
    }

    /// Ends all connections for those who made them. What they had sent and is held back still comes
    /// through once it is mended.
    pub fn sever(&self) {
        for client in self.line.clients().drain(..) {
            _ = client.shutdown(Shutdown::Both);
        }
    }

    pub fn mend(&self) {
        *self.line.is_cut() = false;
        self.line.mended.notify_all();
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.line.over.store(true, Ordering::SeqCst);
        self.mend();
        // Wakes who accepts.
        _ = TcpStream::connect((self.host.as_str(), self.port));
    }
}

impl Line {
    fn clients(&self) -> std::sync::MutexGuard<'_, Vec<TcpStream>> {
        self.clients.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn is_cut(&self) -> std::sync::MutexGuard<'_, bool> {
        self.is_cut.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn wait(&self) {
        let mut is_cut = self.is_cut();
        while *is_cut {
            let waited = self.mended.wait(is_cut);
            is_cut = waited.unwrap_or_else(PoisonError::into_inner);
        }
    }
}

fn connect(client: TcpStream, server: u16, line: &Arc<Line>) -> std::io::Result<()> {
    line.clients().push(client.try_clone()?);
    line.wait();
    let server = TcpStream::connect(("127.0.0.1", server))?;
    client.set_nodelay(true)?;
    server.set_nodelay(true)?;
    let (up, down) = (client.try_clone()?, server.try_clone()?);
    let behind = line.clone();
    thread::spawn(move || pass(down, up, &behind));
    pass(client, server, line);
    Ok(())
}

fn pass(mut from: TcpStream, mut to: TcpStream, line: &Line) {
    let mut buffer = vec![0; 64 << 10];
    loop {
        let read = from.read(&mut buffer);
        line.wait();
        match read {
            Ok(length) if length > 0 && to.write_all(&buffer[..length]).is_ok() => {}
            _ => break,
        }
    }
    _ = to.shutdown(Shutdown::Both);
    _ = from.shutdown(Shutdown::Both);
}
