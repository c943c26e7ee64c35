//! What a sandbox is: its own root, processes, network, users.

mod support;

use haneul_compute::Exit;
use support::{host, run, shell};

haneul_compute::launcher_before_main!();

#[tokio::test]
async fn it_runs_and_ends() {
    let (_folder, host) = host().await;
    let (text, exit) = run(&host, shell("echo out; echo err >&2; exit 7")).await;
    assert_eq!((text.as_str(), exit), ("out\nerr\n", Exit::Code(7)));
    let (_, exit) = run(&host, shell("kill -TERM $$")).await;
    assert_eq!(exit, Exit::Signal(15));
}
