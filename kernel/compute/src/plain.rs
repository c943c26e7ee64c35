//! A program as a plain process of the host: nothing is isolated, nothing is limited.
//!
//! Only where [`Settings::plain`](crate::Settings::plain) allows it. What the program would see at a
//! path of its sandbox lies elsewhere here, so such paths in its command, its environment and its
//! working directory are replaced by those of the host.

use crate::running::{Kind, Life};
use crate::{Exit, Failure, Handle, Running, Spec};
use std::io;
use std::net::{Ipv4Addr, TcpListener};
use std::os::fd::OwnedFd;
use std::os::unix::fs::PermissionsExt;
use std::os::unix::process::ExitStatusExt;
use std::path::{Path, PathBuf};
use std::process::{ExitStatus, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use tokio::process::Command;
use tokio::sync::{Notify, watch};

/// The process group of a plain process.
#[derive(Debug)]
pub(crate) struct Group {
    pid: u32,
    killed: Arc<AtomicBool>,
    killing: Arc<Notify>,
}

impl Group {
    pub fn pid(&self) -> u32 {
        self.pid
    }

    pub fn kill(&self) {
        self.killed.store(true, Ordering::Release);
        let _ = self.signal(libc::SIGKILL);
        self.killing.notify_one();
    }

    pub fn end_program(&self) {
        // SAFETY: plain numbers. It is asked for only while the program has not been waited for.
        unsafe { libc::kill(self.pid as libc::pid_t, libc::SIGKILL) };
    }

    pub fn stop(&self, stop: bool) -> io::Result<()> {
        self.signal(if stop { libc::SIGSTOP } else { libc::SIGCONT })
    }

    fn signal(&self, signal: libc::c_int) -> io::Result<()> {
        // SAFETY: plain numbers. The group is the process's own, made when it was started.
        match unsafe { libc::killpg(self.pid as libc::pid_t, signal) } {
            0 => Ok(()),
            _ => Err(io::Error::last_os_error()),
        }
    }
}

/// A folder of the files made for one process, gone with it.
struct Folder(PathBuf);

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

pub(crate) fn start(spec: Spec, state: &Path) -> Result<Running, Failure> {
    static NEXT: AtomicU64 = AtomicU64::new(0);
    let number = NEXT.fetch_add(1, Ordering::Relaxed);
    let folder = Folder(state.join(format!("plain-{}-{number}", std::process::id())));
    std::fs::create_dir_all(&folder.0).map_err(Failure::step("making a folder"))?;
    let places = Places::make(&spec, &folder.0)?;
    let mut env: Vec<(String, String)> = spec.env.clone();
    for (_, value) in &mut env {
        *value = places.rewritten(value);
    }
    let mut listeners = Vec::new();
    for listener in &spec.listeners {
        let socket =
            TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).map_err(Failure::step("listening"))?;
        socket
            .set_nonblocking(true)
            .map_err(Failure::step("listening"))?;
        let address = socket.local_addr().map_err(Failure::step("listening"))?;
        for (name, pattern) in &listener.tell {
            env.push((name.clone(), pattern.replace("{}", &address.to_string())));
        }
        listeners.push(socket);
    }
    let (program, arguments) = spec
        .command
        .split_first()
        .ok_or_else(|| Failure::Refused("the command is empty".into()))?;
    let (out, stdout) = pipe()?;
    let (err, stderr) = pipe()?;
    let mut command = Command::new(places.rewritten(program));
    command
        .args(arguments.iter().map(|a| places.rewritten(a)))
        .env_clear()
        .envs(env)
        .current_dir(places.rewritten(&spec.cwd.to_string_lossy()))
        .stdin(Stdio::null())
        .stdout(stdout)
        .stderr(stderr)
        .process_group(0);
    let mut child = command.spawn().map_err(|error| Failure::Program {
        program: program.clone(),
        error,
    })?;
    let killed = Arc::new(AtomicBool::new(false));
    let pid = child.id().unwrap_or_default();
    let group = Group {
        pid,
        killed: killed.clone(),
        killing: Arc::default(),
    };
    let killing = group.killing.clone();
    let lingers = spec.lingers;
    let (told, exit) = watch::channel(None);
    let (program_told, program_exit) = watch::channel(None);
    tokio::spawn(async move {
        let status = child.wait().await;
        let exit = match status {
            Ok(_) if killed.load(Ordering::Acquire) => Exit::Killed,
            Ok(status) => ended(status),
            Err(_) => Exit::Killed,
        };
        let _ = program_told.send(Some(exit));
        if lingers && !killed.load(Ordering::Acquire) {
            killing.notified().await;
        }
        // What it left running.
        // SAFETY: plain numbers.
        unsafe { libc::killpg(pid as libc::pid_t, libc::SIGKILL) };
        drop(folder);
        let _ = told.send(Some(exit));
    });
    Ok(Running {
        stdout: Some(out),
        stderr: Some(err),
        listeners,
        dialers: Vec::new(),
        isolated: false,
        handle: Handle(Arc::new(Life {
            exit,
            program: program_exit,
            kind: Kind::Plain(group),
        })),
    })
}

