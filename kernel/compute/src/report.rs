//! What this host has to isolate programs with.

use serde::{Deserialize, Serialize};

/// What was found by trying, not by reading version numbers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Report {
    /// Operating system and version of its kernel.
    pub system: String,
    /// Whether this process may do everything on the host; then cgroups and uids of their own are
    /// there, and else only where they were delegated.
    pub root: bool,
    pub checks: Vec<Check>,
}

/// One thing that was tried.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Check {
    pub part: Part,
    pub state: State,
}

/// What isolation is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Part {
    /// Its uid is nobody on the host.
    UserNamespace,
    /// It has a root directory of its own.
    MountNamespace,
    /// It sees only its own processes.
    PidNamespace,
    /// It has a network of its own.
    NetworkNamespace,
    IpcNamespace,
    UtsNamespace,
    /// System calls that it has no business with are refused.
    Seccomp,
    /// The kernel counts and limits its memory.
    MemoryLimit,
    /// The kernel limits its share of the processors.
    CpuLimit,
    /// The kernel limits how many processes it has.
    ProcessLimit,
    /// Its `/tmp` is on the disk; else it counts to its memory.
    DiskTmp,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum State {
    /// It works; the text says how, where there are several ways.
    Works(String),
    /// It does not. What is done instead and how to get it, for people.
    Missing { why: String, remedy: String },
}

impl Part {
    pub const ALL: [Part; 11] = [
        Part::UserNamespace,
        Part::MountNamespace,
        Part::PidNamespace,
        Part::NetworkNamespace,
        Part::IpcNamespace,
        Part::UtsNamespace,
        Part::Seccomp,
        Part::MemoryLimit,
        Part::CpuLimit,
        Part::ProcessLimit,
        Part::DiskTmp,
    ];

    /// Whether nothing is run without it (unless running without isolation was allowed).
    pub fn required(self, root: bool) -> bool {
        match self {
            // Root gives each sandbox a uid of its own without it.
            Part::UserNamespace => !root,
            Part::MountNamespace
            | Part::PidNamespace
            | Part::NetworkNamespace
            | Part::IpcNamespace
            | Part::UtsNamespace
            | Part::Seccomp => true,
            Part::MemoryLimit | Part::CpuLimit | Part::ProcessLimit | Part::DiskTmp => false,
        }
    }

    pub fn name(self) -> &'static str {
        match self {
            Part::UserNamespace => "user namespace",
            Part::MountNamespace => "mount namespace",
            Part::PidNamespace => "pid namespace",
            Part::NetworkNamespace => "network namespace",
            Part::IpcNamespace => "ipc namespace",
            Part::UtsNamespace => "uts namespace",
            Part::Seccomp => "seccomp",
            Part::MemoryLimit => "memory limit",
            Part::CpuLimit => "processor limit",
            Part::ProcessLimit => "process limit",
            Part::DiskTmp => "/tmp on disk",
        }
    }
}

impl Report {
    /// Whether programs can be isolated here.
    pub fn isolates(&self) -> bool {
        let mut required = Part::ALL.iter().filter(|p| p.required(self.root));
        required.all(|part| self.works(*part))
    }

    pub fn works(&self, part: Part) -> bool {
        let mut checks = self.checks.iter();
        checks.any(|c| c.part == part && matches!(c.state, State::Works(_)))
    }

    /// What is missing of what is required, in one line.
    pub fn missing(&self) -> String {
        let mut missing = Vec::new();
        for part in Part::ALL.iter().filter(|p| p.required(self.root)) {
            match self
                .checks
                .iter()
                .find(|c| c.part == *part)
                .map(|c| &c.state)
            {
                Some(State::Works(_)) => {}
                Some(State::Missing { why, .. }) => {
                    missing.push(format!("{} ({why})", part.name()))
                }
                None => missing.push(part.name().to_string()),
            }
        }
        missing.join(", ")
    }

    /// The report where there is nothing to try.
    pub fn nothing(system: &str, why: &str, remedy: &str) -> Report {
        let missing = |part: &Part| Check {
            part: *part,
            state: State::Missing {
                why: why.to_string(),
                remedy: remedy.to_string(),
            },
        };
        Report {
            system: system.to_string(),
            root: false,
            checks: Part::ALL.iter().map(missing).collect(),
        }
    }
}
