//! Programs that mean harm: to the host, to others, to whoever waits for them.

mod support;

use haneul_compute::{Exit, Part};
use std::path::Path;
use std::time::Duration;
use support::{all, host, python, run, shell};
use tokio::io::AsyncReadExt;

haneul_compute::launcher_before_main!();

#[tokio::test]
async fn a_fork_bomb_stays_small() {
    let (_folder, host) = host().await;
    let mut spec = python(
        "import os, signal\nn = 0\ntry:\n  while True:\n    if os.fork() == 0:\n      signal.pause()\n    n += 1\nexcept OSError as e: print(n, e.errno)\n",
    );
    spec.processes = 20;
    let (text, exit) = run(&host, spec).await;
    assert_eq!(
        (text.as_str(), exit),
        ("19 11\n", Exit::Code(0)),
        "EAGAIN after nineteen children"
    );
}

#[tokio::test]
async fn memory_is_limited() {
    let (_folder, host) = host().await;
    let hog = "x = []\nwhile True: x.append(bytearray(1 << 20))";
    let mut running = host.start(python(hog)).await.unwrap();
    let exit = running.wait().await;
    match host.report().works(Part::MemoryLimit) {
        true => {
            assert_eq!(exit, Exit::OutOfMemory);
            assert!(running.memory_peak().unwrap() > 100 << 20);
        }
        false => {
            let text = all(&mut running.stderr).await;
            assert_eq!(exit, Exit::Code(1));
            assert!(text.contains("MemoryError"), "{text}");
        }
    }
    // Many that each take little are as one that takes much.
    if host.report().works(Part::MemoryLimit) {
        let many = "import os\nfor _ in range(20):\n  if os.fork() == 0: break\nx = bytearray(20 << 20)\nimport time\ntime.sleep(1000)";
        assert_eq!(
            host.start(python(many)).await.unwrap().wait().await,
            Exit::OutOfMemory
        );
    }
}

#[tokio::test]
async fn tmp_is_limited() {
    let (_folder, host) = host().await;
    let mut spec = python(
        "import os\nwritten = 0\ntry:\n  with open('/tmp/x', 'wb', 0) as f:\n    while True: written += f.write(b'x' * (1 << 20))\nexcept OSError as e: print(e.errno)\nprint(written >> 20)\n",
    );
    spec.tmp_bytes = 64 << 20;
    spec.memory_bytes = 256 << 20;
    let (text, _) = run(&host, spec).await;
    let (error, written) = text.trim().split_once('\n').unwrap();
    assert_eq!(error, libc::ENOSPC.to_string());
    let written: u32 = written.parse().unwrap();
    assert!((48..=64).contains(&written), "{written}");
}

/// What is on the disk is not in memory: a function of 128 MB writes 300.
#[tokio::test]
async fn tmp_on_disk_is_not_memory() {
    let (_folder, host) = host().await;
    if !host.report().works(Part::DiskTmp) {
        return eprintln!("not tried: /tmp is in memory here");
    }
    let script = "with open('/tmp/x', 'wb') as f:\n  for _ in range(300): f.write(b'x' * (1 << 20))\nprint('written')";
    let (text, exit) = run(&host, python(script)).await;
    assert_eq!((text.as_str(), exit), ("written\n", Exit::Code(0)));
}

#[tokio::test]
async fn calls_of_the_kernel_that_are_none_of_its_business() {
    let (_folder, host) = host().await;
    let calls = [
        ("mount", libc::SYS_mount, "0, 0, 0, 0, 0"),
        ("unshare user", libc::SYS_unshare, "0x10000000"),
        ("unshare mount", libc::SYS_unshare, "0x20000"),
        ("clone user", libc::SYS_clone, "0x10000011, 0, 0, 0, 0"),
        ("setns", libc::SYS_setns, "0, 0"),
        ("ptrace", libc::SYS_ptrace, "16, 1, 0, 0"),
        (
            "process_vm_readv",
            libc::SYS_process_vm_readv,
            "1, 0, 0, 0, 0, 0",
        ),
        ("keyctl", libc::SYS_keyctl, "0, 0, 0"),
        ("bpf", libc::SYS_bpf, "0, 0, 0"),
        ("perf", libc::SYS_perf_event_open, "0, 0, 0, 0, 0"),
        ("kexec", libc::SYS_kexec_load, "0, 0, 0, 0"),
        ("init_module", libc::SYS_init_module, "0, 0, 0"),
        ("chroot", libc::SYS_chroot, "0"),
        ("pivot_root", libc::SYS_pivot_root, "0, 0"),
        ("reboot", libc::SYS_reboot, "0, 0, 0"),
        ("sethostname", libc::SYS_sethostname, "0, 0"),
        ("settimeofday", libc::SYS_settimeofday, "0, 0"),
        ("io_uring", libc::SYS_io_uring_setup, "1, 0"),
        ("raw socket", libc::SYS_socket, "2, 3, 1"),
        ("setuid root", libc::SYS_setuid, "0"),
    ];
    let mut script = String::from("import ctypes\nl = ctypes.CDLL(None, use_errno=True)\n");
    for (name, number, arguments) in calls {
        script += &format!(
            "r = l.syscall({number}, {arguments})\nprint('{name}', ctypes.get_errno() if r == -1 else 'done')\n"
        );
    }
    script += "for family in [16, 17, 40, 38]:\n  r = l.socket(family, 3, 3)\n  print(family, ctypes.get_errno() if r == -1 else 'done')\n";
    let (text, _) = run(&host, python(&script)).await;
    for (line, (name, ..)) in text.lines().zip(calls) {
        // To become root there must be one: nobody else is in its namespace.
        let expected = if name == "setuid root" {
            [libc::EINVAL, libc::EPERM]
        } else {
            [libc::EPERM; 2]
        };
        assert!(
            expected.iter().any(|e| line == format!("{name} {e}")),
            "{line}"
        );
    }
    let rest: Vec<&str> = text.lines().skip(calls.len()).collect();
    assert_eq!(
        rest,
        ["16 1", "17 97", "40 97", "38 97"],
        "netlink but for routes, packets, vsock, crypto"
    );
}

