//! A connection that breaks when it is told to.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicUsize, Ordering::SeqCst};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

#[derive(Clone)]
pub struct Proxy {
    pub host: String,
    cuts: Arc<Cuts>,
}

#[derive(Default)]
struct Cuts {
    /// How many more connections are to break.
    left: AtomicI64,
    /// After how many bytes in one direction.
    after: AtomicUsize,
}

impl Proxy {
    pub async fn to(target: &str) -> Proxy {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let host = listener.local_addr().unwrap().to_string();
        let cuts = Arc::new(Cuts::default());
        let (target, shared) = (target.to_owned(), cuts.clone());
        tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                let (target, cuts) = (target.clone(), shared.clone());
                tokio::spawn(async move {
                    let Ok(server) = TcpStream::connect(target).await else {
                        return;
                    };
                    let (from_client, to_client) = client.into_split();
                    let (from_server, to_server) = server.into_split();
                    // Whichever ends first ends both.
                    tokio::select! {
                        () = pass(from_client, to_server, &cuts) => {}
                        () = pass(from_server, to_client, &cuts) => {}
                    }
                });
            }
        });
        Proxy { host, cuts }
    }

    /// The next so many times that so many bytes have passed, the connection breaks.
    pub fn cut(&self, times: i64, after: usize) {
        self.cuts.after.store(after, SeqCst);
        self.cuts.left.store(times, SeqCst);
    }

    /// How many cuts were asked for and not made.
    pub fn cuts_left(&self) -> i64 {
        self.cuts.left.load(SeqCst).max(0)
    }
}

async fn pass(mut from: impl AsyncRead + Unpin, mut to: impl AsyncWrite + Unpin, cuts: &Cuts) {
    let mut passed = 0;
    let mut buffer = vec![0; 64 << 10];
    loop {
        let read = match from.read(&mut buffer).await {
            Ok(0) | Err(_) => return,
            Ok(read) => read,
        };
        if to.write_all(&buffer[..read]).await.is_err() {
            return;
        }
        passed += read;
        if passed >= cuts.after.load(SeqCst) && cuts.left.fetch_sub(1, SeqCst) > 0 {
            return;
        }
    }
}
