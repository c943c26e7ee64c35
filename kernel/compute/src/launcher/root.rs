//! The root directory of a sandbox: a small file system in memory of its own, with what it may see of
//! the host mounted into it, read-only.

use super::init::inside;
use super::order::Order;
use super::sys::{self, NO_DEVICES, NO_EXEC, NO_SUID, READ_ONLY, Trouble, during, mount, restrict};
use super::tmp;
use crate::{File, Mount};
use std::fs;
use std::io;
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt, symlink};
use std::path::{Path, PathBuf};

/// Folders that programs and their libraries lie in.
const PROGRAMS: &[&str] = &[
    "/usr",
    "/bin",
    "/sbin",
    "/lib",
    "/lib32",
    "/lib64",
    "/libx32",
    "/nix/store",
];

/// What libraries read of a host's settings, and that tells nothing about it.
const SETTINGS: &[&str] = &[
    "/etc/alternatives",
    "/etc/ca-certificates",
    "/etc/crypto-policies",
    "/etc/fonts",
    "/etc/ld.so.cache",
    "/etc/ld.so.conf",
    "/etc/ld.so.conf.d",
    "/etc/localtime",
    "/etc/mime.types",
    "/etc/pki/ca-trust",
    "/etc/pki/tls/certs",
    "/etc/protocols",
    "/etc/services",
    "/etc/ssl/certs",
    "/etc/ssl/openssl.cnf",
];

const DEVICES: &[&str] = &["null", "zero", "full", "random", "urandom"];

/// In /proc, what tells about the host or would change it, were the user not nobody.
const HIDDEN_FILES: &[&str] = &[
    "kcore",
    "keys",
    "key-users",
    "kmsg",
    "kallsyms",
    "sched_debug",
    "timer_list",
    "sysrq-trigger",
    "config.gz",
    "vmallocinfo",
    "modules",
    "slabinfo",
    "interrupts",
];
const HIDDEN_FOLDERS: &[&str] = &["acpi", "asound", "scsi", "driver"];
const FROZEN: &[&str] = &["sys", "bus", "fs", "irq", "tty"];

/// Where the host's root is while the new one is made, and where that is.
const OLD: &str = "/old";
const NEW: &str = "/new";

/// Makes it and moves into it. Nothing of the host's file systems can be reached afterwards but what is
/// mounted.
pub fn make(order: &Order) -> Result<(), Trouble> {
    during("leaving the host's mounts", begin())?;
    programs()?;
    settings()?;
    during("making its files", made(order))?;
    for file in &order.spec.files {
        during(format!("making {}", file.target.display()), write(file))?;
    }
    during("making /dev", devices())?;
    during("making /proc", processes())?;
    tmp::make(&new("/tmp"), &old("/"), order)?;
    for given in &order.spec.mounts {
        during(format!("mounting {}", given.target.display()), give(given))?;
    }
    during("entering its root", enter())
}

fn old(path: impl AsRef<Path>) -> PathBuf {
    below(OLD, path.as_ref())
}

fn new(path: impl AsRef<Path>) -> PathBuf {
    below(NEW, path.as_ref())
}

fn below(root: &str, path: &Path) -> PathBuf {
    Path::new(root).join(path.strip_prefix("/").unwrap_or(path))
}

/// A root in memory of two folders: the host's root, and the one to be.
fn begin() -> io::Result<()> {
    mount("none", "/", c"", libc::MS_REC | libc::MS_PRIVATE, "")?;
    mount(
        "haneul",
        "/tmp",
        c"tmpfs",
        libc::MS_NOSUID | libc::MS_NODEV,
        "mode=755,size=1m",
    )?;
    fs::create_dir("/tmp/old")?;
    fs::create_dir("/tmp/new")?;
    mount(
        "haneul",
        "/tmp/new",
        c"tmpfs",
        libc::MS_NOSUID | libc::MS_NODEV,
        "mode=755,size=64m,nr_inodes=8192",
    )?;
    std::env::set_current_dir("/tmp")?;
    sys::pivot_root(c".", c"old")?;
    std::env::set_current_dir("/")
}

fn programs() -> Result<(), Trouble> {
    for path in PROGRAMS {
        during(format!("showing it {path}"), show(path))?;
    }
    Ok(())
}

fn settings() -> Result<(), Trouble> {
    for path in SETTINGS {
        during(format!("showing it {path}"), show(path))?;
    }
    // A JDK of Debian's has its settings here, one folder a version.
    let entries = fs::read_dir(old("/etc")).into_iter().flatten().flatten();
    for entry in entries {
        let name = entry.file_name().to_string_lossy().into_owned();
        if name.starts_with("java-") || name == "java" {
            let path = format!("/etc/{name}");
            during(format!("showing it {path}"), show(&path))?;
        }
    }
    Ok(())
}

/// The same path inside, if the host has it: a link stays a link.
fn show(path: &str) -> io::Result<()> {
    let Ok(about) = fs::symlink_metadata(old(path)) else {
        return Ok(());
    };
    let at = new(path);
    folder(at.parent())?;
    if about.is_symlink() {
        return symlink(fs::read_link(old(path))?, at);
    }
    place(&old(path), &at, about.is_dir())?;
    restrict(&at, READ_ONLY | NO_SUID | NO_DEVICES, true)
}

