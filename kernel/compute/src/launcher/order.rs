//! What the launcher is told, and what it and the sandbox's first process tell.

use super::sys::Trouble;
use crate::Spec;
use serde::{Deserialize, Serialize};
use std::path::PathBuf;

/// One sandbox to make. It lies in a file in memory; its ends of channel and pipes come beside it.
#[derive(Debug, Serialize, Deserialize)]
pub struct Order {
    pub spec: Spec,
    /// The user that the sandbox is on the host.
    pub user: User,
    /// Files to write one's own number to: each takes the sandbox into a control group.
    pub groups: Vec<PathBuf>,
    /// An image of a file system for `/tmp`; it is deleted once it is mounted. Else `/tmp` is in memory.
    pub tmp_image: Option<PathBuf>,
    /// Where no control group limits them, the kernel limits each process.
    pub limit_data: bool,
    pub limit_processes: bool,
}

/// Who the sandbox is on the host.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum User {
    /// A user of its own, whom root gives it; in a user namespace where there are some.
    Own { id: u32, namespace: bool },
    /// Who runs us, in a user namespace.
    Ours { uid: u32, gid: u32 },
}

/// Who it is to itself, as in AWS's sandboxes.
pub const UID: u32 = 993;
pub const GID: u32 = 990;

/// What is told over a sandbox's channel, a packet each.
#[derive(Debug, Serialize, Deserialize)]
pub enum Word {
    /// From the launcher: the number of the first process; a file that stands for it comes beside.
    Made(i32),
    /// From the launcher or the sandbox: it is not made.
    Failed(Trouble),
    /// The program is not one.
    NoProgram(i32),
    /// The program runs; the listeners come beside.
    Ready,
    /// All processes were stopped or let go on, as the numbered command said.
    Done(u64),
    /// The program ended with this status, as waiting tells it.
    Ended(i32),
    /// To the sandbox.
    Stop(u64),
    Continue(u64),
    /// To the sandbox: its program is to end now.
    End,
}

impl Word {
    pub fn bytes(&self) -> Vec<u8> {
        serde_json::to_vec(self).unwrap_or_default()
    }

    pub fn read(bytes: &[u8]) -> Option<Word> {
        serde_json::from_slice(bytes).ok()
    }
}
