//! What only a store in a directory has to do: opening again, being alone, surviving.

use haneul_store::{KeyRange, Result, Store, StoreError};
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

const CHILD: &str = "HANEUL_STORE_TEST_DIR";
const WRITERS: u64 = 8;

async fn put(store: &Store, key: &str, value: Vec<u8>) -> Result<()> {
    store
        .transact(|tx| tx.put(key.as_bytes(), value.clone()))
        .await
}

fn get(store: &Store, key: &str) -> Option<Vec<u8>> {
    store
        .read::<_, StoreError>(|tx| tx.get(key.as_bytes()))
        .unwrap()
        .map(|value| value.to_vec())
}

#[tokio::test]
async fn it_is_there_after_opening_again() {
    let dir = tempfile::tempdir().unwrap();
    let mut version = 0;
    for round in 0..4u8 {
        let store = Store::open(dir.path()).unwrap();
        let tx = store.begin().unwrap();
        assert_eq!(tx.version(), version);
        assert_eq!(
            get(&store, "a").unwrap_or_default(),
            [round.wrapping_sub(1); 3][..3 * usize::from(round > 0)]
        );
        put(&store, "a", vec![round; 3]).await.unwrap();
        put(&store, "large", vec![round; 20 << 20]).await.unwrap();
        version = store.begin().unwrap().version();
    }
}

#[tokio::test]
async fn only_one_may_have_it() {
    let dir = tempfile::tempdir().unwrap();
    let store = Store::open(dir.path()).unwrap();
    assert!(matches!(
        Store::open(dir.path()),
        Err(StoreError::Locked { .. })
    ));
    drop(store);
    Store::open(dir.path()).unwrap();
}

#[test]
fn a_newer_format_is_left_alone() {
    let dir = tempfile::tempdir().unwrap();
    drop(Store::open(dir.path()).unwrap());
    let format = dir.path().join("format");
    std::fs::write(&format, "haneul-store 9\n").unwrap();
    let refused = Store::open(dir.path());
    assert!(matches!(
        refused,
        Err(StoreError::NewerFormat { found: 9, known: 1 })
    ));
    std::fs::write(&format, "something else").unwrap();
    assert!(matches!(
        Store::open(dir.path()),
        Err(StoreError::Corrupt(_))
    ));
}

#[test]
fn a_start_that_was_cut_short_is_made_again() {
    let dir = tempfile::tempdir().unwrap();
    drop(Store::open(dir.path()).unwrap());
    std::fs::remove_file(dir.path().join("db/version")).unwrap();
    Store::open(dir.path()).unwrap();
}

/// Killed at any moment, all that was acknowledged is there, and nothing by halves.
#[test]
fn a_killed_process_keeps_its_word() {
    let dir = tempfile::tempdir().unwrap();
    let mut total = 0;
    for round in 0..8u64 {
        let mut child = spawn("child_writes", dir.path(), "");
        let acknowledged = collect_for(&mut child, Duration::from_millis(60 + round * 53 % 240));
        let store = Store::open(dir.path()).unwrap();
        for key in &acknowledged {
            for part in ["x", "y", "z"] {
                assert!(
                    get(&store, &format!("{part}/{key}")).is_some(),
                    "{part}/{key} is lost"
                );
            }
        }
        assert_whole(&store);
        total += acknowledged.len();
    }
    assert!(total > 100, "only {total} writes were acknowledged");
}

fn assert_whole(store: &Store) {
    let keys = |part: &str| -> Vec<Vec<u8>> {
        let rows: Result<_> = store.read(|tx| tx.scan(KeyRange::prefix(part), usize::MAX, false));
        rows.unwrap()
            .into_iter()
            .map(|(key, _)| key[1..].to_vec())
            .collect()
    };
    let first = keys("x");
    assert!(
        first == keys("y") && first == keys("z"),
        "a transaction is torn"
    );
}

fn spawn(test: &str, dir: &Path, before: &str) -> Child {
    let script = format!("{before} exec \"$0\" --exact {test} --ignored --nocapture");
    let mut command = Command::new("sh");
    command
        .args(["-c", &script])
        .arg(std::env::current_exe().unwrap())
        .env(CHILD, dir);
    command.stdout(Stdio::piped()).spawn().unwrap()
}

