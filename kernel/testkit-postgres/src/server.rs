//! Starting the server, stopping it in various ways, starting it again.

use crate::programs::{self, MISSING, User};
use rustix::process::{Pid, Signal, kill_process};
use std::fs;
use std::io::Write;
use std::net::TcpListener;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Stdio};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// Runs the server as long as its own input is open, then stops it and removes the directory. A
/// line of input means that the directory stays.
const KEEPER: &str = r#"
    program=$1; data=$2; directory=$3; shift 3
    "$program" -D "$data" "$@" </dev/null >>"$directory/log" 2>&1 &
    server=$!
    if read -r _; then wait $server; exit; fi
    kill -QUIT $server 2>/dev/null; wait $server
    rm -rf "$directory"
"#;

const HBA: &str = "local all all trust\n\
    host replication postgres 127.0.0.1/32 trust\n\
    host all postgres 127.0.0.1/32 trust\n\
    host all all 127.0.0.1/32 scram-sha-256\n";

const READY: Duration = Duration::from_secs(60);
/// A server that has not even said that it is starting by then has ended.
const GIVES_UP: Duration = Duration::from_secs(10);

pub struct Server {
    pub(crate) directory: PathBuf,
    pub(crate) programs: PathBuf,
    pub(crate) user: User,
    pub(crate) port: u16,
    pub(crate) keeper: Mutex<Option<Child>>,
}

impl Server {
    /// Panics where there is no PostgreSQL, with words that say what to do.
    pub fn start() -> Self {
        match Self::try_start(None) {
            Ok(server) => server,
            Err(problem) => panic!("{problem}"),
        }
    }

    /// In a directory made in `parent`, which says which disk it writes to.
    pub fn try_start(parent: Option<&Path>) -> Result<Self, String> {
        let programs = programs::folder().ok_or(MISSING)?;
        let user = User::find();
        let directory = tempfile::Builder::new()
            .prefix("haneul-postgres.")
            .tempdir_in(parent.map_or_else(std::env::temp_dir, Path::to_owned))
            .map_err(|e| format!("no temporary directory: {e}"))?
            .keep();
        user.give(&directory)
            .map_err(|e| format!("{}: {e}", directory.display()))?;
        let mut server = Self {
            directory,
            programs,
            user,
            port: free_port()?,
            keeper: Mutex::new(None),
        };
        server.make()?;
        let mut started = server.run();
        for _ in 0..3 {
            if started.is_ok() {
                break;
            }
            // Somebody else may have taken the port meanwhile.
            server.end(Signal::KILL);
            server.port = free_port()?;
            started = server.run();
        }
        started.map(|()| server)
    }

    fn make(&self) -> Result<(), String> {
        let output = self
            .user
            .command(self.programs.join("initdb"))
            .arg("-D")
            .arg(self.data())
            .args([
                "-U",
                "postgres",
                "-E",
                "UTF8",
                "--no-locale",
                "-A",
                "trust",
                "--no-sync",
            ])
            .current_dir(&self.directory)
            .output()
            .map_err(|e| format!("initdb: {e}"))?;
        if !output.status.success() {
            return Err(format!(
                "initdb: {}",
                String::from_utf8_lossy(&output.stderr)
            ));
        }
        fs::write(self.data().join("pg_hba.conf"), HBA).map_err(|e| format!("pg_hba.conf: {e}"))
    }

    pub(crate) fn run(&self) -> Result<(), String> {
        let mut command = self.user.command("sh");
        command
            .args(["-c", KEEPER, "keeper"])
            .arg(self.programs.join("postgres"))
            .args([self.data(), self.directory.clone()])
            .args(["-p", &self.port.to_string(), "-k"])
            .arg(&self.directory)
            .args([
                "-c",
                "listen_addresses=127.0.0.1",
                "-c",
                "max_connections=200",
            ])
            .current_dir(&self.directory)
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        let keeper = command.spawn().map_err(|e| format!("sh: {e}"))?;
        *self.keeper() = Some(keeper);
        self.wait_until_ready()
    }

