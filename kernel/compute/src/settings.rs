//! How a host runs sandboxes.

use std::path::PathBuf;

#[derive(Clone, Debug)]
pub struct Settings {
    /// A folder of ours alone, made when it is not there: images of `/tmp` on disk, and caches.
    /// Several processes may share it.
    pub state: PathBuf,
    /// Whether programs may be run as plain processes of the host where it cannot isolate them.
    /// They can then do whatever the user of this process can.
    pub plain: bool,
}

impl Settings {
    pub fn new(state: impl Into<PathBuf>) -> Settings {
        Settings {
            state: state.into(),
            plain: false,
        }
    }
}
