//! Runs a program in a sandbox, and tells what it cost: `cargo run -p haneul-compute --example run --
//! /bin/sh -c 'id; ls /'`. With `--times 20` first, that often.

use haneul_compute::{Host, Settings, Spec};
use std::time::Instant;
use tokio::io::AsyncReadExt;

fn main() {
    haneul_compute::launcher::enter_if_asked();
    tokio::runtime::Runtime::new()
        .expect("a runtime")
        .block_on(run());
}

async fn run() {
    let mut command: Vec<String> = std::env::args().skip(1).collect();
    let mut times = 1;
    if command.first().is_some_and(|a| a == "--times") {
        times = command.get(1).and_then(|n| n.parse().ok()).unwrap_or(1);
        command.drain(..2);
    }
    let folder = std::env::temp_dir().join("haneul-compute-example");
    let host = Host::open(Settings::new(folder)).await.expect("a host");
    for check in &host.report().checks {
        eprintln!("{:20} {:?}", check.part.name(), check.state);
    }
    for _ in 0..times {
        let mut spec = Spec::new("example", command.clone());
        spec.env
            .push(("PATH".into(), "/usr/local/bin:/usr/bin:/bin".into()));
        let began = Instant::now();
        let mut running = match host.start(spec).await {
            Ok(running) => running,
            Err(failure) => return eprintln!("{failure}"),
        };
        let started = began.elapsed();
        let (mut out, mut err) = (Vec::new(), Vec::new());
        let (mut stdout, mut stderr) = (running.stdout.take(), running.stderr.take());
        if let (Some(stdout), Some(stderr)) = (&mut stdout, &mut stderr) {
            let _ = tokio::join!(stdout.read_to_end(&mut out), stderr.read_to_end(&mut err));
        }
        let exit = running.wait().await;
        print!(
            "{}{}",
            String::from_utf8_lossy(&out),
            String::from_utf8_lossy(&err)
        );
        eprintln!(
            "{exit}; started in {started:?}, gone after {:?}; memory {:?}, processor {:?}",
            began.elapsed(),
            running.memory_peak(),
            running.cpu_time()
        );
    }
}