#[tokio::test]
async fn what_it_leaves_running_ends_with_it() {
    let (_folder, host) = host().await;
    let mark = format!("# left-{}", std::process::id());
    let daemon = "import os, time\nif os.fork() == 0:\n  os.setsid()\n  if os.fork() == 0:\n    for fd in range(3): os.close(fd)\n    time.sleep(1000)\n  os._exit(0)\nos.wait()\nprint('left')\n";
    let mut running = host
        .start(python(&format!("{daemon}{mark}")))
        .await
        .unwrap();
    let pid = running.pid();
    assert!(Path::new(&format!("/proc/{pid}")).exists());
    let text = all(&mut running.stdout).await;
    assert_eq!(
        (text.as_str(), running.wait().await),
        ("left\n", Exit::Code(0))
    );
    assert!(!Path::new(&format!("/proc/{pid}/exe")).exists());
    assert_eq!(processes_with(&mark), 0);

    let script = format!(
        "trap '' TERM INT HUP; setsid /bin/sh -c 'sleep 2000; : {mark}' & sleep 2000; : {mark}"
    );
    let running = host.start(shell(&script.replace("# ", ""))).await.unwrap();
    assert!(processes_with(&mark[2..]) > 0);
    running.kill();
    assert_eq!(running.wait().await, Exit::Killed);
    assert_eq!(processes_with(&mark[2..]), 0);
}

/// Processes of the host that have this in their command.
fn processes_with(mark: &str) -> usize {
    let entries = std::fs::read_dir("/proc").unwrap().flatten();
    let command = |path: &Path| std::fs::read_to_string(path.join("cmdline")).unwrap_or_default();
    entries
        .filter(|e| command(&e.path()).contains(mark))
        .count()
}

#[tokio::test]
async fn output_is_not_kept() {
    let (_folder, host) = host().await;
    let mut running = host
        .start(python(
            "import os\nn = 0\nwhile True: n += os.write(1, b'x' * 65536)",
        ))
        .await
        .unwrap();
    let mut stdout = running.stdout.take().unwrap();
    let mut some = vec![0; 1 << 20];
    stdout.read_exact(&mut some).await.unwrap();
    // Nobody reads on: it waits, and what is on the way is no more than a pipe holds.
    running.kill();
    assert_eq!(running.wait().await, Exit::Killed);
    let mut rest = Vec::new();
    stdout.read_to_end(&mut rest).await.unwrap();
    assert!(rest.len() <= 1 << 20, "{}", rest.len());
}

#[tokio::test]
async fn closing_its_pipes_ends_nothing() {
    let (_folder, host) = host().await;
    let mut running = host
        .start(shell("exec >&- 2>&-; sleep 0.1; exit 5"))
        .await
        .unwrap();
    let mut nothing = Vec::new();
    running
        .stdout
        .take()
        .unwrap()
        .read_to_end(&mut nothing)
        .await
        .unwrap();
    assert_eq!((nothing.len(), running.wait().await), (0, Exit::Code(5)));
}

#[tokio::test]
async fn who_is_forgotten_is_killed() {
    let (_folder, host) = host().await;
    let running = host.start(shell("sleep 1000")).await.unwrap();
    let handle = running.handle();
    drop(running);
    assert_eq!(
        tokio::time::timeout(Duration::from_secs(60), handle.wait())
            .await
            .unwrap(),
        Exit::Killed
    );
}
