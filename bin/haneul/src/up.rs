//! `haneul up`: opens the cloud, serves it, and ends cleanly.

use crate::cli::UpOptions;
use crate::{data, database, places, services};
use haneul_blob::Blobs;
use haneul_pipeline::accounts::Account;
use haneul_pipeline::{Cloud, Parts, Sandboxes, Settings, background, disorder};
use haneul_runtime::Random;
use haneul_server::{Authority, Facilities, Server};
use haneul_store::{Store, StoreError};
use std::io::Write;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};

pub fn run(options: UpOptions) -> Result<(), String> {
    tracing_subscriber::fmt()
        .with_env_filter(
            tracing_subscriber::EnvFilter::try_from_env("HANEUL_LOG")
                .unwrap_or_else(|_| "warn".into()),
        )
        .with_writer(std::io::stderr)
        .init();
    tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(|e| format!("the runtime cannot be started: {e}"))?
        .block_on(serve(options))
}

async fn serve(options: UpOptions) -> Result<(), String> {
    // The port first: a second start with the same settings says so before it touches data.
    let server = Server::bind(options.listen, options.admin_listen)
        .await
        .map_err(|e| e.to_string())?;
    let dir = match options.ephemeral {
        true => None,
        false => Some(made(data::directory(options.data.as_deref())?)?),
    };
    let random = Random::from_host();
    let node = database::node(&options, &random, &url(server.address()));
    let store = match (&options.store, &node) {
        (Some(url), Some(node)) => database::open(url, &options, node)?,
        _ => store(dir.as_deref())?,
    };
    let blobs = match &options.blobs {
        Some(place) => places::open(place).await?,
        None if !options.zones.is_empty() => {
            let old = dir.as_deref().map(|dir| dir.join("blobs"));
            places::zones(&options.zones, old.as_deref(), node.is_some())?
        }
        // Several nodes of one host may share the directory.
        None => match dir.as_deref().filter(|_| node.is_some()) {
            Some(dir) => places::shared(&dir.join("blobs"))?,
            None => blobs(dir.as_deref())?,
        },
    };
    let cloud = Cloud::open(Parts {
        store,
        blobs,
        random,
        services: services::all(),
        identity: services::identity(),
        reconcilers: Vec::new(),
        settings: Settings {
            strict: options.strict,
            hosts: options.hosts.iter().cloned().collect(),
            root_key: root_key(&options, dir.as_deref(), node.is_some()),
            sandboxes: Sandboxes {
                folder: dir.as_deref().map(|dir| dir.join("sandboxes")),
                plain: options.plain_functions,
                debug: options.debug_functions,
            },
        },
        node,
    })
    .await
    .map_err(|e| e.message)?;
    if let Some(disorder) = options.disorder {
        let set = disorder::set(&cloud, disorder).await;
        set.map_err(|e| e.message)?;
    }
    let account = cloud.account();
    if let Some(dir) = &dir {
        let written = data::write_credentials(dir, &account.root_access_key, &account.root_secret);
        written.map_err(|e| format!("{}: {e}", dir.display()))?;
    }
    let authority = Authority::open(&cloud.store)
        .await
        .map_err(|e| e.to_string())?;
    let facilities = Facilities::new(env!("CARGO_PKG_VERSION"), dir.clone(), authority.clone());
    let background = tokio::spawn(background::run(cloud.clone()));
    let flushing = tokio::spawn(background::flush_loop(cloud.clone()));
    let beating = tokio::spawn(background::beat_loop(cloud.clone()));
    let admin = url(server.admin_address());
    // Before anyone is told that it runs, and may want it to stop.
    let stop = told_to_stop().map_err(|e| format!("signals cannot be received: {e}"))?;
    data::note_endpoint(&admin);
    announce(&server, dir.as_ref(), &account, &options);
    let end = {
        let cloud = cloud.clone();
        async move {
            tokio::select! {
                () = stop => {}
                () = cloud.halted() => {}
            }
        }
    };
    server.run(cloud.clone(), authority, facilities, end).await;
    data::forget_endpoint(&admin);
    background.abort();
    flushing.abort();
    beating.abort();
    background::flush(&cloud).await;
    if let Err(error) = cloud.leases.leave(&cloud.store).await {
        tracing::warn!("other nodes will notice only in seconds that this one has gone: {error}");
    }
    cloud.why_halted().map_or(Ok(()), Err)
}