    fn wait_until_ready(&self) -> Result<(), String> {
        let start = Instant::now();
        let mut gave_up = false;
        while start.elapsed() < READY && !gave_up {
            let state = fs::read_to_string(self.data().join("postmaster.pid")).unwrap_or_default();
            gave_up = state.is_empty() && start.elapsed() > GIVES_UP;
            let is_ready = state
                .lines()
                .nth(7)
                .is_some_and(|line| ["ready", "standby"].contains(&line.trim()));
            if is_ready && std::net::TcpStream::connect(("127.0.0.1", self.port)).is_ok() {
                return Ok(());
            }
            std::thread::sleep(Duration::from_millis(10));
        }
        let log = fs::read_to_string(self.directory.join("log")).unwrap_or_default();
        Err(format!("PostgreSQL did not start:\n{log}"))
    }

    /// As the server's administrator, in this schema.
    pub fn url(&self, schema: &str) -> String {
        self.url_of("postgres", schema)
    }

    /// `user` may be `name:password`; any but the administrator needs one.
    pub fn url_of(&self, user: &str, schema: &str) -> String {
        format!(
            "postgres://{user}@127.0.0.1:{}/postgres?schema={schema}",
            self.port
        )
    }

    pub fn port(&self) -> u16 {
        self.port
    }

    pub fn directory(&self) -> &Path {
        &self.directory
    }

    /// Writes a file that only the server and we may read.
    pub fn file(&self, name: &str, text: &str) -> PathBuf {
        let path = self.directory.join(name);
        let written = fs::write(&path, text)
            .and_then(|()| fs::set_permissions(&path, fs::Permissions::from_mode(0o600)))
            .and_then(|()| self.user.give(&path));
        if let Err(problem) = written {
            panic!("{}: {problem}", path.display());
        }
        path
    }

    pub(crate) fn data(&self) -> PathBuf {
        self.directory.join("data")
    }

    /// Ends all connections and stops in order.
    pub fn stop(&self) {
        self.end(Signal::INT);
    }

    /// Kills it as `kill -9` does.
    pub fn kill(&self) {
        self.end(Signal::KILL);
    }

    fn end(&self, signal: Signal) {
        let Some(mut keeper) = self.keeper().take() else {
            return;
        };
        if let Some(mut input) = keeper.stdin.take() {
            _ = input.write_all(b"stay\n");
        }
        self.signal(signal);
        _ = keeper.wait();
    }

    pub(crate) fn signal(&self, signal: Signal) {
        let state = fs::read_to_string(self.data().join("postmaster.pid")).unwrap_or_default();
        if let Some(id) = state.lines().next().and_then(|line| line.parse().ok()) {
            signal_family(id, signal);
        }
    }

    /// After it was stopped or killed. Panics if it does not start.
    pub fn start_again(&self) {
        // Says "ready" still, and nobody is left whom it would protect.
        _ = fs::remove_file(self.data().join("postmaster.pid"));
        if let Err(problem) = self.run() {
            panic!("{problem}");
        }
    }

    fn keeper(&self) -> std::sync::MutexGuard<'_, Option<Child>> {
        self.keeper.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        if let Some(mut keeper) = self.keeper().take() {
            // Its input closes, which is what it waits for.
            drop(keeper.stdin.take());
            _ = keeper.wait();
        }
        // The keeper may lack the right to remove the directory itself.
        _ = fs::remove_dir_all(&self.directory);
    }
}

pub(crate) fn free_port() -> Result<u16, String> {
    let listener = TcpListener::bind("127.0.0.1:0");
    let address = listener.and_then(|listener| listener.local_addr());
    Ok(address.map_err(|e| format!("no free port: {e}"))?.port())
}

/// Signals the server; with `KILL` its children, too, which would else end a moment later, and waits
/// until they are gone.
fn signal_family(id: i32, signal: Signal) {
    let children = fs::read_to_string(format!("/proc/{id}/task/{id}/children")).unwrap_or_default();
    let send = |id: i32| Pid::from_raw(id).map(|id| kill_process(id, signal));
    send(id);
    if signal != Signal::KILL {
        return;
    }
    for child in children
        .split_whitespace()
        .filter_map(|child| child.parse().ok())
    {
        send(child);
        while Path::new(&format!("/proc/{child}")).exists() {
            std::thread::sleep(Duration::from_millis(1));
        }
    }
}
