//! Processes that are started to be measured, and what the system says of them.

use std::ffi::OsStr;
use std::io::{BufRead, BufReader, Write};
use std::path::PathBuf;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

/// A process that ends, without being asked, when this is dropped.
pub struct Running {
    child: Child,
    input: Option<ChildStdin>,
    output: BufReader<ChildStdout>,
}

impl Running {
    pub fn start(mut command: Command) -> Result<Running, String> {
        let program = command.get_program().to_owned();
        let mut child = command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .map_err(|e| format!("{}: {e}", program.display()))?;
        let input = child.stdin.take();
        let output = child.stdout.take().ok_or("a process without output")?;
        Ok(Running {
            child,
            input,
            output: BufReader::new(output),
        })
    }

    /// This program again, in another role.
    pub fn start_self<A: AsRef<OsStr>>(arguments: &[A]) -> Result<Running, String> {
        let own = std::env::current_exe().map_err(|e| e.to_string())?;
        let mut command = Command::new(own);
        command.arg(crate::peer::ROLE).args(arguments);
        Running::start(command)
    }

    pub fn id(&self) -> u32 {
        self.child.id()
    }

    pub fn say(&mut self, line: &str) -> Result<(), String> {
        let input = self
            .input
            .as_mut()
            .ok_or("a process that does not listen")?;
        writeln!(input, "{line}").map_err(|e| e.to_string())
    }

    /// The rest of the next line that begins like this.
    pub fn line_after(&mut self, start: &str) -> Result<String, String> {
        let mut line = String::new();
        loop {
            line.clear();
            let read = self.output.read_line(&mut line);
            if read.map_err(|e| e.to_string())? == 0 {
                return Err(format!("the process ended without saying {start:?}"));
            }
            if let Some(rest) = line.strip_prefix(start) {
                return Ok(rest.trim().to_owned());
            }
        }
    }

    /// `kill -9`.
    pub fn kill(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.kill();
    }
}

/// Where this binary is, with the one it measures beside it.
pub fn own_directory() -> Result<PathBuf, String> {
    let own = std::env::current_exe().map_err(|e| e.to_string())?;
    own.parent()
        .map(PathBuf::from)
        .ok_or_else(|| format!("{}: no directory", own.display()))
}

/// Seconds of processor time that a process and its children have used.
pub fn processor_seconds(id: u32) -> Option<f64> {
    let children = std::fs::read_to_string(format!("/proc/{id}/task/{id}/children"));
    let children = children.unwrap_or_default();
    let children = children.split_whitespace().filter_map(|id| id.parse().ok());
    let mut ticks = ticks(id)?;
    for child in children {
        ticks += self::ticks(child).unwrap_or_default();
    }
    Some(ticks / 100.0)
}

fn ticks(id: u32) -> Option<f64> {
    let stat = std::fs::read_to_string(format!("/proc/{id}/stat")).ok()?;
    let fields: Vec<&str> = stat.rsplit(')').next()?.split_whitespace().collect();
    let field = |place: usize| fields.get(place)?.parse::<f64>().ok();
    Some(field(11)? + field(12)?)
}

/// Memory of a process in megabytes (of 10⁶ bytes): what it alone answers for, and all it has
/// mapped that is resident.
pub fn memory(id: u32) -> Option<(f64, f64)> {
    let of = |file: &str, field: &str| {
        let text = std::fs::read_to_string(format!("/proc/{id}/{file}")).ok()?;
        let line = text.lines().find(|line| line.starts_with(field))?;
        let kib: f64 = line.split_whitespace().nth(1)?.parse().ok()?;
        Some(kib * 1024.0 / 1e6)
    };
    Some((of("smaps_rollup", "Pss:")?, of("status", "VmRSS:")?))
}