/// Beside the data, unless the user keeps it elsewhere. Nodes share theirs in the database.
fn root_key(options: &UpOptions, dir: Option<&Path>, is_node: bool) -> Option<PathBuf> {
    let beside = dir.filter(|_| !is_node).map(|dir| dir.join("root.key"));
    options.root_key.clone().or(beside)
}

fn store(dir: Option<&Path>) -> Result<Store, String> {
    let Some(dir) = dir else {
        return Ok(Store::memory());
    };
    Store::open(&dir.join("store")).map_err(|e| store_problem(dir, &e))
}

fn blobs(dir: Option<&Path>) -> Result<Blobs, String> {
    let Some(dir) = dir else {
        return Ok(Blobs::memory());
    };
    Blobs::open(&dir.join("blobs"))
        .map_err(|e| format!("the data directory {}: {e}", dir.display()))
}

fn made(dir: PathBuf) -> Result<PathBuf, String> {
    data::make(&dir)
        .map_err(|e| format!("the data directory {} cannot be made: {e}", dir.display()))?;
    Ok(dir)
}

fn store_problem(dir: &Path, error: &StoreError) -> String {
    let dir = dir.display();
    match error {
        StoreError::Locked { .. } => format!(
            "the data directory {dir} is in use by another Haneul. Stop that one, or choose another directory with --data."
        ),
        StoreError::NewerFormat { found, known } => format!(
            "the data directory {dir} was written by a newer Haneul (format {found}; this one knows {known}). Use that version."
        ),
        StoreError::Io(e) if e.kind() == std::io::ErrorKind::PermissionDenied => {
            format!("the data directory {dir} may not be used by this user: {e}")
        }
        other => format!("the data directory {dir} cannot be opened: {other}"),
    }
}

fn url(address: SocketAddr) -> String {
    let host = match address.ip() {
        ip if ip.is_unspecified() => "127.0.0.1".to_owned(),
        std::net::IpAddr::V6(ip) => format!("[{ip}]"),
        ip => ip.to_string(),
    };
    format!("http://{host}:{}", address.port())
}

fn announce(server: &Server, dir: Option<&PathBuf>, account: &Account, options: &UpOptions) {
    let url = url(server.address());
    let program = std::env::args()
        .next()
        .unwrap_or_else(|| "haneul".to_owned());
    let place = match &options.store {
        Some(url) => database::shown(url),
        None => dir.map_or("in memory".to_owned(), |dir| dir.display().to_string()),
    };
    let mut text = format!(
        "Haneul {}\n  account   {}\n  data      {place}\n",
        env!("CARGO_PKG_VERSION"),
        account.id
    );
    if let Some(place) = &options.blobs {
        text += &format!("  blobs     {place}\n");
    }
    for (zone, dir) in &options.zones {
        text += &format!("  zone {}    {}\n", zone.letter(), dir.display());
    }
    if !server.address().ip().is_loopback() {
        text += &format!("  admin     {}\n", crate::up::url(server.admin_address()));
    }
    text += &format!(
        "\nPoint a client at it from another terminal with  eval \"$({program} env)\"  or:\n\
         \x20 export AWS_ENDPOINT_URL={url}\n\
         \x20 export AWS_ACCESS_KEY_ID={}\n\
         \x20 export AWS_SECRET_ACCESS_KEY={}\n\
         \x20 export AWS_REGION=us-east-1 AWS_DEFAULT_REGION=us-east-1\n\
         \x20 export AWS_DISABLE_HOST_PREFIX_INJECTION=true\n",
        account.root_access_key, account.root_secret
    );
    if options.strict || !server.address().ip().is_loopback() {
        text += "Only keys that this cloud issued are accepted.\n";
    } else {
        text += "Any other key, such as test/test, is root of account 000000000000.\n";
    }
    text += &format!("\nready {url}\n");
    let mut out = std::io::stdout();
    // A closed pipe is no reason to stop serving.
    let _ = out.write_all(text.as_bytes()).and_then(|()| out.flush());
}

/// Resolves on Ctrl-C or SIGTERM, from when this is called.
#[cfg(unix)]
fn told_to_stop() -> std::io::Result<impl Future<Output = ()>> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut interrupt = signal(SignalKind::interrupt())?;
    let mut terminate = signal(SignalKind::terminate())?;
    Ok(async move {
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
        }
    })
}

#[cfg(windows)]
fn told_to_stop() -> std::io::Result<impl Future<Output = ()>> {
    let mut interrupt = tokio::signal::windows::ctrl_c()?;
    Ok(async move {
        interrupt.recv().await;
    })
}
