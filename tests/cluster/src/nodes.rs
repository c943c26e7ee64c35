//! Real nodes, each a process: started, killed, started again.

use crate::Outcome;
use crate::caller::Caller;
use haneul_faults::cloud::{Cloud, Keys};
use haneul_testkit_postgres::Server;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU16, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};
use tempfile::TempDir;

pub const COUNT: usize = 3;

pub struct Nodes {
    nodes: Vec<Node>,
    pub keys: Keys,
    /// Removed with the nodes.
    _home: TempDir,
}

struct Node {
    cloud: Mutex<Cloud>,
    /// Zero while it is dead.
    port: AtomicU16,
    home: PathBuf,
}

impl Nodes {
    /// One for each URL of the database.
    pub fn start(urls: &[String]) -> Outcome<Nodes> {
        let home = tempfile::tempdir()?;
        let nodes = urls.iter().enumerate();
        let nodes = nodes.map(|(at, url)| Node::start(&home.path().join(format!("{at}")), url));
        let nodes = nodes.collect::<Outcome<Vec<_>>>()?;
        let keys = nodes.first().ok_or("no nodes")?.cloud().keys.clone();
        Ok(Nodes {
            nodes,
            keys,
            _home: home,
        })
    }

    /// The usual number over this server, in a schema of their own.
    pub fn over(server: &Server, schema: &str) -> Outcome<Nodes> {
        Nodes::start(&vec![server.url(schema); COUNT])
    }

    pub fn caller(&self) -> Caller<'_> {
        Caller::new(self, self.keys.clone())
    }

    pub fn port(&self, node: usize) -> Option<u16> {
        let port = self.nodes[node].port.load(Ordering::SeqCst);
        (port != 0).then_some(port)
    }

    pub fn count(&self) -> usize {
        self.nodes.len()
    }

    pub fn kill(&self, node: usize) -> Outcome<()> {
        let node = &self.nodes[node];
        node.port.store(0, Ordering::SeqCst);
        node.cloud().kill()
    }

    /// How long it took.
    pub fn start_again(&self, node: usize) -> Outcome<Duration> {
        let node = &self.nodes[node];
        let began = Instant::now();
        let mut cloud = node.cloud();
        cloud.restart()?;
        node.port.store(cloud.port, Ordering::SeqCst);
        Ok(began.elapsed())
    }

    /// They run, and none has panicked.
    pub fn check_health(&self) -> Outcome<()> {
        for (at, node) in self.nodes.iter().enumerate() {
            let healthy = node.cloud().check_health();
            healthy.map_err(|problem| format!("node {at}: {problem}"))?;
        }
        Ok(())
    }

    /// What the nodes logged, for who looks into a failure.
    pub fn log(&self, node: usize) -> String {
        std::fs::read_to_string(self.nodes[node].home.join("log")).unwrap_or_default()
    }
}

impl Node {
    fn start(home: &Path, url: &str) -> Outcome<Node> {
        std::fs::create_dir_all(home)?;
        let name = home.file_name().and_then(|name| name.to_str());
        let name = format!("node-{}", name.unwrap_or("x"));
        let options = ["--store", url, "--node", &name].map(str::to_owned);
        let cloud = Cloud::start_with(home, &home.join("data"), &options)?;
        Ok(Node {
            port: AtomicU16::new(cloud.port),
            cloud: Mutex::new(cloud),
            home: home.to_owned(),
        })
    }

    fn cloud(&self) -> MutexGuard<'_, Cloud> {
        self.cloud.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