fn ended(status: ExitStatus) -> Exit {
    match (status.code(), status.signal()) {
        (Some(code), _) => Exit::Code(code),
        (None, Some(signal)) => Exit::Signal(signal),
        (None, None) => Exit::Killed,
    }
}

fn pipe() -> Result<(crate::Output, OwnedFd), Failure> {
    let (read, write) = io::pipe().map_err(Failure::step("making a pipe"))?;
    let read = crate::Output::from_owned_fd(read.into()).map_err(Failure::step("making a pipe"))?;
    Ok((read, write.into()))
}

/// Where on the host lies what the program expects at a path of its sandbox.
struct Places(Vec<(String, String)>);

impl Places {
    fn make(spec: &Spec, folder: &Path) -> Result<Places, Failure> {
        let mut places = Vec::new();
        for mount in &spec.mounts {
            let [source] = mount.sources.as_slice() else {
                return Err(Failure::Refused(format!(
                    "several folders as one ({}) need isolation",
                    mount.target.display()
                )));
            };
            places.push((text(&mount.target), text(source)));
        }
        for file in &spec.files {
            let inside = file.target.strip_prefix("/").unwrap_or(&file.target);
            let path = folder.join(inside);
            if let Some(above) = path.parent() {
                std::fs::create_dir_all(above).map_err(Failure::step("making a folder"))?;
            }
            std::fs::write(&path, &file.text).map_err(Failure::step("writing a file"))?;
            let mode = if file.executable { 0o755 } else { 0o644 };
            std::fs::set_permissions(&path, std::fs::Permissions::from_mode(mode))
                .map_err(Failure::step("writing a file"))?;
            places.push((text(&file.target), text(&path)));
        }
        // The longest first, so that what lies in a mount is found before the mount.
        places.sort_by_key(|(inside, _)| std::cmp::Reverse(inside.len()));
        Ok(Places(places))
    }

    /// Lists of paths are rewritten path by path.
    fn rewritten(&self, value: &str) -> String {
        let parts: Vec<String> = value.split(':').map(|part| self.one(part)).collect();
        parts.join(":")
    }

    fn one(&self, path: &str) -> String {
        for (inside, host) in &self.0 {
            if let Some(rest) = path.strip_prefix(inside.as_str()) {
                if rest.is_empty() || rest.starts_with('/') {
                    return format!("{host}{rest}");
                }
            }
        }
        path.to_string()
    }
}

fn text(path: &Path) -> String {
    path.to_string_lossy().trim_end_matches('/').to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_of_the_sandbox_become_those_of_the_host() {
        let places = Places(vec![
            ("/opt/bin".into(), "/data/x".into()),
            ("/opt".into(), "/data/layer".into()),
        ]);
        assert_eq!(
            places.rewritten("/opt/bin/a:/opt:/optional:/usr"),
            "/data/x/a:/data/layer:/optional:/usr"
        );
    }
}
