//! Binding, accepting, and stopping without cutting anyone off.

use crate::admin::Facilities;
use crate::authority::Authority;
use crate::connection::{Shared, serve, stopped};
use crate::tls::Tls;
use haneul_pipeline::Cloud;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::sync::watch;

/// Requests under way have this long to end when the cloud is stopped.
const DRAIN: Duration = Duration::from_secs(10);

#[derive(Debug, thiserror::Error)]
pub enum BindError {
    #[error(
        "{0} is in use by another program. Choose another address with --listen, or port 0 for any free one."
    )]
    InUse(SocketAddr),
    #[error(
        "{0} may not be used by this user: ports below 1024 need more rights. Choose another with --listen."
    )]
    NotAllowed(SocketAddr),
    #[error("{0} cannot be listened on: {1}")]
    Other(SocketAddr, std::io::Error),
}

/// The listeners of one cloud.
pub struct Server {
    listeners: Vec<(TcpListener, SocketAddr, bool)>,
    stopping: watch::Sender<bool>,
    open: Arc<AtomicUsize>,
}

impl Server {
    /// Binds `address`. Where it is not loopback, the admin door gets a loopback listener of its
    /// own at `admin`.
    pub async fn bind(address: SocketAddr, admin: SocketAddr) -> Result<Server, BindError> {
        let loopback = address.ip().is_loopback();
        let mut listeners = vec![listen(address, loopback)?];
        if !loopback {
            listeners.push(listen(admin, true)?);
        }
        Ok(Server {
            listeners,
            stopping: watch::Sender::new(false),
            open: Arc::default(),
        })
    }

    /// The address of the door for everyone.
    pub fn address(&self) -> SocketAddr {
        self.listeners[0].1
    }

    /// The address of the admin door.
    pub fn admin_address(&self) -> SocketAddr {
        self.listeners[self.listeners.len() - 1].1
    }

    /// Serves until `stop` resolves, then lets requests under way end.
    pub async fn run(
        self,
        cloud: Cloud,
        authority: Authority,
        facilities: Facilities,
        stop: impl Future<Output = ()>,
    ) {
        let tls = Arc::new(Tls::new(authority));
        for (listener, address, admin) in self.listeners {
            let shared = Arc::new(Shared {
                cloud: cloud.clone(),
                facilities: facilities.clone(),
                tls: tls.clone(),
                loopback: address.ip().is_loopback(),
                admin,
            });
            tokio::spawn(accept(
                listener,
                shared,
                self.stopping.subscribe(),
                self.open.clone(),
            ));
        }
        stop.await;
        self.stopping.send_replace(true);
        cloud.stop();
        let open = self.open;
        let drained = async {
            while open.load(Ordering::Acquire) > 0 {
                haneul_runtime::host::pause(Duration::from_millis(5)).await;
            }
        };
        haneul_runtime::host::within(DRAIN, drained).await;
    }
}

fn listen(address: SocketAddr, admin: bool) -> Result<(TcpListener, SocketAddr, bool), BindError> {
    let bound = open_socket(address).map_err(|error| match error.kind() {
        std::io::ErrorKind::AddrInUse => BindError::InUse(address),
        std::io::ErrorKind::PermissionDenied => BindError::NotAllowed(address),
        _ => BindError::Other(address, error),
    })?;
    let address = bound.local_addr().unwrap_or(address);
    Ok((bound, address, admin))
}

fn open_socket(address: SocketAddr) -> std::io::Result<TcpListener> {
    let domain = socket2::Domain::for_address(address);
    let socket = socket2::Socket::new(domain, socket2::Type::STREAM, None)?;
    socket.set_reuse_address(true)?;
    socket.set_nonblocking(true)?;
    socket.bind(&address.into())?;
    socket.listen(4_096)?;
    TcpListener::from_std(socket.into())
}

async fn accept(
    listener: TcpListener,
    shared: Arc<Shared>,
    mut stopping: watch::Receiver<bool>,
    open: Arc<AtomicUsize>,
) {
    loop {
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            () = stopped(&mut stopping) => return,
        };
        match accepted {
            Ok((stream, peer)) => {
                let guard = Open::new(&open);
                let (shared, stopping) = (shared.clone(), stopping.clone());
                tokio::spawn(async move {
                    let _guard = guard;
                    serve(shared, stream, peer, stopping).await;
                });
            }
            // Out of descriptors: those who are connected go on; newcomers wait a moment.
            Err(error) => {
                tracing::warn!("a connection could not be accepted: {error}");
                haneul_runtime::host::pause(Duration::from_millis(50)).await;
            }
        }
    }
}

struct Open(Arc<AtomicUsize>);

impl Open {
    fn new(count: &Arc<AtomicUsize>) -> Open {
        count.fetch_add(1, Ordering::AcqRel);
        Open(count.clone())
    }
}

impl Drop for Open {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::AcqRel);
    }
}
