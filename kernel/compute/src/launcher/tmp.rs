//! A sandbox's own `/tmp`, of limited size.
//!
//! As root it is a file system of its own in a sparse file on the host's disk: writing to it takes disk
//! and not memory, and it is full when it is full. The file is deleted as soon as it is mounted, so the
//! kernel frees it with the last process, whatever happens to us. Otherwise it is in memory.

use super::order::Order;
use super::sys::{Trouble, check, during, mount};
use std::fs::{self, File, OpenOptions};
use std::io;
use std::os::fd::AsRawFd;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

const FLAGS: libc::c_ulong = libc::MS_NOSUID | libc::MS_NODEV;

/// `old` is where the host's root is.
pub fn make(at: &Path, old: &Path, order: &Order) -> Result<(), Trouble> {
    let Some(image) = &order.tmp_image else {
        let data = format!("mode=1777,size={}", order.spec.tmp_bytes);
        return during("making /tmp", mount("tmp", at, c"tmpfs", FLAGS, &data));
    };
    let image = old.join(image.strip_prefix("/").unwrap_or(image));
    let mounted = on_disk(&image, at, &old.join("dev"));
    let _ = fs::remove_file(&image);
    during("making /tmp", mounted)
}

fn on_disk(image: &Path, at: &Path, dev: &Path) -> io::Result<()> {
    let file = OpenOptions::new().read(true).write(true).open(image)?;
    let (device, _open) = attach(&file, dev)?;
    // Nobody needs it after a crash: what is not asked to be on the disk need not be.
    mount(&device, at, c"ext4", FLAGS | libc::MS_NOATIME, "nobarrier")?;
    fs::set_permissions(at, fs::Permissions::from_mode(0o1777))?;
    let _ = fs::remove_dir(at.join("lost+found"));
    Ok(())
}

const LOOP_CTL_GET_FREE: libc::c_ulong = 0x4C82;
const LOOP_CONFIGURE: libc::c_ulong = 0x4C0A;
/// The device lets go of the file when it is no longer mounted.
const AUTOCLEAR: u32 = 4;
const DIRECT_IO: u32 = 16;

/// As the kernel's `struct loop_config`.
#[repr(C)]
struct Config {
    fd: u32,
    block_size: u32,
    device: u64,
    inode: u64,
    rdevice: u64,
    offset: u64,
    size_limit: u64,
    number: u32,
    encrypt_type: u32,
    encrypt_key_size: u32,
    flags: u32,
    name: [u8; 64],
    crypt_name: [u8; 64],
    encrypt_key: [u8; 32],
    init: [u64; 2],
    reserved: [u64; 8],
}

/// A block device that is this file. It must stay open until it is mounted.
fn attach(file: &File, dev: &Path) -> io::Result<(PathBuf, File)> {
    let control = OpenOptions::new()
        .read(true)
        .write(true)
        .open(dev.join("loop-control"))?;
    // Others look for a free one at the same time.
    for _ in 0..64 {
        // SAFETY: no argument.
        let number = check(unsafe { libc::ioctl(control.as_raw_fd(), LOOP_CTL_GET_FREE as _) })?;
        let path = dev.join(format!("loop{number}"));
        let device = OpenOptions::new().read(true).write(true).open(&path)?;
        for flags in [AUTOCLEAR | DIRECT_IO, AUTOCLEAR] {
            // SAFETY: zeros are a configuration of nothing.
            let mut config: Config = unsafe { std::mem::zeroed() };
            config.fd = file.as_raw_fd() as u32;
            config.flags = flags;
            // SAFETY: the structure is as the kernel has it.
            match check(unsafe {
                libc::ioctl(device.as_raw_fd(), LOOP_CONFIGURE as _, &raw const config)
            }) {
                Ok(_) => return Ok((path, device)),
                Err(e) if e.raw_os_error() == Some(libc::EBUSY) => break,
                // Not every file system does direct I/O.
                Err(e) if flags == AUTOCLEAR => return Err(e),
                Err(_) => {}
            }
        }
    }
    Err(io::ErrorKind::ResourceBusy.into())
}

/// The host's program that makes such file systems.
pub fn maker() -> Option<PathBuf> {
    let folders = ["/sbin", "/usr/sbin", "/usr/local/sbin", "/bin", "/usr/bin"];
    folders
        .iter()
        .map(|f| Path::new(f).join("mke2fs"))
        .find(|p| p.exists())
}
