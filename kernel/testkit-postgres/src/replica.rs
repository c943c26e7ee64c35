//! A second server that has every commit before it is acknowledged, and can become the first.

use crate::programs::{self, MISSING, User};
use crate::server::Server;
use rustix::process::Signal;
use std::fs::OpenOptions;
use std::io::Write;
use std::process::Output;
use std::sync::Mutex;
use std::time::{Duration, Instant};

const PATIENCE: Duration = Duration::from_secs(60);

const IN_STEP: &str = "SELECT count(*) FROM pg_stat_replication WHERE sync_state = 'sync'";

impl Server {
    /// A copy of this server that follows it; from here on, what is not on both is not acknowledged.
    pub fn try_start_replica(&self) -> Result<Server, String> {
        let directory = tempfile::Builder::new()
            .prefix("haneul-postgres.")
            .tempdir()
            .map_err(|e| format!("no temporary directory: {e}"))?
            .keep();
        let user = User::find();
        user.give(&directory)
            .map_err(|e| format!("{}: {e}", directory.display()))?;
        let replica = Server {
            directory,
            programs: programs::folder().ok_or(MISSING)?,
            user,
            port: crate::server::free_port()?,
            keeper: Mutex::new(None),
        };
        replica.copy(self.port)?;
        replica.run()?;
        self.set("synchronous_standby_names = '*'")?;
        self.wait_until_in_step()?;
        Ok(replica)
    }

    fn copy(&self, primary: u16) -> Result<(), String> {
        let mut command = self.user.command(self.programs.join("pg_basebackup"));
        command.args(["-h", "127.0.0.1", "-U", "postgres", "-p"]);
        command.arg(primary.to_string());
        command.args(["-R", "-X", "stream", "-c", "fast", "--no-sync", "-D"]);
        command.arg(self.data()).current_dir(&self.directory);
        succeeded("pg_basebackup", command.output()).map(drop)
    }

    /// Adds a line to the configuration and has it read.
    fn set(&self, line: &str) -> Result<(), String> {
        let file = self.data().join("postgresql.conf");
        let written = OpenOptions::new()
            .append(true)
            .open(file)
            .and_then(|mut file| writeln!(file, "{line}"));
        written.map_err(|e| format!("postgresql.conf: {e}"))?;
        self.signal(Signal::HUP);
        Ok(())
    }

    fn wait_until_in_step(&self) -> Result<(), String> {
        let began = Instant::now();
        while began.elapsed() < PATIENCE {
            let mut command = self.user.command(self.programs.join("psql"));
            command.args([
                "-h",
                "127.0.0.1",
                "-U",
                "postgres",
                "-At",
                "-c",
                IN_STEP,
                "-p",
            ]);
            command
                .arg(self.port.to_string())
                .current_dir(&self.directory);
            if succeeded("psql", command.output())?.trim() == "1" {
                return Ok(());
            }
            std::thread::sleep(Duration::from_millis(50));
        }
        Err("the replica does not follow its primary".to_owned())
    }

    /// Makes a replica accept changes; returns when it does.
    pub fn promote(&self) -> Result<(), String> {
        let mut command = self.user.command(self.programs.join("pg_ctl"));
        command.args(["promote", "-D"]).arg(self.data());
        command.current_dir(&self.directory);
        succeeded("pg_ctl promote", command.output()).map(drop)
    }
}

/// What the program said.
fn succeeded(program: &str, output: std::io::Result<Output>) -> Result<String, String> {
    let output = output.map_err(|e| format!("{program}: {e}"))?;
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    match output.status.success() {
        true => Ok(text(&output.stdout)),
        false => Err(format!("{program}: {}", text(&output.stderr))),
    }
}