fn collect_for(child: &mut Child, time: Duration) -> Vec<String> {
    let output = child.stdout.take().unwrap();
    let reader = std::thread::spawn(move || {
        let lines = BufReader::new(output)
            .lines()
            .map_while(std::io::Result::ok);
        lines
            .filter_map(|line| line.strip_prefix("done ").map(str::to_owned))
            .collect()
    });
    std::thread::sleep(time);
    child.kill().unwrap();
    child.wait().unwrap();
    let mut keys: Vec<String> = reader.join().unwrap();
    // The last line may be cut short.
    keys.retain(|key| key.ends_with(';'));
    keys
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "runs in a process of its own"]
async fn child_writes() {
    let Some(dir) = std::env::var_os(CHILD) else {
        return;
    };
    let store = Store::open(dir.as_ref()).unwrap();
    let round = store.begin().unwrap().version();
    let writers: Vec<_> = (0..WRITERS)
        .map(|writer| tokio::spawn(write_on(store.clone(), round, writer)))
        .collect();
    for writer in writers {
        writer.await.unwrap();
    }
}

async fn write_on(store: Store, round: u64, writer: u64) {
    for n in 0.. {
        let key = format!("{round}-{writer}-{n};");
        let done: Result<()> = store
            .transact(|tx| {
                ["x", "y", "z"]
                    .iter()
                    .try_for_each(|part| tx.put(format!("{part}/{key}").as_bytes(), vec![7; 900]))
            })
            .await;
        done.unwrap();
        println!("done {key}");
    }
}

/// Files may not grow beyond a limit, which stands for a full disk; later they may again.
#[test]
fn a_full_disk_stops_only_writing() {
    let dir = tempfile::tempdir().unwrap();
    drop(Store::open(dir.path()).unwrap());
    let child = spawn(
        "child_fills_up",
        dir.path(),
        "trap '' XFSZ; ulimit -S -f 24000;",
    );
    let output = child.wait_with_output().unwrap();
    let text = String::from_utf8_lossy(&output.stdout);
    assert!(
        output.status.success() && text.contains("recovered"),
        "{text}"
    );
    let store = Store::open(dir.path()).unwrap();
    assert!(get(&store, "after").is_some());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "runs in a process of its own"]
async fn child_fills_up() {
    let Some(dir) = std::env::var_os(CHILD) else {
        return;
    };
    let store = Store::open(dir.as_ref()).unwrap();
    let mut acknowledged = 0;
    let error = loop {
        match put(
            &store,
            &format!("row {acknowledged:06}"),
            noise(acknowledged),
        )
        .await
        {
            Ok(()) => acknowledged += 1,
            Err(error) => break error,
        }
        assert!(acknowledged < 20_000, "the limit was never reached");
    };
    assert!(matches!(error, StoreError::Full), "{error}");
    assert_rows(&store, acknowledged);
    assert!(put(&store, "refused", vec![1; 30 << 20]).await.is_err());
    assert_rows(&store, acknowledged);

    let limit = rustix::process::Rlimit {
        current: None,
        maximum: None,
    };
    rustix::process::setrlimit(rustix::process::Resource::Fsize, limit).unwrap();
    put(&store, "after", vec![1]).await.unwrap();
    assert_rows(&store, acknowledged);
    assert!(get(&store, "refused").is_none());
    println!("recovered after {acknowledged}");
}

fn noise(seed: usize) -> Vec<u8> {
    let mut state = seed as u64 + 1;
    let step = |_| {
        state = state
            .wrapping_mul(6364136223846793005)
            .wrapping_add(1442695040888963407);
        (state >> 40) as u8
    };
    (0..20_000).map(step).collect()
}

fn assert_rows(store: &Store, count: usize) {
    let rows: Result<_> = store.read(|tx| tx.scan(KeyRange::prefix("row "), usize::MAX, false));
    let rows: Vec<_> = rows.unwrap();
    assert_eq!(rows.len(), count);
    assert!(
        rows.iter()
            .enumerate()
            .all(|(n, (_, value))| *value == noise(n))
    );
}
