//! What to run, and in what.

use serde::{Deserialize, Serialize};
use std::net::SocketAddr;
use std::path::PathBuf;

/// A sandbox to be: a program, what it sees, and how much it may have.
///
/// Begin with [`Spec::new`] and set what differs.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Spec {
    /// For people who look at processes and groups; it need not be unique. Letters other than ASCII
    /// letters, digits, `-`, `_` and `.` are replaced.
    pub name: String,
    /// The program and its arguments. The program is a path inside the sandbox, or a name that is
    /// looked up in `PATH` of [`Spec::env`].
    pub command: Vec<String>,
    /// The whole environment: nothing is inherited.
    pub env: Vec<(String, String)>,
    /// Where it starts, a path inside.
    pub cwd: PathBuf,
    /// Folders and files of the host that it sees, beside what every program needs (`/usr`, `/lib`,
    /// `/bin`, certificates, time zones).
    pub mounts: Vec<Mount>,
    /// Small files made for it, such as a bootstrap. They are in memory and read-only.
    pub files: Vec<File>,
    /// The size of its own `/tmp`.
    pub tmp_bytes: u64,
    /// What all its processes together may have in memory. Who takes more is killed
    /// ([`Exit::OutOfMemory`](crate::Exit::OutOfMemory)).
    pub memory_bytes: u64,
    /// How much of a processor it may use: 0.5 is half of one, 2.0 is two. `None` is without limit.
    pub cpu_share: Option<f64>,
    /// How many processes and threads it may have at once.
    pub processes: u32,
    /// How many files a process may have open. The host's own limit also holds.
    pub open_files: u32,
    /// Addresses inside that the host serves.
    pub listeners: Vec<Listener>,
    /// How many connections the host may make to what listens inside
    /// ([`Running::dialers`](crate::Running::dialers)).
    pub dialers: u8,
    /// Whether what else runs in it goes on when the program has ended, until it is killed or has ended
    /// as well ([`Running::program`](crate::Handle::program)).
    pub lingers: bool,
    /// What it reaches beside its listeners.
    pub outward: Outward,
}

impl Spec {
    /// AWS's limits of a function of 128 MB, no way out, nothing but the system's own files.
    pub fn new(
        name: impl Into<String>,
        command: impl IntoIterator<Item = impl Into<String>>,
    ) -> Spec {
        Spec {
            name: name.into(),
            command: command.into_iter().map(Into::into).collect(),
            env: Vec::new(),
            cwd: PathBuf::from("/"),
            mounts: Vec::new(),
            files: Vec::new(),
            tmp_bytes: 512 << 20,
            memory_bytes: 128 << 20,
            cpu_share: None,
            processes: 1024,
            open_files: 1024,
            listeners: Vec::new(),
            dialers: 0,
            lingers: false,
            outward: Outward::Nothing,
        }
    }
}

/// A folder or file of the host, seen inside.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mount {
    /// On the host. With several, all of them folders, their contents appear as one folder and a
    /// later one covers an earlier one, as Lambda's layers do in `/opt`.
    ///
    /// The sandbox is nobody on the host, so what it shall read others must be able to read; the
    /// folders above need not be open to anybody.
    pub sources: Vec<PathBuf>,
    /// Inside.
    pub target: PathBuf,
    /// Whether it may be written to, as far as its permissions allow. Only with one source.
    pub writable: bool,
}

impl Mount {
    pub fn read_only(source: impl Into<PathBuf>, target: impl Into<PathBuf>) -> Mount {
        Mount {
            sources: vec![source.into()],
            target: target.into(),
            writable: false,
        }
    }

    /// Several folders as one.
    pub fn merged(sources: Vec<PathBuf>, target: impl Into<PathBuf>) -> Mount {
        Mount {
            sources,
            target: target.into(),
            writable: false,
        }
    }
}

/// A small file made for the sandbox.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct File {
    /// Inside; folders above it are made.
    pub target: PathBuf,
    pub text: String,
    pub executable: bool,
}

impl File {
    pub fn new(target: impl Into<PathBuf>, text: impl Into<String>) -> File {
        File {
            target: target.into(),
            text: text.into(),
            executable: false,
        }
    }
}

/// An address that exists only inside, served by the program that starts the sandbox.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Listener {
    /// Any address of 127.0.0.0/8 or `::1`; another IPv4 address is given to the sandbox's loopback.
    pub address: SocketAddr,
    /// Variables of the environment that tell the program: name, and text in which `{}` stands for
    /// the address (`127.0.0.1:9001`). Only this way is right also where nothing is isolated: there
    /// the listener gets a free port of the host's loopback.
    pub tell: Vec<(String, String)>,
}

impl Listener {
    pub fn new(address: SocketAddr) -> Listener {
        Listener {
            address,
            tell: Vec::new(),
        }
    }

    pub fn tell(mut self, variable: impl Into<String>, pattern: impl Into<String>) -> Listener {
        self.tell.push((variable.into(), pattern.into()));
        self
    }
}

/// What a sandbox reaches beside its listeners.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Outward {
    /// Nothing: no host, no other sandbox, no internet.
    #[default]
    Nothing,
    // Here comes an interface of a virtual network, once there is one.
}
