//! A network that can hold back what is sent, cut connections, and deliver the rest later.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;

const LATER: Duration = Duration::from_millis(120);

pub struct Proxy {
    port: u16,
    state: Arc<State>,
    cuts: watch::Sender<()>,
}

#[derive(Default)]
struct State {
    holding: AtomicBool,
    /// Connections whose last bytes were delivered after they were cut.
    late: AtomicUsize,
}

impl Proxy {
    pub async fn start(server: u16) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let state = Arc::new(State::default());
        let (cuts, cut) = watch::channel(());
        tokio::spawn({
            let state = state.clone();
            async move {
                while let Ok((client, _)) = listener.accept().await {
                    let server = TcpStream::connect(("127.0.0.1", server)).await.unwrap();
                    let mut cut = cut.clone();
                    cut.mark_unchanged();
                    tokio::spawn(pass(client, server, state.clone(), cut));
                }
            }
        });
        Self { port, state, cuts }
    }

    pub fn port(&self) -> u16 {
        self.port
    }

    pub fn hold(&self) {
        self.state.holding.store(true, Ordering::SeqCst);
    }

    /// The clients' sides close at once; what was held back is delivered a little later. New
    /// connections work.
    pub fn cut(&self) {
        self.cuts.send_replace(());
        self.state.holding.store(false, Ordering::SeqCst);
    }

    pub fn late(&self) -> usize {
        self.state.late.load(Ordering::SeqCst)
    }
}

async fn pass(
    client: TcpStream,
    server: TcpStream,
    state: Arc<State>,
    mut cut: watch::Receiver<()>,
) {
    let (mut from_client, mut to_client) = client.into_split();
    let (mut from_server, mut to_server) = server.into_split();
    let down = tokio::spawn(async move { tokio::io::copy(&mut from_server, &mut to_client).await });
    let mut held = Vec::new();
    let mut buffer = vec![0; 64 << 10];
    loop {
        tokio::select! {
            read = from_client.read(&mut buffer) => match read {
                Ok(read) if read > 0 => held.extend_from_slice(&buffer[..read]),
                _ => break,
            },
            _ = cut.changed() => {
                down.abort();
                drop(from_client);
                tokio::time::sleep(LATER).await;
                state.late.fetch_add(usize::from(!held.is_empty()), Ordering::SeqCst);
                _ = to_server.write_all(&held).await;
                tokio::time::sleep(LATER).await;
                return;
            }
        }
        if !state.holding.load(Ordering::SeqCst) {
            if to_server.write_all(&held).await.is_err() {
                break;
            }
            held.clear();
        }
    }
    down.abort();
}
