//! Plain processes, where running without isolation is allowed and the host cannot isolate.

mod support;

use haneul_compute::{Exit, Failure, File, Host, Listener, Settings, Spec};
use std::io::Write;
use support::all;
use tokio::io::AsyncReadExt;

async fn host(plain: bool) -> (tempfile::TempDir, Host) {
    let folder = tempfile::tempdir().unwrap();
    let mut settings = Settings::new(folder.path());
    settings.plain = plain;
    let host = Host::open_as(
        settings,
        haneul_compute::Report::nothing("a test", "is a test", "none"),
    )
    .unwrap();
    (folder, host)
}

fn shell(script: &str) -> Spec {
    Spec::new("test", ["/bin/sh", "-c", script])
}

#[tokio::test]
async fn not_unless_it_is_allowed() {
    let (_folder, host) = host(false).await;
    let refused = host.start(shell("true")).await.unwrap_err();
    assert!(matches!(&refused, Failure::CannotIsolate(_)));
    assert!(
        refused.to_string().contains("mount namespace (is a test)"),
        "{refused}"
    );
}

#[tokio::test]
async fn files_variables_and_exit() {
    let (_folder, host) = host(true).await;
    let mut spec = shell("cat $WHERE; echo $NAME; exit 3");
    spec.files.push(File::new("/var/runtime/x.txt", "hello\n"));
    spec.env = vec![
        ("WHERE".into(), "/var/runtime/x.txt".into()),
        ("NAME".into(), "haneul".into()),
        ("PATH".into(), "/usr/bin:/bin".into()),
    ];
    let mut running = host.start(spec).await.unwrap();
    assert!(!running.isolated);
    let text = all(&mut running.stdout).await;
    assert_eq!(text, "hello\nhaneul\n");
    assert_eq!(running.wait().await, Exit::Code(3));
}

#[tokio::test]
async fn a_listener_is_told() {
    let (_folder, host) = host(true).await;
    let mut spec = shell("exec 3<>/dev/tcp/${API%:*}/${API#*:}; cat <&3");
    spec.command[0] = "/bin/bash".into();
    let listener = Listener::new("127.0.0.1:9001".parse().unwrap()).tell("API", "{}");
    spec.listeners.push(listener);
    spec.env.push(("PATH".into(), "/usr/bin:/bin".into()));
    let mut running = host.start(spec).await.unwrap();
    let listener = running.listeners.remove(0);
    listener.set_nonblocking(false).unwrap();
    let served =
        std::thread::spawn(move || listener.accept().unwrap().0.write_all(b"served").unwrap());
    let text = all(&mut running.stdout).await;
    served.join().unwrap();
    assert_eq!(text, "served");
}

#[tokio::test]
async fn killed_with_its_children() {
    let (_folder, host) = host(true).await;
    let mut running = host
        .start(shell("sleep 1000 & echo $!; sleep 1000"))
        .await
        .unwrap();
    let mut first = [0; 1];
    running
        .stdout
        .as_mut()
        .unwrap()
        .read_exact(&mut first)
        .await
        .unwrap();
    running.kill();
    assert_eq!(running.wait().await, Exit::Killed);
    // The pipe closes only when the last process that holds it is gone.
    let mut rest = Vec::new();
    running
        .stdout
        .take()
        .unwrap()
        .read_to_end(&mut rest)
        .await
        .unwrap();
}