/// Mounts what is somewhere also here.
fn place(source: &Path, at: &Path, is_folder: bool) -> io::Result<()> {
    match is_folder {
        true => folder(Some(at))?,
        false => {
            folder(at.parent())?;
            fs::OpenOptions::new()
                .create(true)
                .append(true)
                .mode(0o644)
                .open(at)?;
        }
    }
    mount(source, at, c"", libc::MS_BIND | libc::MS_REC, "")
}

fn folder(path: Option<&Path>) -> io::Result<()> {
    match path {
        Some(path) => fs::DirBuilder::new()
            .recursive(true)
            .mode(0o755)
            .create(path),
        None => Ok(()),
    }
}

/// What names users and hosts; a sandbox resolves nothing but itself.
fn made(order: &Order) -> io::Result<()> {
    let (uid, gid) = inside(order.user);
    let user = "sbx_user1051";
    for path in [
        "/etc",
        "/tmp",
        "/var/task",
        "/var/runtime",
        "/opt",
        "/home",
        "/run",
        "/mnt",
        "/dev",
        "/proc",
    ] {
        folder(Some(&new(path)))?;
    }
    let files = [
        (
            "/etc/passwd",
            format!(
                "root:x:0:0:root:/root:/sbin/nologin\n{user}:x:{uid}:{gid}::/home/{user}:/sbin/nologin\n"
            ),
        ),
        ("/etc/group", format!("root:x:0:\n{user}:x:{gid}:\n")),
        (
            "/etc/hosts",
            "127.0.0.1 localhost sandbox sandbox.localdomain\n::1 localhost\n".to_string(),
        ),
        ("/etc/resolv.conf", String::new()),
        (
            "/etc/nsswitch.conf",
            "passwd: files\ngroup: files\nhosts: files dns\n".to_string(),
        ),
    ];
    for (path, text) in files {
        fs::write(new(path), text)?;
    }
    Ok(())
}

fn write(file: &File) -> io::Result<()> {
    let at = new(&file.target);
    folder(at.parent())?;
    let mode = if file.executable { 0o755 } else { 0o644 };
    let mut to = fs::OpenOptions::new()
        .create_new(true)
        .write(true)
        .mode(mode)
        .open(at)?;
    io::Write::write_all(&mut to, file.text.as_bytes())
}

fn devices() -> io::Result<()> {
    for name in DEVICES {
        let at = new("/dev").join(name);
        place(&old("/dev").join(name), &at, false)?;
        restrict(&at, NO_SUID | NO_EXEC, false)?;
    }
    for (name, to) in [
        ("fd", "/proc/self/fd"),
        ("stdin", "/proc/self/fd/0"),
        ("stdout", "/proc/self/fd/1"),
        ("stderr", "/proc/self/fd/2"),
    ] {
        symlink(to, new("/dev").join(name))?;
    }
    Ok(())
}

fn processes() -> io::Result<()> {
    let proc = new("/proc");
    let flags = libc::MS_NOSUID | libc::MS_NODEV | libc::MS_NOEXEC;
    mount("proc", &proc, c"proc", flags, "")?;
    for name in HIDDEN_FILES
        .iter()
        .map(|n| proc.join(n))
        .filter(|p| p.exists())
    {
        mount(old("/dev/null"), &name, c"", libc::MS_BIND, "")?;
        restrict(&name, READ_ONLY | NO_SUID | NO_EXEC, false)?;
    }
    for name in HIDDEN_FOLDERS
        .iter()
        .map(|n| proc.join(n))
        .filter(|p| p.exists())
    {
        mount(
            "none",
            &name,
            c"tmpfs",
            flags | libc::MS_RDONLY,
            "size=0,mode=555",
        )?;
    }
    for name in FROZEN.iter().map(|n| proc.join(n)).filter(|p| p.exists()) {
        mount(&name, &name, c"", libc::MS_BIND | libc::MS_REC, "")?;
        restrict(&name, READ_ONLY | NO_SUID | NO_DEVICES | NO_EXEC, true)?;
    }
    Ok(())
}

/// Folders and files of the host that were asked for. Their paths have been made plain before.
fn give(given: &Mount) -> io::Result<()> {
    let at = new(&given.target);
    match given.sources.as_slice() {
        [] => folder(Some(&at)),
        [source] => {
            let source = old(source);
            let is_folder = fs::metadata(&source)?.is_dir();
            place(&source, &at, is_folder)?;
            let still = if given.writable { 0 } else { READ_ONLY };
            restrict(&at, still | NO_SUID | NO_DEVICES, true)
        }
        sources => merge(sources, &at),
    }
}

/// The last source is the upmost.
fn merge(sources: &[PathBuf], at: &Path) -> io::Result<()> {
    folder(Some(at))?;
    // Colons and backslashes mean something there, so the sources go by numbers.
    let mut names = Vec::new();
    for (number, source) in sources.iter().enumerate() {
        let name = format!("/layer{number}");
        place(&old(source), Path::new(&name), true)?;
        names.push(name);
    }
    names.reverse();
    let data = format!("lowerdir={}", names.join(":"));
    mount(
        "overlay",
        at,
        c"overlay",
        libc::MS_RDONLY | libc::MS_NOSUID | libc::MS_NODEV,
        &data,
    )
}

fn enter() -> io::Result<()> {
    sys::unmount(c"/old")?;
    std::env::set_current_dir(NEW)?;
    sys::pivot_root(c".", c".")?;
    sys::unmount(c".")?;
    std::env::set_current_dir("/")?;
    restrict("/", READ_ONLY, false)
}
