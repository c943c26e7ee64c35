//! File systems in files, for `/tmp` on the disk.
//!
//! One of each size is made by the host's `mke2fs`, and copied for each sandbox: of a sparse file that
//! is some hundred kilobytes.

use crate::Failure;
use crate::launcher::tmp_maker;
use parking_lot::Mutex;
use std::fs::{self, File};
use std::io;
use std::os::fd::AsRawFd;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

#[derive(Debug)]
pub struct Images {
    folder: PathBuf,
    /// Held while a pattern is made, so that none is copied half made.
    making: Mutex<()>,
}

/// Below this the file system itself would take most of it.
const LEAST: u64 = 1 << 20;

impl Images {
    pub fn new(folder: &Path) -> Images {
        Images {
            folder: folder.to_path_buf(),
            making: Mutex::new(()),
        }
    }

    /// A new file system of this size. Who mounts it deletes it.
    pub fn make(&self, number: u32, bytes: u64) -> Result<PathBuf, Failure> {
        let bytes = bytes.max(LEAST);
        let pattern = self
            .pattern(bytes)
            .map_err(Failure::step("making a file system"))?;
        let image = self.folder.join(format!("tmp-{number}"));
        copy(&pattern, &image, bytes).map_err(Failure::step("copying a file system"))?;
        Ok(image)
    }

    fn pattern(&self, bytes: u64) -> io::Result<PathBuf> {
        let _making = self.making.lock();
        let pattern = self.folder.join(format!("pattern-{bytes}"));
        if pattern.exists() {
            return Ok(pattern);
        }
        fs::create_dir_all(&self.folder)?;
        let unfinished = self.folder.join("unfinished");
        File::create(&unfinished)?.set_len(bytes)?;
        let maker = tmp_maker().ok_or(io::ErrorKind::NotFound)?;
        // No journal and no reserve: it lives as long as its sandbox, and is its user's alone.
        let made = Command::new(maker)
            .args([
                "-q",
                "-F",
                "-t",
                "ext4",
                "-m",
                "0",
                "-O",
                "^has_journal,^resize_inode",
            ])
            .args(["-E", "lazy_itable_init=1,nodiscard,root_owner=0:0"])
            .arg(&unfinished)
            .stdin(Stdio::null())
            .output()?;
        if !made.status.success() {
            return Err(io::Error::other(
                String::from_utf8_lossy(&made.stderr).into_owned(),
            ));
        }
        fs::rename(&unfinished, &pattern)?;
        Ok(pattern)
    }
}

/// Copies what is written of a sparse file.
fn copy(from: &Path, to: &Path, bytes: u64) -> io::Result<()> {
    let (from, to) = (File::open(from)?, File::create_new(to)?);
    to.set_len(bytes)?;
    let mut at: libc::off_t = 0;
    loop {
        // SAFETY: plain numbers.
        let data = unsafe { libc::lseek(from.as_raw_fd(), at, libc::SEEK_DATA) };
        if data < 0 {
            return Ok(());
        }
        // SAFETY: plain numbers.
        let end = unsafe { libc::lseek(from.as_raw_fd(), data, libc::SEEK_HOLE) };
        let (mut read, mut write) = (data, data);
        while read < end {
            // SAFETY: the offsets are ours.
            let copied = unsafe {
                libc::copy_file_range(
                    from.as_raw_fd(),
                    &raw mut read,
                    to.as_raw_fd(),
                    &raw mut write,
                    (end - read) as usize,
                    0,
                )
            };
            if copied <= 0 {
                return Err(io::Error::last_os_error());
            }
        }
        at = end;
    }
}
